package peers

import (
	"net/http"

	"github.com/truora/truora-go/bench"
)

// Peer is an SDK with two typical calls, and a program of one call whose size is
// measured.
type Peer struct {
	Name, Module string // the path of the module
	Program      string
	Get, Create  bench.Pair
}

const programs = "github.com/truora/truora-go/bench/peers/size/"

// All returns this SDK first, then its peers.
func All() ([]Peer, error) { return allOver(func(t bench.Transport) http.RoundTripper { return t }) }

// wrapper wraps the transport of every client.
type wrapper func(bench.Transport) http.RoundTripper

func allOver(wrap wrapper) ([]Peer, error) {
	pairs, err := bench.PairsOver(wrap)
	if err != nil {
		return nil, err
	}
	all := []Peer{{
		Name: "truora-go", Module: "github.com/truora/truora-go", Program: bench.SDKProgram, Get: pairs[0], Create: pairs[1],
	}}
	for _, peer := range []func(wrapper) (Peer, error){stripePeer, githubPeer, godoPeer, hcloudPeer, openaiPeer} {
		p, err := peer(wrap)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// client answers every request with the same body.
func client(wrap wrapper, body []byte) *http.Client {
	return &http.Client{Transport: wrap(bench.Always(body))}
}
