package durable

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"

	truora "github.com/truora/truora-go"
)

// goods are what a kind of purchase does at Truora. They make requests; what comes of
// them is noted by the step that called.
type goods interface {
	// prepare does what is free and can be done over: its object is noted before the
	// purchase is marked. "" if there is nothing to prepare.
	prepare(ctx context.Context, d *desk, r *record) (objectID string, err error)
	// buy makes the one request that must not be made twice.
	buy(ctx context.Context, d *desk, r *record) (sale, error)
	// look searches for what an earlier request bought; "" if it is not found.
	look(ctx context.Context, d *desk, r *record) (objectID string, err error)
	// poll reads how far it is. It may do what can be done over, such as an upload.
	poll(ctx context.Context, d *desk, r *record, secret []byte) (progress, error)
	// repeats is what a second purchase would do.
	repeats() repeat
}

// sale is the answer to a purchase.
type sale struct {
	objectID string
	secret   []byte // kept sealed until the purchase is done
}

// progress is the state of what was bought.
type progress struct {
	result any // of the kind's type, once final
	final  bool
	slow   bool // it will take hours
	// spent wipes the secret: it was used up.
	spent bool
	// lapsed is why there will be no result.
	lapsed string
}

// repeat is what it does to buy once more, where the first answer was lost.
type repeat int

const (
	repeatBills   repeat = iota // buys twice
	repeatDeduped               // gives the first result, as Truora documents
	repeatFree                  // makes another of what costs nothing
)

// desk is what goods need besides their row.
type desk struct {
	client *truora.Client
	files  fs.FS
	// owned reports whether a purchase of the ledger has the object.
	owned func(ctx context.Context, objectID string) (bool, error)
}

var errNoFile = errors.New("durable: a file of the purchase is not in Options.Files")

// open returns a file and its size. The error does not name it.
func (d *desk) open(name string) (io.ReadCloser, int64, error) {
	if d.files == nil {
		return nil, 0, errNoFile
	}
	file, err := d.files.Open(name)
	if err != nil {
		return nil, 0, errNoFile
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, 0, errNoFile
	}
	return file, info.Size(), nil
}

// missing reports whether Truora said that it has no such thing, which it does with a
// JSON object. The 404 of a proxy says nothing of Truora.
func missing(err error) bool {
	e, ok := errors.AsType[*truora.Error](err)
	return ok && e.Is(truora.ErrNotFound) && bytes.HasPrefix(bytes.TrimSpace(e.Body), []byte("{"))
}

// errKind means that this version of the program does not know the kind.
var errKind = errors.New("durable: another version of the program knows this kind")

// read returns the goods of a row from its params.
func read(kind Kind, text []byte) (goods, error) {
	switch kind {
	case KindCheck:
		return as[checkGoods](text)
	case KindBatch:
		return as[batchGoods](text)
	case KindProcess:
		return as[processGoods](text)
	case KindValidation:
		return as[validationGoods](text)
	case KindMessage:
		return as[messageGoods](text)
	default:
		return nil, errKind
	}
}

func as[G goods](text []byte) (goods, error) {
	var g G
	err := decode(text, &g)
	return g, err
}
