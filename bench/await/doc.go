// Package await measures what listening saves: how many requests a wait makes for
// a check, and how long after its end it notices, when it only polls and when it
// has a webhooks.Hub. It runs on virtual time against truoratest, so the figures do
// not depend on the machine.
//
//	go test -v ./await
package await
