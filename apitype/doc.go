// Package apitype has the types that several areas of the SDK share: pages of a
// list, the raw text of an answer, secrets, countries, languages, dates and
// statuses.
package apitype
