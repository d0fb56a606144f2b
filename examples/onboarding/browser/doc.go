// Package browser goes through the onboarding example in a headless Chromium. It
// is a module of its own, so that nobody inherits the browser's driver.
package browser
