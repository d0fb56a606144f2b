package identity_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"

	"github.com/truora/truora-go/identity"
)

func ExampleService_DownloadImages() {
	srv, client, processID := invited()
	defer srv.Close()
	srv.Identity.Finish(processID)

	// A directory for the process, under a name of your own.
	path, err := os.MkdirTemp("", "order-77")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(path) }()
	dir, err := os.OpenRoot(path)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = dir.Close() }()
	// Calling again saves only what is missing.
	for range 2 {
		saved, err := client.Identity.DownloadImages(context.Background(), processID, identity.DownloadImagesParams{Open: identity.ImagesIn(dir)})
		for _, image := range saved {
			fmt.Println(image.Kind, image.Size > 0, image.LeftOut)
		}
		if err != nil {
			log.Fatal(err) // what is missing has its own image.Err
		}
	}
	// Output:
	// front true false
	// reverse true false
	// selfie true false
	// front false true
	// reverse false true
	// selfie false true
}

func ExampleService_Dossier() {
	srv, client, processID := invited()
	defer srv.Close()
	srv.Identity.Finish(processID)

	var archive bytes.Buffer // or a file, or an upload: it is a stream
	manifest, err := client.Identity.Dossier(context.Background(), processID, &archive, identity.DossierParams{})
	if manifest == nil {
		log.Fatal(err)
	}
	for _, file := range manifest.Files {
		fmt.Println(file.Name, file.Status)
	}
	// Output:
	// result.json complete
	// verdict.json complete
	// images/01-front.png complete
	// images/02-reverse.png complete
	// images/03-selfie.png complete
	// process.json complete
	// report.pdf complete
}
