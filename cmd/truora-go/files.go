package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// openIn opens the file that is sent, - for the standard input.
func (a *app) openIn(name string) (in io.Reader, size int64, closeIn func(), err error) {
	if name == "-" {
		return a.in, 0, func() {}, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, 0, nil, usageError{fmt.Errorf("the file to send cannot be read: %w", withoutPath(err))}
	}
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return file, size, func() { _ = file.Close() }, nil
}

// save writes a file: whole, or not at all. The name - is the standard output.
func (a *app) save(name string, write func(io.Writer) error) error {
	if name == "-" {
		return write(a.out)
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".part-*")
	if err != nil {
		return fmt.Errorf("the file cannot be written there: %w", withoutPath(err))
	}
	defer func() { _ = os.Remove(file.Name()) }() // if it was not renamed
	if err := write(file); err != nil {
		return errors.Join(err, closed(file.Close()))
	}
	if err := file.Close(); err != nil {
		return closed(err)
	}
	if err := os.Rename(file.Name(), name); err != nil {
		return fmt.Errorf("the file cannot be given its name: %w", linkReason(err))
	}
	return nil
}

func closed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the file cannot be written: %w", withoutPath(err))
}

func linkReason(err error) error {
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
