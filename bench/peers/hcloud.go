package peers

import (
	"context"
	"net/http"

	"github.com/hetznercloud/hcloud-go/v2/hcloud"
	"github.com/hetznercloud/hcloud-go/v2/hcloud/schema"

	"github.com/truora/truora-go/bench"
)

const (
	hcloudHost = "https://api.hetzner.cloud"
	// Not a key, only as long as one.
	publicKey = "ssh-rsa AAAAmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeupmadeup made-up@example.com"
)

func hcloudClient(c *http.Client) *hcloud.Client {
	return hcloud.NewClient(hcloud.WithHTTPClient(c), hcloud.WithToken(token))
}

func hcloudPeer(wrap wrapper) (Peer, error) {
	forGet, forCreate := client(wrap, hcloudFirewall()), client(wrap, hcloudKey())
	sdk, sdkCreate := hcloudClient(forGet), hcloudClient(forCreate)
	hand, handCreate := byHand{forGet, hcloudHost}, byHand{forCreate, hcloudHost}
	labels := map[string]string{"env": "made-up"}
	return Peer{
		Name: "hcloud-go", Module: "github.com/hetznercloud/hcloud-go/v2", Program: programs + "hcloud",
		Get: bench.Pair{
			Name: "a firewall with its rules",
			SDK: func(ctx context.Context) (any, error) {
				firewall, _, err := sdk.Firewall.GetByID(ctx, 1)
				return firewall, err
			},
			ByHand: func(ctx context.Context) (any, error) {
				answer, err := get[schema.FirewallGetResponse](ctx, hand, "/v1/firewalls/1")
				if err != nil {
					return nil, err
				}
				return hcloud.FirewallFromSchema(answer.Firewall), nil
			},
		},
		Create: bench.Pair{
			Name: "an SSH key",
			SDK: func(ctx context.Context) (any, error) {
				key, _, err := sdkCreate.SSHKey.Create(ctx, hcloud.SSHKeyCreateOpts{Name: "made up", PublicKey: publicKey, Labels: labels})
				return key, err
			},
			ByHand: func(ctx context.Context) (any, error) {
				answer, err := postJSON[schema.SSHKeyCreateResponse](ctx, handCreate, "/v1/ssh_keys",
					schema.SSHKeyCreateRequest{Name: "made up", PublicKey: publicKey, Labels: &labels})
				if err != nil {
					return nil, err
				}
				return hcloud.SSHKeyFromSchema(answer.SSHKey), nil
			},
		},
	}, nil
}

func hcloudFirewall() []byte {
	rules := many(func(i int) object {
		return object{
			"direction": "in", "source_ips": []string{"192.0.2.0/24", "2001:db8::/32"}, "destination_ips": []string{},
			"protocol": "tcp", "port": "443", "description": "A made-up rule that lets something in",
		}
	})
	return encoded(object{"firewall": object{
		"id": 1, "name": "made up", "labels": object{"env": "made-up"}, "created": "2026-03-02T15:04:05+00:00", "rules": rules,
		"applied_to": []object{{"type": "server", "server": object{"id": 1}}},
	}})
}

func hcloudKey() []byte {
	return encoded(object{"ssh_key": object{
		"id": 1, "name": "made up", "fingerprint": "b7:2f:30:a0:2f:6c:58:6c:21:04:58:61:ba:06:3b:2f", "public_key": publicKey,
		"labels": object{"env": "made-up"}, "created": "2026-03-02T15:04:05+00:00",
	}})
}
