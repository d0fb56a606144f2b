package peers

import (
	"context"
	"fmt"
	"net/http"

	"github.com/digitalocean/godo"

	"github.com/truora/truora-go/bench"
)

const godoHost = "https://api.digitalocean.com"

// godo leaves the token to the http.Client.
type bearer struct{ next http.RoundTripper }

func (b bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+token)
	return b.next.RoundTrip(req)
}

func godoPeer(wrap wrapper) (Peer, error) {
	forGet, forCreate := client(wrap, godoCluster()), client(wrap, godoKey())
	sdk := godo.NewClient(&http.Client{Transport: bearer{forGet.Transport}})
	sdkCreate := godo.NewClient(&http.Client{Transport: bearer{forCreate.Transport}})
	hand, handCreate := byHand{forGet, godoHost}, byHand{forCreate, godoHost}
	return Peer{
		Name: "godo", Module: "github.com/digitalocean/godo", Program: programs + "godo",
		Get: bench.Pair{
			Name: "a cluster with its nodes",
			SDK: func(ctx context.Context) (any, error) {
				cluster, _, err := sdk.Kubernetes.Get(ctx, "0001")
				return cluster, err
			},
			ByHand: func(ctx context.Context) (any, error) {
				type root struct {
					Cluster *godo.KubernetesCluster `json:"kubernetes_cluster"`
				}
				answer, err := get[root](ctx, hand, "/v2/kubernetes/clusters/0001")
				if err != nil {
					return nil, err
				}
				return answer.Cluster, nil
			},
		},
		Create: bench.Pair{
			Name: "an SSH key",
			SDK: func(ctx context.Context) (any, error) {
				key, _, err := sdkCreate.Keys.Create(ctx, &godo.KeyCreateRequest{Name: "made up", PublicKey: publicKey})
				return key, err
			},
			ByHand: func(ctx context.Context) (any, error) {
				type root struct {
					Key *godo.Key `json:"ssh_key"`
				}
				answer, err := postJSON[root](ctx, handCreate, "/v2/account/keys", godo.KeyCreateRequest{Name: "made up", PublicKey: publicKey})
				if err != nil {
					return nil, err
				}
				return answer.Key, nil
			},
		},
	}, nil
}

func godoCluster() []byte {
	nodes := many(func(i int) object {
		return object{
			"id": hex(i), "name": fmt.Sprintf("made-up-%04d", i), "status": object{"state": "running"},
			"droplet_id": fmt.Sprint(i), "created_at": "2026-03-02T15:04:05Z", "updated_at": "2026-03-02T15:06:51Z",
		}
	})
	return encoded(object{"kubernetes_cluster": object{
		"id": "0001", "name": "made-up", "region": "nyc1", "version": "1.36.0-do.0", "cluster_subnet": "10.244.0.0/16",
		"service_subnet": "10.245.0.0/16", "vpc_uuid": hex(0), "ipv4": "192.0.2.1", "tags": []string{"made-up"},
		"node_pools": []object{{
			"id": hex(1), "name": "pool", "size": "s-1vcpu-2gb", "count": len(nodes), "nodes": nodes, "tags": []string{"made-up"},
		}},
		"status": object{"state": "running"}, "created_at": "2026-03-02T15:04:05Z", "updated_at": "2026-03-02T15:06:51Z",
	}})
}

func godoKey() []byte {
	return encoded(object{"ssh_key": object{
		"id": 1, "name": "made up", "fingerprint": "3b:16:bf:e4:8b:00:8b:b8:59:8c:a9:d3:f0:19:45:fa", "public_key": publicKey,
	}})
}
