package validators_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/validators"
)

// pictures are what a person took.
type pictures struct{ front, reverse, selfie io.Reader }

// verify finds out whether a document is genuine and whose face is on it. The result is
// that of the face, or of the document if that is what failed.
func verify(ctx context.Context, service *validators.Service, account string, of pictures) (*validators.Validation, error) {
	document, err := service.ValidateDocument(ctx, validators.ValidateDocumentParams{
		Create: validators.CreateParams{
			AccountID: account, UserAuthorized: true, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID,
		},
		Files: validators.DocumentFiles{Front: validators.File{Body: of.front}, Reverse: validators.File{Body: of.reverse}},
	})
	if err != nil || !document.Succeeded() {
		return document, err // a document that is refused is a result: FailureReason says why
	}
	return service.ValidateFace(ctx, validators.ValidateFaceParams{
		Create: validators.CreateParams{
			AccountID: account, UserAuthorized: true, // the face on the account's document is the reference
			Subvalidations: []validators.Subvalidation{validators.SubvalidationPassiveLiveness, validators.SubvalidationSimilarity},
		},
		File: validators.File{Body: of.selfie},
	})
}

func ExampleService_ValidateDocument() {
	srv, service := fake()
	defer srv.Close()
	ctx := context.Background()

	for _, selfie := range []int{1, 5} { // the holder, and somebody else
		v, err := verify(ctx, service, fmt.Sprint("customer-", selfie), pictures{
			front: bytes.NewReader(pngOf(1, 0)), reverse: bytes.NewReader(pngOf(2, 0)), selfie: bytes.NewReader(pngOf(selfie, 30)),
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%t %q\n", v.Succeeded(), v.FailureReason())
	}
	// Output:
	// true ""
	// false "similarity_threshold_not_passed"
}
