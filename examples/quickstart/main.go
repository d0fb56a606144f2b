// Quickstart runs one background check: create it, wait, read the result, save the PDF.
// It runs on truoratest, a Truora in memory of fictional people, or on the sandbox that
// TRUORA_BASE_URL names. To buy a check of a person who has consented, set a key and run
//
//	go run ./examples/quickstart -buy -document NUMBER
package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

func main() {
	log.SetFlags(0)
	buy := flag.Bool("buy", false, "buy a real check, and state that the person has consented")
	document := flag.String("document", "", "Colombian national id `number` of the person")
	flag.Parse()
	client, err := connect(*buy, *document)
	if err == nil {
		err = run(context.Background(), client, cmp.Or(*document, "1000000010"), os.Stdout)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func connect(buy bool, document string) (*truora.Client, error) {
	if buy && document == "" {
		return nil, errors.New("-buy needs the -document of a person who has consented")
	}
	if buy || os.Getenv("TRUORA_BASE_URL") != "" && os.Getenv("TRUORA_API_KEY") == truoratest.APIKey { // a sandbox
		return truora.FromEnv() // the key is in TRUORA_API_KEY
	}
	fmt.Print("Truora in memory: nothing is billed, and all people are fictional.\n\n")
	return truoratest.New(truoratest.WithPace(10)).Client(truora.WithPolling(time.Second/2, time.Second)), nil
}

func run(ctx context.Context, client *truora.Client, document string, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Minute)
	defer cancel()
	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: document,
		UserAuthorized: true, CustomInput: "quickstart", // your own reference
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Created check %s. Waiting for its sources…\n", check.CheckID)
	check, err = client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{})
	if err != nil {
		return err
	}
	if score, ok := check.FinalScore(); ok { // not computed is not the same as 0
		fmt.Fprintf(out, "Score: %.2f, where 0 is high risk and 1 is clean\n", score)
	}
	fmt.Fprintf(out, "Status: %s\nSources that answered:\n", check.Status)
	for _, set := range check.Coverage().DataSets {
		name := cmp.Or(set.DataSet, "skipped, for lack of inputs") // these have no data set
		fmt.Fprintf(out, "  %-28s %d of %d\n", name, set.Completed, set.Total())
	}
	var pdf bytes.Buffer
	if err := client.Checks.DownloadPDF(ctx, check.CheckID, &pdf, checks.DownloadPDFParams{}); err != nil {
		return err
	}
	fmt.Fprintln(out, "Saving the report as quickstart.pdf.")
	return os.WriteFile("quickstart.pdf", pdf.Bytes(), 0o600)
}
