package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// tryOutput checks that the PDF can be written, before a check is bought.
func tryOutput(output string) error {
	if info, err := os.Stat(output); err == nil && info.IsDir() {
		return errors.New("-o names a directory: give it a file name too")
	}
	f, err := os.CreateTemp(filepath.Dir(output), ".check-*")
	if err != nil {
		return fmt.Errorf("the PDF cannot be written there: %w", err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// saveFile writes a file next to its destination and renames it when it is complete.
// Only its owner can read it.
func saveFile(path string, write func(io.Writer) error) (size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".check-*") // mode 0600
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			_, _ = f.Close(), os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(f.Name(), path)
}
