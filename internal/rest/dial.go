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

// guardDials keeps t from connecting to private addresses, except for the hosts that
// the options name, and the proxy. It checks the address after DNS resolution, so a
// public name of a private address is refused as well. A transport set by the caller is
// not guarded.
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

// onlyPublic is a Control function of [net.Dialer], which sees the resolved address.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	addr, err := netip.ParseAddrPort(address)
	if err != nil || isPrivateAddr(addr.Addr()) {
		return errPrivate
	}
	return nil
}

// mayDial reports whether addr, a host and port, is one that the options name.
func (p places) mayDial(addr string) bool {
	for _, place := range []string{"https://" + strings.ToLower(addr), "http://" + strings.ToLower(addr)} {
		if p.api[place] != nil || p.files[place] {
			return true
		}
	}
	return false
}

// hostPort is the address that net/http dials for u.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}
