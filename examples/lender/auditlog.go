package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/truora/truora-go/guard/audit"
)

// verifyAudit reads the whole audit log and says whether it is what was written.
func (s *service[Tx]) verifyAudit(ctx context.Context, out io.Writer) error {
	key, err := s.cfg.subjects()
	if err != nil {
		return err
	}
	options := audit.VerifyOptions{Key: key, PublicKey: s.signer.Public().(ed25519.PublicKey)}
	switch kept, err := audit.ReadCheckpoint(s.cfg.checkpoints); {
	case err == nil:
		options.Checkpoints = []audit.Checkpoint{kept}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	report, err := audit.Verify(s.lines.Lines(ctx, 1), options)
	if report != nil {
		fmt.Fprintf(out, "records: %d, of which a signed checkpoint covers %d; calls without an end: %d; faults: %d\n",
			report.Last, report.Covered, len(report.Open), len(report.Findings))
		for _, f := range report.Findings {
			fmt.Fprintln(out, " ", f)
		}
	}
	return err
}
