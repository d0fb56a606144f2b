package identity_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
)

func ExampleService_Start() {
	srv := truoratest.New() // with a key: truora.FromEnv()
	defer srv.Close()
	client := srv.Client()

	keep := func(order, processID string) { fmt.Println("kept:", order, processID[:3]) }

	// start is the handler behind the button "verify me".
	start := func(w http.ResponseWriter, r *http.Request) {
		started, err := client.Identity.Start(r.Context(), identity.StartParams{
			FlowID:      "IPF0a1b2c3d4e5f60718293a4b5c6d7e8f90", // a published flow of your account
			RedirectURL: "https://example.com/after",
			Lang:        apitype.LanguageSpanish,
			Metadata:    map[string]string{"order_id": "A-77"}, // comes back in Result.Metadata
		})
		if err != nil {
			http.Error(w, "try again later", http.StatusBadGateway)
			return
		}
		keep("A-77", started.ProcessID) // with the order, in your database
		// The link holds the token: to this person only, and into no log.
		http.Redirect(w, r, started.LaunchURL(), http.StatusSeeOther)
	}

	visit(start)
	// Output:
	// kept: A-77 IDP
	// the person goes to https://identity.truora.com/
}

// visit is what the person's browser does.
func visit(handler http.HandlerFunc) {
	seen := httptest.NewRecorder()
	handler(seen, httptest.NewRequest(http.MethodPost, "/start", nil))
	page, _, _ := strings.Cut(seen.Header().Get("Location"), "?")
	fmt.Println("the person goes to", page)
}
