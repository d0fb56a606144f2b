// Package await measures what a webhooks.Hub saves: how many requests a wait for a
// check makes, and how long after the end it notices, with polling only and with a hub.
// It runs in virtual time against truoratest, so the figures do not depend on the
// machine.
//
//	go test -v ./await
package await
