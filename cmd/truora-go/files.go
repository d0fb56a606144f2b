package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// stdin is the standard input, for the one who asks first.
func (a *app) stdin() (io.Reader, error) {
	if a.inRead {
		return nil, usageError{errors.New("the standard input can be read once only")}
	}
	a.inRead = true
	return a.in, nil
}

// readFile reads a file, or the standard input if the name is -.
func (a *app) readFile(name string) ([]byte, error) {
	if name == "-" {
		in, err := a.stdin()
		if err != nil {
			return nil, err
		}
		return io.ReadAll(in)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, usageError{fmt.Errorf("a file cannot be read: %w", withoutPath(err))}
	}
	return text, nil
}

// openIn opens the file that is sent, - for the standard input.
func (a *app) openIn(name string) (in io.Reader, size int64, closeIn func(), err error) {
	if name == "-" {
		in, err = a.stdin()
		return in, 0, func() {}, err
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
		return fmt.Errorf("the file cannot be given its name: %w", withoutPath(err))
	}
	return nil
}

func closed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the file cannot be written: %w", withoutPath(err))
}

// withoutPath takes the reason out of an error of the file system, whose text has the
// path, in which a person may be named.
func withoutPath(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
