// Command sdk makes one call through the SDK, to measure its size.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	truora "github.com/truora/truora-go"
)

func main() {
	client, err := truora.New(os.Getenv("TRUORA_API_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	check, err := client.Checks.Get(context.Background(), os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(check.CheckID, check.Status)
}
