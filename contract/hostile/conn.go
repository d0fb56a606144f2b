package hostile

import (
	"bytes"
	"crypto/tls"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

const window = 1 << 30

// conn is one connection. One goroutine reads; moves write.
type conn struct {
	server *Server
	number int
	tls    *tls.Conn
	silent atomic.Bool // no longer reads or writes

	mu   sync.Mutex // guards what is written
	out  *http2.Framer
	head bytes.Buffer
	enc  *hpack.Encoder
}

// exchange is a request and the stream to answer it on.
type exchange struct {
	*conn
	*Request
	id   uint32
	done bool // a move was made
}

func (s *Server) serve(t *tls.Conn) {
	defer func() { _ = t.Close() }()
	c := &conn{server: s, number: s.connected(), tls: t, out: http2.NewFramer(t, t)}
	c.enc = hpack.NewEncoder(&c.head)
	if _, err := io.ReadFull(t, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	c.write(func() {
		_ = c.out.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: window})
		_ = c.out.WriteWindowUpdate(0, window)
	})
	c.read()
}

// write sends frames. Every frame goes through it.
func (c *conn) write(frames func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.silent.Load() {
		frames()
	}
}

func (c *conn) read() {
	in := http2.NewFramer(nil, c.tls)
	in.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	open := make(map[uint32]*exchange)
	for {
		frame, err := in.ReadFrame()
		if c.silent.Load() {
			<-c.server.stop
			return
		}
		if err != nil {
			return
		}
		switch f := frame.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				c.write(func() { _ = c.out.WriteSettingsAck() })
			}
		case *http2.PingFrame:
			if !f.IsAck() {
				c.write(func() { _ = c.out.WritePing(true, f.Data) })
			}
		case *http2.RSTStreamFrame:
			delete(open, f.StreamID)
		case *http2.MetaHeadersFrame:
			x := c.begin(f)
			if f.StreamEnded() {
				x.end()
			} else {
				open[f.StreamID] = x
				x.early()
			}
		case *http2.DataFrame:
			x := open[f.StreamID]
			if x == nil {
				continue // of a stream that was reset
			}
			x.Body = append(x.Body, f.Data()...)
			if f.StreamEnded() {
				delete(open, f.StreamID)
				x.end()
			}
		}
	}
}

func (c *conn) begin(f *http2.MetaHeadersFrame) *exchange {
	r := &Request{Conn: c.number, Method: f.PseudoValue("method"), Path: f.PseudoValue("path"), Header: http.Header{}}
	for _, field := range f.RegularFields() {
		r.Header.Add(field.Name, field.Value)
	}
	return &exchange{conn: c, Request: r, id: f.StreamID}
}

func (x *exchange) early() {
	if x.server.Early == nil {
		return
	}
	if move := x.server.Early(x.Request); move != nil {
		x.done = true
		move(x)
	}
}

// end counts the request, which has arrived completely.
func (x *exchange) end() {
	x.server.arrived(x.Request)
	if !x.done {
		go x.server.whole(x.Request)(x) // it may take long
	}
}

// headers begins an answer.
func (x *exchange) headers(status int, header http.Header, last bool) {
	x.write(func() {
		x.head.Reset()
		_ = x.enc.WriteField(hpack.HeaderField{Name: ":status", Value: strconv.Itoa(status)})
		for name, values := range header {
			for _, value := range values {
				_ = x.enc.WriteField(hpack.HeaderField{Name: strings.ToLower(name), Value: value})
			}
		}
		_ = x.out.WriteHeaders(http2.HeadersFrameParam{StreamID: x.id, BlockFragment: x.head.Bytes(), EndHeaders: true, EndStream: last})
	})
}

// data continues an answer, within the client's initial flow-control window.
func (x *exchange) data(body []byte, last bool) {
	const frame = 16 << 10
	for len(body) > frame {
		x.write(func() { _ = x.out.WriteData(x.id, false, body[:frame]) })
		body = body[frame:]
	}
	x.write(func() { _ = x.out.WriteData(x.id, last, body) })
}
