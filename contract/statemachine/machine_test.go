package statemachine

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

const createOp = "POST /v1/checks"

// machine is an account and what its caller knows of it.
type machine struct {
	server *truoratest.Server
	client *truora.Client
	ids    []string
}

var faultyOps = []string{
	createOp, "GET /v1/checks/{check_id}", "GET /v1/checks", "DELETE /v1/checks/{check_id}", "POST /v1/checks/{check_id}/pdf",
}

// create calls once and holds the ledger to what the caller was told.
func (m *machine) create(t *rapid.T) {
	before, sent := len(m.server.Billed()), len(m.server.RequestsTo(createOp))
	params := checks.CreateParams{
		Country: apitype.Colombia, Type: checks.Person, UserAuthorized: true, ForceCreation: rapid.Bool().Draw(t, "force"),
		NationalID: rapid.SampledFrom([]string{"1000000001", "1000000002"}).Draw(t, "national id"),
	}
	ctx, cancel := context.WithTimeout(context.Background(), rapid.SampledFrom([]time.Duration{time.Second, time.Hour}).Draw(t, "patience"))
	defer cancel()
	check, err := m.client.Checks.Create(ctx, params)
	bought := len(m.server.Billed()) - before
	require.LessOrEqual(t, bought, 1, "billed twice for one call: %v", err)
	_, unread := errors.AsType[*truora.DecodeError](err)
	told := err == nil || unread || errors.Is(err, truora.ErrOutcomeUnknown)
	require.True(t, bought == 0 || told, "billed, and the caller was told: %v", err)
	if params.ForceCreation {
		arrived := len(m.server.RequestsTo(createOp)) - sent
		require.LessOrEqual(t, bought, arrived)
	}
	if err == nil {
		require.NotEmpty(t, check.CheckID)
		m.ids = append(m.ids, check.CheckID)
	}
}

func (m *machine) one(t *rapid.T) string {
	if len(m.ids) == 0 {
		t.Skip("no check yet")
	}
	return rapid.SampledFrom(m.ids).Draw(t, "check")
}

// free are calls that must never be billed.
func (m *machine) free(call func(context.Context) error) func(*rapid.T) {
	return func(t *rapid.T) {
		before := len(m.server.Billed())
		ctx, cancel := context.WithTimeout(context.Background(), rapid.SampledFrom([]time.Duration{3 * time.Second, time.Hour}).Draw(t, "patience"))
		defer cancel()
		err := call(ctx)
		require.Len(t, m.server.Billed(), before, "a call that is free was billed: %v", err)
	}
}

// disturb sets one fault for a later call.
func (m *machine) disturb(t *rapid.T) {
	op := rapid.SampledFrom(faultyOps).Draw(t, "op")
	switch rapid.IntRange(0, 5).Draw(t, "fault") {
	case 0:
		m.server.LoseAnswer(op)
	case 1:
		m.server.Refuse(op)
	case 2:
		m.server.CutAnswer(op, rapid.IntRange(0, 60).Draw(t, "bytes"))
	case 3:
		m.server.Slow(op, rapid.SampledFrom([]time.Duration{0, time.Second, time.Minute}).Draw(t, "slowness"))
	case 4:
		m.server.Fail(op, truoratest.Status(rapid.SampledFrom([]int{408, 429, 500, 502, 503, 504}).Draw(t, "status")))
	default:
		m.server.Fail(op, truoratest.Answer{Status: 400, Body: `{"code":10400,"message":"max rate limit reached"}`})
	}
}

// Whatever goes wrong, nothing is billed twice for one call, and nothing is
// billed of which the caller hears only that it failed.
func TestNothingIsBoughtBehindTheCaller(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var ended any // rapid ends a run by a panic, which must not cross the bubble
		synctest.Test(t, func(*testing.T) {
			defer func() { ended = recover() }()
			m := &machine{server: truoratest.New()}
			defer m.server.Close()
			m.client = m.server.Client()
			r.Repeat(map[string]func(*rapid.T){
				"create":  m.create,
				"disturb": m.disturb,
				"pause":   func(*rapid.T) { time.Sleep(time.Minute) },
				"get": func(t *rapid.T) {
					id := m.one(t)
					m.free(func(ctx context.Context) error { _, err := m.client.Checks.Get(ctx, id); return err })(t)
				},
				"list": m.free(func(ctx context.Context) error {
					_, err := m.client.Checks.List(ctx, checks.ListParams{})
					return err
				}),
				"delete": func(t *rapid.T) {
					id := m.one(t)
					m.free(func(ctx context.Context) error { _, err := m.client.Checks.Delete(ctx, id); return err })(t)
				},
				"wait": func(t *rapid.T) {
					id := m.one(t)
					m.free(func(ctx context.Context) error {
						_, err := m.client.Checks.Wait(ctx, id, checks.WaitParams{})
						return err
					})(t)
				},
				"pdf": func(t *rapid.T) {
					id := m.one(t)
					m.free(func(ctx context.Context) error {
						if _, err := m.client.Checks.CreatePDF(ctx, id); err != nil {
							return err
						}
						return m.client.Checks.DownloadPDF(ctx, id, new(bytes.Buffer), checks.PDFParams{})
					})(t)
				},
			})
		})
		if ended != nil {
			panic(ended)
		}
	})
}
