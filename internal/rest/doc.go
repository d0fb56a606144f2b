// Package rest is the one way a call leaves this module. An operation is data
// ([Call]); Do, Run, List, All, Wait, Download, Fetch and Upload carry it out.
// What may be sent again, where the key may go and how an answer is read is
// decided here and nowhere else.
package rest
