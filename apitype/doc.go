// Package apitype holds the few words that all areas of the SDK share: a page
// of a list, the raw text of an answer, countries, languages and dates.
package apitype
