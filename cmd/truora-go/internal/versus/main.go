// Command versus measures the sandbox beside Prism, which answers from the examples of
// an OpenAPI file, on one machine in one run:
//
//	npm install --prefix ~/prism @stoplight/prism-cli
//	make bench-sandbox PRISM=~/prism/node_modules/.bin/prism
//
// Both get the same requests over sockets from the same callers, one server at a time,
// in turns. It prints the figures and their ratios.
package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

var (
	prism    = flag.String("prism", "", "`file` of Prism's command; without it only the sandbox is measured")
	contract = flag.String("contract", "../../contract/openapi.yaml", "OpenAPI `file` that Prism serves")
	callers  = flag.Int("callers", 16, "how many `callers` there are")
	turn     = flag.Duration("turn", 3*time.Second, "how `long` one measurement takes")
	turns    = flag.Int("turns", 3, "how `many` of each; the median counts")
	checks   = flag.Int("checks", 100_000, "how `many` checks the memory is measured with")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

// server is one that is measured.
type server struct {
	name    string
	command func(port string) []string
	checks  string   // the path of its checks
	clock   string   // the path that moves the clock, "" for a server without one
	known   []string // finished checks
	cmd     *exec.Cmd
	base    string
	started time.Duration
	gets    []rate
	creates []rate
}

// rate is what a turn came to.
type rate struct {
	perSecond float64
	cpu       float64 // of the server, in µs a call; it does not depend on what else runs here
}

func run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "versus-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	binary := filepath.Join(dir, "truora-go")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("building: %w\n%s", err, out)
	}
	all := []*server{{name: "sandbox", checks: "/api.checks.truora.com/v1/checks", clock: "/_sandbox/clock", command: func(port string) []string {
		return []string{binary, "sandbox", "--addr", "127.0.0.1:" + port}
	}}}
	if *prism != "" {
		all = append(all, &server{name: "prism", checks: "/v1/checks", known: []string{"CHK1"}, command: func(port string) []string {
			return []string{*prism, "mock", "-p", port, "-v", "error", *contract}
		}})
	}
	defer func() {
		for _, s := range all {
			s.stop()
		}
	}()
	for _, s := range all {
		if err := s.start(ctx); err != nil {
			return err
		}
		if err := s.prepare(ctx); err != nil {
			return err
		}
	}
	for range *turns {
		for _, s := range all {
			gets, err := s.load(ctx, s.get)
			if err != nil {
				return err
			}
			creates, err := s.load(ctx, s.create)
			if err != nil {
				return err
			}
			s.gets, s.creates = append(s.gets, gets), append(s.creates, creates)
		}
	}
	report(all)
	return memory(ctx, all[0])
}

// start starts a server and waits for its first answer.
func (s *server) start(ctx context.Context) error {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err := errors.Join(err, ln.Close()); err != nil {
		return err
	}
	line := s.command(port)
	s.base = "http://127.0.0.1:" + port
	s.cmd = exec.CommandContext(ctx, line[0], line[1:]...)
	s.cmd.Stderr = os.Stderr
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // npm's commands start others
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for time.Since(began) < time.Minute {
		if s.create(ctx, new(http.Client), serial.Add(1)) == nil {
			s.started = time.Since(began)
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return fmt.Errorf("%s does not answer", s.name)
}

func (s *server) stop() {
	if s.cmd == nil || s.cmd.Process == nil {
		return // it has not started
	}
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	_ = s.cmd.Wait()
}

// call makes a request that has to succeed.
type call func(ctx context.Context, client *http.Client, n int64) error

func (s *server) get(ctx context.Context, client *http.Client, n int64) error {
	_, err := send(ctx, client, http.MethodGet, s.base+s.checks+"/"+s.known[n%int64(len(s.known))], "")
	return err
}

// prepare makes a thousand checks and lets them finish, where checks do that.
func (s *server) prepare(ctx context.Context) error {
	if s.clock == "" {
		return nil
	}
	client := new(http.Client)
	for range 1000 {
		text, err := send(ctx, client, http.MethodPost, s.base+s.checks, person(serial.Add(1)))
		if err != nil {
			return err
		}
		_, text, _ = bytes.Cut(text, []byte(`"check_id":"`))
		text, _, _ = bytes.Cut(text, []byte(`"`))
		s.known = append(s.known, string(text))
	}
	_, err := send(ctx, client, http.MethodPost, s.base+s.clock, `{"advance":"1h"}`)
	return err
}

func person(n int64) string {
	return "country=CO&type=person&user_authorized=true&national_id=" + strconv.FormatInt(1_000_000_000+n, 10)
}

// create makes a check, of somebody else each time.
func (s *server) create(ctx context.Context, client *http.Client, n int64) error {
	_, err := send(ctx, client, http.MethodPost, s.base+s.checks, person(n))
	return err
}

func send(ctx context.Context, client *http.Client, method, url, body string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Truora-API-Key", "versus")
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s was answered with %d: %.200s", method, res.StatusCode, text)
	}
	return text, err
}

var serial atomic.Int64

// load calls for a turn.
func (s *server) load(ctx context.Context, do call) (rate, error) {
	began, used := time.Now(), s.cpu()
	n, err := s.calls(ctx, do, func(int64) bool { return time.Since(began) < *turn })
	return rate{float64(n) / time.Since(began).Seconds(), (s.cpu() - used) / float64(n) * 1e6}, err
}

// cpu is how many seconds of a processor the server has used.
func (s *server) cpu() float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100 // ticks of Linux
}

// calls calls as long as more says so, with the number of calls so far.
func (s *server) calls(ctx context.Context, do call, more func(int64) bool) (int64, error) {
	var done atomic.Int64
	var all sync.WaitGroup
	errs := make([]error, *callers)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *callers}}
	defer client.CloseIdleConnections()
	for i := range *callers {
		all.Go(func() {
			for errs[i] == nil && more(done.Add(1)-1) {
				errs[i] = do(ctx, client, serial.Add(1))
			}
		})
	}
	all.Wait()
	return done.Load(), errors.Join(errs...)
}

func report(all []*server) {
	fmt.Printf("%-10s %14s %10s %12s %12s %14s\n", "", "first answer", "GET /s", "µs of CPU", "create /s", "µs of CPU")
	row := func(name string, first string, get, create rate, unit string) {
		fmt.Printf("%-10s %14s %9.1f%s %11.1f%s %11.1f%s %13.1f%s\n", name, first, get.perSecond, unit, get.cpu, unit,
			create.perSecond, unit, create.cpu, unit)
	}
	for _, s := range all {
		row(s.name, s.started.Round(time.Millisecond).String(), median(s.gets), median(s.creates), " ")
	}
	if len(all) < 2 {
		return
	}
	a, b := all[0], all[1]
	ratio := func(of, to rate) rate { return rate{of.perSecond / to.perSecond, to.cpu / of.cpu} }
	row("ratio", fmt.Sprintf("%.0fx", b.started.Seconds()/a.started.Seconds()),
		ratio(median(a.gets), median(b.gets)), ratio(median(a.creates), median(b.creates)), "x")
}

func median(of []rate) rate {
	sorted := slices.SortedFunc(slices.Values(of), func(a, b rate) int { return cmp.Compare(a.perSecond, b.perSecond) })
	return sorted[len(sorted)/2]
}

// memory measures a fresh sandbox with many checks.
func memory(ctx context.Context, s *server) error {
	s.stop()
	if err := s.start(ctx); err != nil {
		return err
	}
	began := time.Now()
	if _, err := s.calls(ctx, s.create, func(n int64) bool { return n < int64(*checks) }); err != nil {
		return err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.Atoi(kb)
	fmt.Printf("\nsandbox with %d checks: %d MB resident, %.1f kB each, made in %s\n",
		*checks, n>>10, float64(n)/float64(*checks), time.Since(began).Round(time.Second))
	return err
}
