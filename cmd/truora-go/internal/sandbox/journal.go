package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/gofrs/flock"
)

// journalFile is the one file in the data directory that counts.
const journalFile = "sandbox.journal"

// journalVersion changes when an older program could not replay the file.
const journalVersion = 1

// header is the first line of a journal.
type header struct {
	Version int    `json:"truora_sandbox"`
	SDK     string `json:"sdk"`
}

// journal is everything that changed the accounts, in order: a line each, with a
// checksum. What was decided is not kept, because the fake decides it again.
//
// A line is written before its request is answered, with one write and without a
// sync: it survives the end of the process, however sudden. If the machine itself
// stops, the lines that the system had not yet written to the disk are lost.
type journal struct {
	mu    sync.Mutex
	dir   *os.Root // nil keeps the lines in memory
	lines [][]byte // in pieces, so that none is copied to grow
	file  *os.File
	lock  *flock.Flock
	size  int64 // up to where the file is whole
	err   error // why nothing can be written any more
	saved header
}

var errInUse = errors.New("the data directory is used by another sandbox")

// openJournal opens the journal of a directory and replays it.
func openJournal(dir, sdk string, replay func(entry) error) (*journal, error) {
	j := &journal{saved: header{journalVersion, sdk}}
	if dir == "" {
		err := j.rewrite("", nil)
		return j, err
	}
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		j.dir, err = os.OpenRoot(dir)
	}
	if err != nil {
		return nil, err
	}
	j.lock = flock.New(filepath.Join(dir, "sandbox.lock"))
	if locked, err := j.lock.TryLock(); err != nil || !locked {
		return nil, errors.Join(errInUse, err)
	}
	if err := j.load(replay); err != nil {
		return nil, errors.Join(err, j.close())
	}
	return j, nil
}

// load replays the file, and cuts off a last line that is not whole: its request was
// never answered.
func (j *journal) load(replay func(entry) error) error {
	text, err := j.dir.ReadFile(journalFile)
	if errors.Is(err, os.ErrNotExist) {
		return j.rewrite("", nil)
	}
	if err != nil {
		return err
	}
	size, err := readJournal(text, replay)
	if err != nil {
		return err
	}
	if j.file, err = j.dir.OpenFile(journalFile, os.O_WRONLY, 0o600); err != nil {
		return err
	}
	if err := j.file.Truncate(size); err != nil {
		return err
	}
	j.size = size
	_, err = j.file.Seek(size, io.SeekStart)
	return err
}

// readJournal calls replay for each entry and returns how much of text is whole.
func readJournal(text []byte, replay func(entry) error) (int64, error) {
	var size int64
	for number := 1; ; number++ {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			if number == 1 {
				return 0, errors.New("this is no journal of a sandbox")
			}
			return size, nil
		}
		if err := readLine(number, line, replay); err != nil {
			return 0, fmt.Errorf("line %d of the journal: %w", number, err)
		}
		size, text = size+int64(len(line))+1, rest
	}
}

func readLine(number int, line []byte, replay func(entry) error) error {
	sum, text, _ := bytes.Cut(line, []byte(" "))
	if want, err := strconv.ParseUint(string(sum), 16, 32); err != nil || want != uint64(crc32.ChecksumIEEE(text)) {
		return errors.New("the checksum is wrong")
	}
	if number > 1 {
		var e entry
		if err := json.Unmarshal(text, &e); err != nil {
			return plainly(err)
		}
		return replay(e)
	}
	var h header
	if err := json.Unmarshal(text, &h); err != nil || h.Version != journalVersion {
		return fmt.Errorf("the journal has version %d, and this program reads version %d", h.Version, journalVersion)
	}
	return nil
}

// appendLine appends a value as a line of the journal.
func appendLine(to []byte, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	to = fmt.Appendf(slices.Grow(to, len(text)+10), "%08x ", crc32.ChecksumIEEE(text))
	return append(append(to, text...), '\n'), nil
}

// pieceSize is that of a piece of the lines in memory.
const pieceSize = 1 << 20

// remember appends to the lines in memory.
func (j *journal) remember(all []byte) {
	last := len(j.lines) - 1
	if last < 0 || cap(j.lines[last])-len(j.lines[last]) < len(all) {
		j.lines = append(j.lines, make([]byte, 0, max(pieceSize, len(all))))
		last++
	}
	j.lines[last] = append(j.lines[last], all...)
}

// append writes entries with one write. After an error nothing more is accepted,
// because the accounts are ahead of what is kept.
func (j *journal) append(entries ...entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return j.err
	}
	var all []byte
	for _, e := range entries {
		var err error
		if all, err = appendLine(all, e); err != nil {
			return j.fail(err)
		}
	}
	if j.dir == nil {
		j.remember(all)
		return nil
	}
	if _, err := j.file.Write(all); err != nil {
		return j.fail(err)
	}
	j.size += int64(len(all))
	return nil
}

// refuse makes every later append fail.
func (j *journal) refuse(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	_ = j.fail(err)
}

func (j *journal) fail(err error) error {
	j.err = fmt.Errorf("the journal cannot be written, so nothing more is carried out: %w", err)
	return j.err
}

// rewrite puts entries in the place of those of an account, in one step: the old file is
// there or the new one. The new one reaches the disk.
func (j *journal) rewrite(account string, entries []entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return j.err
	}
	others, err := j.entriesWhere(func(e entry) bool { return e.Account != account })
	if err != nil {
		return err
	}
	text, err := j.text(append(others, entries...))
	if err != nil {
		return err
	}
	if j.dir == nil {
		j.lines = [][]byte{text}
		return nil
	}
	return j.replace(text)
}

// replace puts text in the place of the file.
func (j *journal) replace(text []byte) error {
	const beside = journalFile + ".new"
	next, err := j.dir.OpenFile(beside, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err = next.Write(text); err == nil {
		err = next.Sync()
	}
	if err == nil {
		err = j.dir.Rename(beside, journalFile)
	}
	if err != nil {
		return errors.Join(err, next.Close(), j.dir.Remove(beside))
	}
	if j.file != nil {
		_ = j.file.Close() // it has no name any more
	}
	j.file, j.size = next, int64(len(text))
	return j.syncDir()
}

// text is a journal of these entries.
func (j *journal) text(entries []entry) ([]byte, error) {
	all, err := appendLine(nil, j.saved)
	for _, e := range entries {
		if err != nil {
			return nil, err
		}
		all, err = appendLine(all, e)
	}
	return all, err
}

// snapshot is a journal of one account alone.
func (j *journal) snapshot(account string) ([]byte, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	entries, err := j.entriesWhere(func(e entry) bool { return e.Account == account })
	if err != nil {
		return nil, err
	}
	return j.text(entries)
}

func (j *journal) entriesWhere(keep func(entry) bool) (out []entry, err error) {
	text := slices.Concat(j.lines...)
	if j.file != nil {
		if text, err = j.dir.ReadFile(journalFile); err != nil {
			return nil, err
		}
		text = text[:j.size]
	}
	if len(text) == 0 {
		return nil, nil
	}
	_, err = readJournal(text, func(e entry) error {
		if keep(e) {
			out = append(out, e)
		}
		return nil
	})
	return out, err
}

func (j *journal) close() error {
	var errs []error
	if j.file != nil {
		errs = append(errs, j.file.Sync(), j.file.Close())
	}
	if j.dir != nil {
		errs = append(errs, j.lock.Unlock(), j.dir.Close())
	}
	return errors.Join(errs...)
}

// syncDir makes a rename reach the disk, where the system can do that.
func (j *journal) syncDir() error {
	d, err := j.dir.Open(".")
	if err != nil {
		return err
	}
	_ = d.Sync() // Windows refuses it
	return d.Close()
}
