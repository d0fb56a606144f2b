package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/truora/truora-go/durable"
	"github.com/truora/truora-go/truoratest"
)

// stage is where the demo plays: Truora in this process, and the lender in another one
// that can be killed.
type stage struct {
	truora *truoratest.Server
	env    []string // of the lender
	log    *os.File // what it logs
	url    string   // where it answers
	begun  time.Time
	out    io.Writer

	process *exec.Cmd
}

const perDay = 3 // checks

func newStage(out io.Writer, dir string) (*stage, error) {
	s := &stage{truora: truoratest.New(truoratest.WithPace(20)), out: out, begun: time.Now()}
	hosts, err := json.Marshal(s.truora.Start())
	if err != nil {
		return nil, err
	}
	if s.log, err = os.Create(filepath.Join(dir, "lender.log")); err != nil {
		return nil, err
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret)
	s.env = []string{
		"TRUORA_API_KEY=" + s.truora.APIKey(), "LENDER_TRUORA_HOSTS=" + string(hosts),
		"LENDER_WEBHOOK_KEY=" + s.truora.Webhooks.Key(), "LENDER_SECRET=" + hex.EncodeToString(secret),
		"LENDER_DATABASE=" + filepath.Join(dir, "lender.db"), "LENDER_CHECKPOINTS=" + filepath.Join(dir, "checkpoint"),
		fmt.Sprint("LENDER_CHECKS_A_DAY=", perDay),
		"LENDER_SEND_WITHIN=1s", // in production 30 s; a purchase is looked for after some of these
		"LENDER_ADDRESS=127.0.0.1:0",
	}
	return s, nil
}

// close ends what was begun.
func (s *stage) close() {
	s.kill()
	s.truora.Close()
	_ = s.log.Close()
}

// start starts a process of the lender. One that comes after another has its address.
func (s *stage) start(ctx context.Context) error {
	process, err := s.command(ctx, "serve")
	if err != nil {
		return err
	}
	output, err := process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := process.Start(); err != nil {
		return err
	}
	s.process = process
	line, err := bufio.NewReader(output).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), listening)
	if err != nil || !ok {
		return errors.New("the lender does not start")
	}
	if s.url == "" {
		s.truora.Webhooks.Add(truoratest.Webhook{URL: url + "/truora"})
	}
	s.url = url
	s.env = append(s.env, "LENDER_ADDRESS="+strings.TrimPrefix(url, "http://"))
	return nil
}

// kill is kill -9: the process has no say in it.
func (s *stage) kill() {
	if s.process != nil {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
		s.process = nil
	}
}

// command is this program with other arguments, as another process.
func (s *stage) command(ctx context.Context, args ...string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, self, args...)
	command.Env = append(os.Environ(), s.env...)
	command.Stderr = s.log
	return command, nil
}

// operate runs a command of the lender as its operator does, and shows it.
func (s *stage) operate(ctx context.Context, args ...string) error {
	s.say("$ lender %s", strings.Join(args, " "))
	command, err := s.command(ctx, args...)
	if err != nil {
		return err
	}
	text, err := command.Output()
	for line := range strings.Lines(string(text)) {
		fmt.Fprint(s.out, "          ", line)
	}
	return err
}

// call makes a request of the lender and shows it. It fails on another status than
// want.
func (s *stage) call(ctx context.Context, method, path string, body any, want int) ([]byte, error) {
	status, answer, err := s.request(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	shown := strings.TrimSpace(string(answer))
	if !json.Valid(answer) {
		shown = fmt.Sprintf("an archive of %d bytes", len(answer))
	}
	s.say("%-6s %s → %d %s", method, path, status, shown)
	if status != want {
		return nil, fmt.Errorf("%s %s: %d instead of %d", method, path, status, want)
	}
	return answer, nil
}

func (s *stage) request(ctx context.Context, method, path string, body any) (status int, answer []byte, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader(text))
	if err != nil {
		return 0, nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}

// await waits until an applicant is as wanted.
func (s *stage) await(ctx context.Context, id string, wanted func(view) bool) error {
	return s.until(ctx, func() (bool, error) {
		_, answer, err := s.request(ctx, http.MethodGet, "/applicants/"+id, nil)
		if err != nil {
			return false, err
		}
		var now view
		err = json.Unmarshal(answer, &now)
		return wanted(now), err
	})
}

// in is for await: a state of the purchase.
func in(state durable.State) func(view) bool {
	return func(v view) bool { return v.Purchase == state }
}

// until asks often.
func (s *stage) until(ctx context.Context, reached func() (bool, error)) error {
	for {
		switch ok, err := reached(); {
		case err != nil:
			return err
		case ok:
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// bill is how many checks Truora has on the bill.
func (s *stage) bill() int { return len(s.truora.Billed()) }

// say prints a line of what happens.
func (s *stage) say(format string, args ...any) {
	fmt.Fprintf(s.out, "  %5.1fs  %s\n", time.Since(s.begun).Seconds(), fmt.Sprintf(format, args...))
}

// tell prints what the reader has to know.
func (s *stage) tell(text string) { fmt.Fprintln(s.out, text) }
