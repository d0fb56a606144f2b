package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// serve runs the service until ctx ends, and then lets what runs come to its end.
func serve(ctx context.Context, l lender, address string, out io.Writer) error {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	if err := l.start(ctx); err != nil {
		return errors.Join(err, ln.Close())
	}
	fmt.Fprintf(out, "%shttp://%s\n", listening, ln.Addr())
	web := &http.Server{Handler: l.handler(), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ln) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return errors.Join(err, web.Shutdown(ending), l.stop(ending))
}

// listening comes before the address that serve prints.
const listening = "listening on "
