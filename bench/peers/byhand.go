package peers

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

const token = "made-up-token"

// byHand is what one writes without an SDK: it does the same as long as nothing goes
// wrong.
type byHand struct {
	client *http.Client
	host   string
}

func get[T any](ctx context.Context, h byHand, path string) (*T, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.host+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	return send[T](h, req)
}

func postForm[T any](ctx context.Context, h byHand, path string, form url.Values) (*T, error) {
	return post[T](ctx, h, path, "application/x-www-form-urlencoded", form.Encode())
}

func postJSON[T any](ctx context.Context, h byHand, path string, body any) (*T, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return post[T](ctx, h, path, "application/json", string(text))
}

func post[T any](ctx context.Context, h byHand, path, contentType, body string) (*T, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.host+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	return send[T](h, req)
}

func send[T any](h byHand, req *http.Request) (*T, error) {
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "by-hand/1.0")
	resp, err := h.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	out := new(T)
	if err := json.Unmarshal(body, out); err != nil {
		return nil, err
	}
	return out, nil
}
