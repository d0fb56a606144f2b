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

	"github.com/truora/truora-go/apitype"
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
	var answer checkAnswer
	if err := h.read(ctx, "/v1/checks/"+url.PathEscape(checkID), &answer); err != nil {
		return nil, err
	}
	return &answer.Check, nil
}

func (h byHand) list(ctx context.Context) (*apitype.Page[checks.Check], error) {
	var answer struct {
		Items []checks.Check `json:"checks"`
		Next  string         `json:"next"`
	}
	if err := h.read(ctx, "/v1/checks", &answer); err != nil {
		return nil, err
	}
	return page(answer.Items, answer.Next)
}

func (h byHand) details(ctx context.Context, checkID string) (*apitype.Page[checks.Detail], error) {
	var answer struct {
		Items []checks.Detail `json:"details"`
		Next  string          `json:"next"`
	}
	if err := h.read(ctx, "/v1/checks/"+url.PathEscape(checkID)+"/details", &answer); err != nil {
		return nil, err
	}
	return page(answer.Items, answer.Next)
}

// page takes the start key out of the next link.
func page[T any](items []T, next string) (*apitype.Page[T], error) {
	link, err := url.Parse(next)
	if err != nil {
		return nil, err
	}
	return &apitype.Page[T]{Items: items, Next: link.Query().Get("start_key")}, nil
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
	var answer checkAnswer
	if err := h.send(req, &answer); err != nil {
		return nil, err
	}
	return &answer.Check, nil
}

type checkAnswer struct {
	Check checks.Check `json:"check"`
}

func (h byHand) read(ctx context.Context, path string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.host+path, http.NoBody)
	if err != nil {
		return err
	}
	return h.send(req, out)
}

func (h byHand) send(req *http.Request, out any) error {
	req.Header.Set("Truora-API-Key", key)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "by-hand/1.0")
	resp, err := h.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return json.Unmarshal(body, out)
}
