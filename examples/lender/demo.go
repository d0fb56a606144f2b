package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/truoratest"
)

// demo tells what the lender is for. What goes wrong in it is made to.
func demo(ctx context.Context, out io.Writer) (err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "lender")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	s, err := newStage(out, dir)
	if err != nil {
		return err
	}
	defer s.close()
	go s.truora.Webhooks.Run(ctx)

	s.tell(`Truora is in memory here: no account is needed, nothing is billed, and all people are
fictional. The lender is a process of its own, with a SQLite file. It buys a background
check on each applicant, which costs money and concerns a person: so once, and no more.
`)
	for _, scene := range []func(context.Context) error{
		s.plain, s.killed, s.heldBack, s.overBudget, s.evidence, s.erasure,
	} {
		if err := scene(ctx); err != nil {
			logged, _ := os.ReadFile(s.log.Name())
			return fmt.Errorf("%w; the lender's log:\n%s", err, logged)
		}
	}
	if s.bill() != perDay {
		return fmt.Errorf("%d checks are on the bill instead of %d", s.bill(), perDay)
	}
	s.tell(fmt.Sprintf("\nChecks wanted: %d. Checks on Truora's bill: %d. Process killed: once.", perDay, s.bill()))
	return nil
}

// apply lets somebody apply.
func (s *stage) apply(ctx context.Context, id, nationalID string, want int) error {
	_, err := s.call(ctx, http.MethodPut, "/applicants/"+id, application{nationalID, "I agree that the lender looks into my records."}, want)
	return err
}

func (s *stage) show(ctx context.Context, id string) error {
	_, err := s.call(ctx, http.MethodGet, "/applicants/"+id, nil, http.StatusOK)
	return err
}

func (s *stage) plain(ctx context.Context) error {
	clean := []truoratest.Finding{}
	s.truora.Checks.Next(
		truoratest.CheckScript{Findings: clean},
		truoratest.CheckScript{Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "high"}}},
		truoratest.CheckScript{Findings: clean},
	)
	s.tell("1. Ana applies. Her row, the purchase and its job are written in one transaction.")
	if err := s.start(ctx); err != nil {
		return err
	}
	if err := errors.Join(s.apply(ctx, "ana", "1000000001", http.StatusAccepted), s.apply(ctx, "ana", "1000000001", http.StatusAccepted)); err != nil {
		return err
	}
	s.say("The second was a double click: one key is one purchase, for ever.")
	if err := s.await(ctx, "ana", in(durable.StateDone)); err != nil {
		return err
	}
	if err := s.show(ctx, "ana"); err != nil {
		return err
	}
	s.say("A webhook woke the purchase. Checks on Truora's bill: %d.", s.bill())
	return nil
}

func (s *stage) killed(ctx context.Context) error {
	s.tell("\n2. Bruno applies, and the process is killed after Truora has sold his check, before\n   it answers. Nothing of the answer is left anywhere.")
	s.truora.Slow(buyOp, time.Minute)
	if err := s.apply(ctx, "bruno", "1000000010", http.StatusAccepted); err != nil {
		return err
	}
	if err := s.until(ctx, func() (bool, error) { return s.bill() == 2, nil }); err != nil {
		return err
	}
	s.kill()
	s.truora.Slow(buyOp, 0)
	s.say("kill -9. Checks on the bill: %d. A queue that now ran its job again would buy a third.", s.bill())
	if err := s.start(ctx); err != nil {
		return err
	}
	s.say("Another process has begun on the same file.")
	if err := s.show(ctx, "bruno"); err != nil {
		return err
	}
	s.say("\"sending\": that was written before the first byte left. So it does not buy, it looks.")
	if err := s.await(ctx, "bruno", in(durable.StateDone)); err != nil {
		return err
	}
	if err := s.show(ctx, "bruno"); err != nil {
		return err
	}
	s.say("It was found at Truora by its key, bruno/check. Checks on the bill: still %d.", s.bill())
	s.say("A check with findings declines nobody here: a person reviews it.")
	return nil
}

// hideChecks keeps Truora's list of checks empty.
func hideChecks(at *truoratest.Server) {
	hidden := make([]truoratest.Answer, 20)
	for i := range hidden {
		hidden[i].Body = `{"checks":[]}`
	}
	at.Fail("GET /v1/checks", hidden...)
}

func (s *stage) heldBack(ctx context.Context) error {
	s.tell("\n3. Carla applies. The answer is lost, and Truora's list does not show her check (both\n   made up). It may have been bought or not: no program can know, so a person decides.")
	s.truora.LoseAnswer(buyOp)
	hideChecks(s.truora)
	if err := s.apply(ctx, "carla", "1000000003", http.StatusAccepted); err != nil {
		return err
	}
	if err := s.await(ctx, "carla", in(durable.StateHeld)); err != nil {
		return err
	}
	if err := s.operate(ctx, "held"); err != nil {
		return err
	}
	billed := s.truora.Billed()
	s.say("Carmen finds the check in the dashboard, and says so:")
	if err := s.operate(ctx, "held", "found", "-by", "carmen", "carla/check", billed[len(billed)-1].ID); err != nil {
		return err
	}
	if err := s.await(ctx, "carla", in(durable.StateDone)); err != nil {
		return err
	}
	return s.show(ctx, "carla")
}

func (s *stage) overBudget(ctx context.Context) error {
	s.tell(fmt.Sprintf("\n4. Diego applies. The budget is %d checks a day, and Carla's counted while nobody knew.", perDay))
	if err := s.apply(ctx, "diego", "1000000004", http.StatusServiceUnavailable); err != nil {
		return err
	}
	s.say("Nothing of him was stored, and nothing was sent to Truora.")
	return nil
}

func (s *stage) evidence(ctx context.Context) error {
	s.tell("\n5. What the decision on Ana rests on, to be kept: the texts and files as Truora sent them.")
	archive, err := s.call(ctx, http.MethodGet, "/applicants/ana/dossier", nil, http.StatusOK)
	if err != nil {
		return err
	}
	files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return err
	}
	for _, f := range files.File {
		fmt.Fprintf(s.out, "          %8d  %s\n", f.UncompressedSize64, f.Name)
	}
	return nil
}

func (s *stage) erasure(ctx context.Context) error {
	s.tell("\n6. Ana wants to be forgotten: her check at Truora, and what the lender has of her.")
	if _, err := s.call(ctx, http.MethodDelete, "/applicants/ana", nil, http.StatusOK); err != nil {
		return err
	}
	s.say("Truora was asked for the check once more, and has it no longer. The audit log stays;")
	s.say("it names nobody, and nobody can change a line of it unnoticed:")
	if err := s.operate(ctx, "audit"); err != nil {
		return err
	}
	s.say("The call without an end is Bruno's purchase: the process was killed in it.")
	return nil
}
