package rest

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"
)

// guardDials keeps t from connecting to private addresses, unless it is for a host
// that the options name, or for the proxy. It looks at the address after DNS, so a
// name that leads there is found out. A transport of the caller's has no such
// guard.
func guardDials(t *http.Transport) {
	var proxies sync.Map // by host and port
	if next := t.Proxy; next != nil {
		t.Proxy = func(req *http.Request) (*url.URL, error) {
			proxy, err := next(req)
			if proxy != nil {
				proxies.Store(hostPort(proxy), true)
			}
			return proxy, err
		}
	}
	free := t.DialContext
	if free == nil {
		free = new(net.Dialer).DialContext
	}
	guarded := net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second, Control: onlyPublic}
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		x := exchangeOf(ctx)
		_, proxy := proxies.Load(strings.ToLower(addr))
		if proxy || x != nil && x.core.places.mayDial(addr) {
			return free(ctx, network, addr)
		}
		return guarded.DialContext(ctx, network, addr)
	}
}

// onlyPublic is a Control of [net.Dialer]: it sees the address itself.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	addr, err := netip.ParseAddrPort(address)
	if err != nil || isPrivateAddr(addr.Addr()) {
		return errPrivate
	}
	return nil
}

// mayDial reports whether addr, a host and port, is a named place.
func (p places) mayDial(addr string) bool {
	for _, place := range []string{"https://" + strings.ToLower(addr), "http://" + strings.ToLower(addr)} {
		if p.api[place] != nil || p.files[place] {
			return true
		}
	}
	return false
}

// hostPort is what net/http dials for u.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
