// Package browser tests the pages of the sandbox in Chromium.
package browser
