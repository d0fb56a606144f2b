package main

import (
	"context"
	"net"
	"sync"
)

// dial counts the connections that are open.
func (n *figures) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	n.opened.Add(1)
	n.open.Add(1)
	return &counted{Conn: conn, closed: sync.OnceFunc(func() { n.open.Add(-1) })}, nil
}

type counted struct {
	net.Conn
	closed func()
}

func (c *counted) Close() error {
	c.closed()
	return c.Conn.Close()
}
