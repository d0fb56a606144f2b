package drift

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/truora/truora-go/internal/wholefile"
)

// version is the version of the file format.
const version = 1

type document struct {
	Version  int       `json:"version"`
	Findings []Finding `json:"findings"`
}

// Read reads a file written by a [Collector].
func Read(r io.Reader) ([]Finding, error) {
	var d document
	if err := json.NewDecoder(r).Decode(&d); err != nil {
		return nil, fmt.Errorf("drift: this is not a file of findings: %w", err)
	}
	if d.Version != version {
		return nil, fmt.Errorf("drift: the file is of version %d, not %d", d.Version, version)
	}
	return d.Findings, nil
}

func readFile(name string) ([]Finding, error) {
	file, err := os.Open(name) //nolint:gosec // the name is the caller's
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return Read(file)
}

// write replaces the file as a whole. The caller holds the lock.
func (c *Collector) write() error {
	text, err := json.MarshalIndent(document{version, c.sorted()}, "", "\t")
	if err != nil {
		return err
	}
	return wholefile.Write(c.options.File, append(text, '\n'))
}
