package contract

import (
	"net/url"
	"strings"
)

// Find returns the endpoint for a request, and the values of its path parameters, or
// nil if the contract has no such operation. The same path means different things on
// different hosts, and a literal segment takes precedence over a parameter.
func (s *Spec) Find(method, host, escapedPath string) (*Endpoint, map[string]string) {
	var best *Endpoint
	var bestArgs map[string]string
	literal := func(e *Endpoint) int { return strings.Count(e.Path, "/") - strings.Count(e.Path, "{") }
	for _, e := range s.Endpoints {
		if e.Method != method || e.Host != host {
			continue
		}
		args, ok := match(e.Path, escapedPath)
		if ok && (best == nil || literal(e) > literal(best)) {
			best, bestArgs = e, args
		}
	}
	return best, bestArgs
}

// wholePath is the one parameter that stands for several segments: the path of a signed
// link is up to the storage.
const wholePath = "/{presigned_path}"

func match(template, escapedPath string) (map[string]string, bool) {
	if template == wholePath {
		rest := strings.TrimPrefix(escapedPath, "/")
		return map[string]string{strings.Trim(wholePath, "/{}"): rest}, rest != ""
	}
	want, got := strings.Split(template, "/"), strings.Split(escapedPath, "/")
	if len(want) != len(got) {
		return nil, false
	}
	args := map[string]string{}
	for i, segment := range want {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			value, err := url.PathUnescape(got[i])
			if err != nil || value == "" {
				return nil, false
			}
			args[strings.TrimSuffix(name, "}")] = value
		} else if segment != got[i] {
			return nil, false
		}
	}
	return args, true
}
