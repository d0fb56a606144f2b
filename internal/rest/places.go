package rest

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// places are the hosts that the options name, by their [authority]. Nothing else is
// trusted: an address in an answer may lead anywhere.
type places struct {
	api   map[string][]string // those that get the key, with the paths below which they do
	files map[string]bool     // those that files may be sent to
}

func newPlaces(api, files []*url.URL) places {
	p := places{make(map[string][]string, len(api)), make(map[string]bool, len(files))}
	for _, u := range api {
		at := authority(u)
		p.api[at] = append(p.api[at], strings.TrimSuffix(u.EscapedPath(), "/")+"/")
	}
	for _, u := range files {
		p.files[authority(u)] = true
	}
	return p
}

func (p places) isAPI(u *url.URL) bool     { return p.api[authority(u)] != nil }
func (p places) takeFiles(u *url.URL) bool { return p.files[authority(u)] }

// mayHaveKey reports whether u is below a base URL of the API. One host can serve
// other things beside it: a proxy, or truoratest, has the files under another path.
func (p places) mayHaveKey(u *url.URL) bool {
	path := u.EscapedPath()
	return slices.ContainsFunc(p.api[authority(u)], func(base string) bool { return strings.HasPrefix(path, base) })
}

// admit refuses an address, other than those named, that is not https or that is
// visibly in a private network. What a name resolves to is checked when the connection
// is made: see [guardDials].
func (p places) admit(u *url.URL) error {
	switch {
	case p.isAPI(u), p.takeFiles(u):
		return nil
	case !strings.EqualFold(u.Scheme, "https"):
		return refusal("the link is not https")
	case spellsPrivate(strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))):
		return errPrivate
	}
	return nil
}

const errPrivate = refusal("the link leads into a private network")

// spellsPrivate finds private hosts that need no DNS. Some resolvers take a name whose
// last label is a number for an address: 127.1, 0x7f000001, 2130706433.
func spellsPrivate(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return isPrivateAddr(addr)
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last == "localhost" || last == "" || last[0] >= '0' && last[0] <= '9' || strings.ContainsAny(host, ":%")
}

// notPublic are the ranges for which net/netip has no method.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carrier-grade NAT
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"), // includes the broadcast address
	netip.MustParsePrefix("::/96"),       // IPv4 in IPv6, obsolete forms
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// isPrivateAddr reports whether addr is not an address on the public internet.
func isPrivateAddr(addr netip.Addr) bool {
	if addr.Zone() != "" {
		return true
	}
	addr = addr.Unmap()
	if nat64.Contains(addr) {
		b := addr.As16()
		addr = netip.AddrFrom4([4]byte(b[12:]))
	}
	if !addr.IsGlobalUnicast() || addr.IsPrivate() {
		return true
	}
	for _, prefix := range notPublic {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}
