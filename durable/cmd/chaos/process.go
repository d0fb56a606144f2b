//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// startFake starts Truora. The function ends it.
func startFake(ctx context.Context) (end func(), h hello, err error) {
	cmd := exec.CommandContext(ctx, self())
	cmd.Env = append(os.Environ(), roleVariable+"="+roleFake)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, h, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, h, err
	}
	if err := cmd.Start(); err != nil {
		return nil, h, err
	}
	end = func() { _ = in.Close(); _ = cmd.Wait() }
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &h)
	}
	if err != nil {
		end()
		return nil, h, fmt.Errorf("the fake did not start: %w", err)
	}
	return end, h, nil
}

func self() string {
	name, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return name
}

// process is a worker.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
}

// spawn starts a worker that ends at the next boundary, if it is to end.
func (d *director[Tx]) spawn(ctx context.Context, ends bool) (*process, error) {
	o := d.orders
	if ends {
		d.next++
		o.EndAt, o.Signal = 1+d.next%90, int(syscall.SIGKILL)
		if d.next%4 == 0 {
			o.Signal = int(syscall.SIGSTOP)
		}
	}
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self())
	cmd.Env = append(os.Environ(), roleVariable+"="+roleWorker, ordersVariable+"="+string(text))
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil { // it closes when this process ends, and so does the worker
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd, make(chan struct{})}
	go func() { _ = cmd.Wait(); close(p.ended) }()
	return p, nil
}

func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

func (p *process) dead() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}
