package audit

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
)

// ErrTorn is what [ReadLines] yields for a last line without a line feed. The machine
// stopped while it was written, or the log was cut.
var ErrTorn = errors.New("audit: the last line is not whole")

const maxLine = 1 << 20

// ReadLines returns the lines of r, for [Verify]. They are valid until the next.
func ReadLines(r io.Reader) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) { readLines(r, yield) }
}

// readLines reports whether there may be more.
func readLines(r io.Reader, yield func([]byte, error) bool) bool {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), maxLine)
	lines.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			return i + 1, data[:i], nil
		}
		if atEOF && len(data) > 0 {
			return 0, nil, ErrTorn
		}
		return 0, nil, nil
	})
	for lines.Scan() {
		if !yield(lines.Bytes(), nil) {
			return false
		}
	}
	if err := lines.Err(); err != nil {
		return yield(nil, err)
	}
	return true
}

// ReadDir returns the lines in the files of a [Dir], which may be in use.
func ReadDir(dir string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		names, err := fileNames(dir)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, name := range names {
			file, err := os.Open(name) //nolint:gosec // the directory is the program's own
			if err != nil {
				yield(nil, err)
				return
			}
			more := readLines(file, yield)
			_ = file.Close()
			if !more {
				return
			}
		}
	}
}
