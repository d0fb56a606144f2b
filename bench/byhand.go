package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/truora/truora-go/checks"
)

const (
	host = "https://api.checks.truora.com"
	key  = "made-up-key"
)

// byHand is what one writes without an SDK: short, and correct as long as nothing goes
// wrong.
type byHand struct {
	client *http.Client
	host   string
}

func (h byHand) get(ctx context.Context, checkID string) (*checks.Check, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.host+"/v1/checks/"+url.PathEscape(checkID), http.NoBody)
	if err != nil {
		return nil, err
	}
	return h.send(req)
}

func (h byHand) create(ctx context.Context, p checks.CreateParams) (*checks.Check, error) {
	form := url.Values{
		"country":         {string(p.Country)},
		"type":            {string(p.Type)},
		"user_authorized": {strconv.FormatBool(p.UserAuthorized)},
		"national_id":     {p.NationalID},
		"first_name":      {p.FirstName},
		"last_name":       {p.LastName},
		"date_of_birth":   {p.DateOfBirth.String()},
		"issue_date":      {p.IssueDate.String()},
		"phone_number":    {p.PhoneNumber},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.host+"/v1/checks", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(req)
}

func (h byHand) send(req *http.Request) (*checks.Check, error) {
	req.Header.Set("Truora-API-Key", key)
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
	var answer struct {
		Check checks.Check `json:"check"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, err
	}
	return &answer.Check, nil
}
