// Package rest sends every call of this module. An operation is data ([Call]); Do, Run,
// List, All, Wait, Download, Fetch and Upload carry it out. What may be sent again,
// where the key may be sent, and how an answer is decoded is decided only here.
package rest
