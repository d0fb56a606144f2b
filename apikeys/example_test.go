package apikeys_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/truoratest"
)

func Example() {
	srv := truoratest.New() // with a key: truora.FromEnv()
	defer srv.Close()
	client := srv.Client()

	created, err := client.APIKeys.Create(context.Background(), apikeys.CreateParams{
		KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, APIKeyVersion: "1",
		FlowID: "IPF00000000000000000000000000000001", Country: apitype.CountryAll,
		AccountID: "user-001", RedirectURL: "https://example.com/after",
	})
	if err != nil {
		log.Fatal(err)
	}
	claims, err := created.Token().Claims()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the process is known:", strings.HasPrefix(claims.ProcessID, "IDP"))
	link := created.Token().LaunchURL() // for this person alone
	fmt.Println("the link:", strings.HasPrefix(link, apikeys.HostedPage))
	fmt.Println("the log:", created.Token())
	// Output:
	// the process is known: true
	// the link: true
	// the log: [redacted]
}
