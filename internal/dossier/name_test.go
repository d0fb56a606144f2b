package dossier

import (
	"path"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNamed(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]string{
		"%PDF-1.7":                         "x.pdf",
		"\x89PNG\r\n\x1a\n":                "x.png",
		"\xff\xd8\xff\xe0":                 "x.jpg",
		"\x00\x00\x00\x18ftypisom\x00\x00": "x.mp4",
		"\x00\x00\x00\x18ftypmp42\x00\x00": "x.mp4",
		"\x00\x00\x00\x18ftypheic\x00\x00": "x.heic",
		"<html><script>":                   "x.txt",
		"<?xml version":                    "x.txt",
		"MZ\x90\x00":                       "x.bin",
		"#!/bin/sh":                        "x.txt",
		"ftyp":                             "x.txt",
		"":                                 "x.txt",
	} {
		assert.Equal(t, want, Named("x", []byte(head)), "%q", head)
		assert.Contains(t, Extensions(), path.Ext(want))
	}
	assert.Equal(t, "report.pdf", Named("report.pdf", []byte("<html>")))
}
