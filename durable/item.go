package durable

import (
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/whatsapp"
)

// Item is something to buy: see [Check], [Batch], [Process], [Validation] and [Message].
type Item struct {
	kind   Kind
	params any
	err    error
}

// Format shows the kind under every verb: the params are about a person.
func (i Item) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "durable.Item("+string(i.kind)+")")
}

// LogValue has what Format shows.
func (i Item) LogValue() slog.Value { return slog.StringValue("durable.Item(" + string(i.kind) + ")") }

var errReference = errors.New("durable: custom_input is the purchase's key, by which it is looked for: leave it empty")

// Check buys a background check. The key is sent as its CustomInput, which has to be
// empty.
func Check(params checks.CreateParams) Item {
	item := Item{kind: KindCheck, params: params, err: params.Validate()}
	if params.CustomInput != "" {
		item.err = errReference
	}
	return item
}

// BatchParams describe a batch.
type BatchParams struct {
	Create batches.CreateParams
	// Sheet is the name of the sheet (.xlsx) in [Options.Files]. It has to stay there
	// until the batch has been started.
	Sheet string
}

// Batch buys a check for each row of a sheet. What is bought is the start: a batch that
// was created and not started costs nothing.
func Batch(params BatchParams) Item {
	item := Item{kind: KindBatch, params: params, err: params.Create.Validate()}
	if params.Sheet == "" {
		item.err = errors.New("durable: a batch needs a sheet")
	}
	return item
}

// Process opens an identity process: it makes a token for a person, which [Flow.OnToken]
// receives, and awaits the verdict. A token that nobody uses expires, and the purchase is
// refused then.
func Process(params apikeys.CreateParams) Item {
	params.KeyType, params.Grant = apikeys.KeyTypeWeb, apikeys.GrantDigitalIdentity
	return Item{kind: KindProcess, params: params, err: params.Validate()}
}

// ValidationParams describe a validation.
type ValidationParams struct {
	Create validators.CreateParams
	// Front, Reverse and File are the names of the pictures of a document and of the
	// picture or video of a face in [Options.Files]; empty for those that are not
	// needed. They have to stay there until the validation is done.
	Front, Reverse, File string
}

// Validation buys a validation and uploads its files. The key is sent as its
// CustomInput, which has to be empty.
func Validation(params ValidationParams) Item {
	item := Item{kind: KindValidation, params: params, err: params.Create.Validate()}
	if params.Create.CustomInput != "" {
		item.err = errReference
	}
	return item
}

// Message sends a WhatsApp template to a person. A campaign is one purchase for each
// person. Truora has no way to look for a message: after a lost answer it is held.
func Message(params whatsapp.SendParams) Item {
	return Item{kind: KindMessage, params: params, err: params.Validate()}
}
