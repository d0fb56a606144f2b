// Package plain is no area.
package plain

func Nothing() {}
