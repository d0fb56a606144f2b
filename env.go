package truora

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/truora/truora-go/internal/rest"
)

// FromEnv is [New] with the API key from the environment variable TRUORA_API_KEY
// or, if that is empty, from the file that TRUORA_API_KEY_FILE names. Either
// holds the key alone, without quotation marks. White space around the key is
// removed.
//
// TRUORA_BASE_URL, if set, is the address of a server that plays all of Truora's hosts
// ([HostsAt]), such as a sandbox. It is https, or http on this machine;
// TRUORA_INSECURE_HTTP=1 has the effect of [WithInsecureHTTP]. The options come after
// them, so [WithHosts] wins.
func FromEnv(opts ...Option) (*Client, error) {
	name := "TRUORA_API_KEY"
	key := strings.TrimSpace(os.Getenv(name))
	if file := os.Getenv("TRUORA_API_KEY_FILE"); key == "" && file != "" {
		name = "TRUORA_API_KEY_FILE"
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("truora: %s: %w", name, err)
		}
		key = strings.TrimSpace(string(text))
		if key == "" {
			return nil, errors.New("truora: the file that TRUORA_API_KEY_FILE names is empty")
		}
	}
	if key == "" {
		return nil, errors.New("truora: neither TRUORA_API_KEY nor TRUORA_API_KEY_FILE is set")
	}
	if err := rest.CheckKey(key); err != nil {
		return nil, fmt.Errorf("truora: %s: %w", name, err)
	}
	where, err := hostsFromEnv()
	if err != nil {
		return nil, err
	}
	return New(key, append(where, opts...)...)
}

// hostsFromEnv are the options that the environment asks for.
func hostsFromEnv() (opts []Option, err error) {
	switch os.Getenv("TRUORA_INSECURE_HTTP") {
	case "", "0":
	case "1":
		opts = append(opts, WithInsecureHTTP())
	default:
		return nil, errors.New("truora: TRUORA_INSECURE_HTTP is neither 0 nor 1")
	}
	if base := os.Getenv("TRUORA_BASE_URL"); base != "" {
		opts = append(opts, func(s *settings) error {
			if s.hosts.set(HostsAt(base)) != nil {
				return errors.New("TRUORA_BASE_URL is not a base URL such as http://localhost:8080")
			}
			return nil
		})
	}
	return opts, nil
}
