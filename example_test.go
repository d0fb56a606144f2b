package truora_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

func ExampleNew() {
	client, err := truora.New("your-api-key", truora.WithUserAgent("shop/1.4"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client)
	// Output: truora.Client{key: [redacted]}
}

func ExampleClient_With() {
	srv := truoratest.New()
	defer srv.Close()
	client := srv.Client()

	srv.Fail("GET /v1/checks", truoratest.Status(503))
	_, err := client.With(truora.WithRetries(0)).Checks.List(context.Background(), checks.ListParams{})
	fmt.Println(errors.Is(err, truora.ErrServer))
	// Output: true
}

func ExampleError() {
	srv := truoratest.New()
	defer srv.Close()

	_, err := srv.Client().Checks.Get(context.Background(), "CHK00000000000000000000000000000000")
	if errors.Is(err, truora.ErrNotFound) {
		fmt.Println(err)
	}
	if e, ok := errors.AsType[*truora.Error](err); ok {
		fmt.Println(e.Op, e.StatusCode, e.Code)
	}
	// Output:
	// truora: GET /v1/checks/{check_id}: 404: Resource not found
	// GET /v1/checks/{check_id} 404 10404
}

func ExampleError_notSent() {
	client, err := truora.New("your-api-key")
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Checks.Create(context.Background(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001",
	})
	fmt.Println(err)
	// Output: truora: POST /v1/checks: not sent: user_authorized must be true: the subject has to consent
}

// counting is a RoundTripper that counts by operation.
type counting struct {
	next  http.RoundTripper
	count map[string]int
}

func (c counting) RoundTrip(req *http.Request) (*http.Response, error) {
	c.count[truora.Operation(req.Context())]++
	return c.next.RoundTrip(req)
}

func ExampleOperation() {
	srv := truoratest.New()
	defer srv.Close()

	httpClient := srv.HTTPClient()
	counter := counting{httpClient.Transport, map[string]int{}}
	httpClient.Transport = counter
	client := srv.Client(truora.WithHTTPClient(httpClient))

	_, _ = client.Checks.Get(context.Background(), "CHK00000000000000000000000000000000")
	_, _ = client.Checks.List(context.Background(), checks.ListParams{})
	fmt.Println(counter.count)
	// Output: map[GET /v1/checks:1 GET /v1/checks/{check_id}:1]
}

func ExampleWithKeySource() {
	srv := truoratest.New()
	defer srv.Close()

	vault := func(context.Context) (string, error) { return srv.APIKey(), nil }
	client := srv.Client(truora.WithKeySource(vault))
	_, err := client.Checks.List(context.Background(), checks.ListParams{})
	fmt.Println(err)
	// Output: <nil>
}

// oneAtATime is a Limiter. Programs rather take *rate.Limiter of golang.org/x/time.
type oneAtATime struct{ tick <-chan time.Time }

func (l oneAtATime) Wait(ctx context.Context) error {
	select {
	case <-l.tick:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func ExampleWithLimiter() {
	srv := truoratest.New()
	defer srv.Close()

	client := srv.Client(truora.WithLimiter(oneAtATime{time.Tick(50 * time.Millisecond)}))
	start := time.Now()
	for range 3 {
		if _, err := client.Checks.List(context.Background(), checks.ListParams{}); err != nil {
			log.Print(err)
			return
		}
	}
	fmt.Println(time.Since(start) >= 100*time.Millisecond)
	// Output: true
}

func ExampleWithLogger() {
	srv := truoratest.New()
	defer srv.Close()

	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "elapsed" { // they differ each time
				return slog.Attr{}
			}
			return a
		},
	}))
	client := srv.Client(truora.WithLogger(logger), truora.WithRetryWait(time.Millisecond, time.Millisecond))

	srv.Fail("GET /v1/checks", truoratest.Status(503))
	_, err := client.Checks.List(context.Background(), checks.ListParams{})
	fmt.Println(err)
	// Output:
	// level=WARN msg="truora: answer, may be sent again" op="GET /v1/checks" attempt=1 status=503
	// <nil>
}

func ExampleDecodeError() {
	srv := truoratest.New()
	defer srv.Close()

	srv.Fail("GET /v1/checks/{check_id}", truoratest.Answer{Body: `{"check": {"score": "high"}}`})
	_, err := srv.Client().Checks.Get(context.Background(), "CHK00000000000000000000000000000000")
	if broken, ok := errors.AsType[*truora.DecodeError](err); ok {
		fmt.Println(broken)
		fmt.Println(len(broken.Body), "bytes kept")
	}
	// Output:
	// truora: GET /v1/checks/{check_id}: the answer cannot be read: /check/check_id is missing
	// 28 bytes kept
}

func ExampleWithInterceptor() {
	srv := truoratest.New()
	defer srv.Close()

	errPaused := errors.New("purchases are paused")
	readOnly := func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
		if call.Bills() != truora.BillingNone {
			return nil, nil, errPaused
		}
		return ctx, func(r *truora.Result) { fmt.Println(call.Op, r.Outcome) }, nil
	}
	client := srv.Client(truora.WithInterceptor(readOnly))

	_, _ = client.Checks.List(context.Background(), checks.ListParams{})
	_, err := client.Checks.Create(context.Background(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	fmt.Println(err)
	fmt.Println(errors.Is(err, errPaused), truora.OutcomeOf(err))
	// Output:
	// GET /v1/checks done
	// truora: POST /v1/checks: not sent: purchases are paused
	// true refused
}
