// Command byhand makes the same call as command sdk, with the standard library only.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
)

func main() {
	check, err := get(context.Background(), os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(check.CheckID, check.Status)
}

type check struct {
	CheckID string `json:"check_id"`
	Status  string `json:"status"`
}

func get(ctx context.Context, checkID string) (*check, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet,
		"https://api.checks.truora.com/v1/checks/"+url.PathEscape(checkID), http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Truora-API-Key", os.Getenv("TRUORA_API_KEY"))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	var answer struct {
		Check check `json:"check"`
	}
	err = json.NewDecoder(resp.Body).Decode(&answer)
	return &answer.Check, err
}
