package checks_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

func ExampleService_Dossier() {
	srv := truoratest.New(truoratest.WithPace(1000)) // with a key: truora.FromEnv()
	defer srv.Close()
	client := srv.Client(truora.WithPolling(10*time.Millisecond, 10*time.Millisecond))
	ctx := context.Background()
	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{}); err != nil {
		log.Fatal(err)
	}

	dir, err := os.MkdirTemp("", "evidence")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	manifest, err := saveDossier(ctx, client.Checks, check.CheckID, filepath.Join(dir, "order-77.zip"))
	if err != nil {
		log.Fatal(err)
	}
	for _, file := range manifest.Files {
		fmt.Println(file.Name, file.Status)
	}
	// Output:
	// check.json complete
	// coverage.json complete
	// details/001.json complete
	// details/002.json complete
	// report.pdf complete
}

// saveDossier keeps what Truora has about a check. The name is the caller's own.
func saveDossier(ctx context.Context, service *checks.Service, checkID, name string) (*apitype.Manifest, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	manifest, err := service.Dossier(ctx, checkID, file, checks.DossierParams{Lang: apitype.LanguageSpanish})
	if closed := file.Close(); manifest == nil || closed != nil {
		_ = os.Remove(name) // it is not a whole archive
		return nil, errors.Join(err, closed)
	}
	if err != nil {
		log.Print("something is missing, the manifest says what: ", err) // call again later
	}
	return manifest, nil
}
