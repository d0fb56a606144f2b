// Command truora-go calls Truora from a terminal: it runs checks and identity
// processes, calls any operation by its name, receives and sends webhooks, and finds
// out what is wrong with a setup. It runs a sandbox too, so all of it can be tried
// without an account.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	truora "github.com/truora/truora-go"
)

// program is the name of the binary, wherever it is printed.
const program = "truora-go"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	a := &app{in: os.Stdin, out: os.Stdout, err: os.Stderr, connect: truora.FromEnv, env: os.Getenv, terminal: isTerminal(os.Stdin)}
	code := a.run(ctx, os.Args[1:])
	stop()
	os.Exit(int(code))
}

func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
