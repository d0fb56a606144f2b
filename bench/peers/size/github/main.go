// Command github makes one call through go-github, to measure its size.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/google/go-github/v89/github"
)

func main() {
	client, err := github.NewClient(github.WithAuthToken(os.Getenv("GITHUB_TOKEN")))
	if err != nil {
		log.Fatal(err)
	}
	commit, _, err := client.Repositories.GetCommit(context.Background(), os.Args[1], os.Args[2], os.Args[3], nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(commit.GetSHA(), commit.GetHTMLURL())
}
