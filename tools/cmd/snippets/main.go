// Command snippets compiles every Go block of the documents: README.md, CONTRIBUTING.md
// and docs/*.md.
//
//	snippets [-root DIR]
//
// A block is a whole file, declarations, or statements; what is missing around it
// (imports, ctx, client, err, t, …) is added. A comment on the line before a block
// changes that:
//
//	<!-- compile: excerpt of examples/otel/transport.go -->   it occurs in that file, white space aside
//	<!-- compile: skip because it is half a line -->          it is not Go that can be compiled alone
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
)

func main() {
	root := flag.String("root", ".", "directory of the root module")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, filepath.Clean(*root))
	stop()

	if err != nil {
		fmt.Fprintln(os.Stderr, "snippets:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, root string) error {
	files, err := documents(root)
	if err != nil {
		return err
	}
	var blocks []block
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			return err
		}
		found, err := blocksOf(file, string(text))
		if err != nil {
			return err
		}
		blocks = append(blocks, found...)
	}
	if len(blocks) == 0 {
		return fmt.Errorf("no Go block below %s", root)
	}

	count, problems, err := check(ctx, root, blocks)
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(out, p)
	}
	if len(problems) > 0 {
		return fmt.Errorf("%d problems in the Go blocks of the documents", len(problems))
	}
	fmt.Fprintln(out, count)

	return nil
}

// documents returns the files whose blocks are checked, as slash paths from root.
func documents(root string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md"} {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			files = append(files, filepath.Join(root, name))
		}
	}
	for i, file := range files {
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return nil, err
		}
		files[i] = filepath.ToSlash(rel)
	}
	slices.Sort(files)

	return files, nil
}
