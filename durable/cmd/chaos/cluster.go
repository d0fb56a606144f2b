//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// cluster is a PostgreSQL server of our own, which can be ended as a power cut ends it.
type cluster struct {
	bin, dir string
	port     int
	as       *syscall.Credential // PostgreSQL does not run as root

	mu      sync.Mutex
	server  *exec.Cmd
	started time.Time
}

// own is what -postgres says for a cluster of our own.
const own = "own"

func newCluster(ctx context.Context) (*cluster, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if path, lookErr := exec.LookPath("initdb"); lookErr == nil {
		found = append(found, path)
	}
	if err != nil || len(found) == 0 {
		return nil, errors.New("no initdb is found: give the URL of a server")
	}
	c := &cluster{bin: filepath.Dir(found[0])}
	if c.dir, err = os.MkdirTemp("", "chaos"); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		if err := c.leaveRoot(); err != nil {
			return nil, err
		}
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c.port = ln.Addr().(*net.TCPAddr).Port
	_ = ln.Close()
	if out, err := c.command(ctx, "initdb", "-D", c.data(), "-A", "trust", "-U", "postgres").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := c.start(ctx); err != nil {
		c.end()
		return nil, err
	}
	return c, nil
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) url() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?connect_timeout=5", c.port)
}

// leaveRoot runs the server as the user that Debian made for it.
func (c *cluster) leaveRoot() error {
	u, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
	gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(errUID, errGID); err != nil {
		return err
	}
	c.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(c.dir, int(uid), int(gid))
}

func (c *cluster) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.as}
	return cmd
}

func (c *cluster) start(ctx context.Context) error {
	c.server = c.command(ctx, "postgres", "-D", c.data(), "-p", strconv.Itoa(c.port), "-k", c.dir, "-c", "listen_addresses=127.0.0.1")
	c.started = time.Now()
	if err := c.server.Start(); err != nil {
		return err
	}
	var err error
	for range 600 {
		var conn *pgx.Conn
		if conn, err = pgx.Connect(ctx, c.url()); err == nil {
			return conn.Close(ctx)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("the server does not answer: %w", err)
}

// crash ends the server without a checkpoint and starts it again, at most every ten
// seconds.
func (c *cluster) crash(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.started) < 10*time.Second {
		return nil
	}
	_ = c.server.Process.Signal(syscall.SIGQUIT)
	_ = c.server.Wait()
	return c.start(ctx)
}

func (c *cluster) end() {
	_ = c.server.Process.Signal(syscall.SIGQUIT)
	_ = c.server.Wait()
	_ = os.RemoveAll(c.dir)
}
