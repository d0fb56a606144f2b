package peers

import (
	"encoding/json"
	"fmt"
)

type object = map[string]any

// The bodies of all peers have two sizes, those of this SDK's own pairs: about 14 KB
// for what is read, and well under 2 KB for what is created.
const typical = 14_000

// many returns a list of items about as long as a typical body.
func many(item func(i int) object) []object {
	var list []object
	for length := 0; length < typical-400; {
		next := item(len(list))
		list = append(list, next)
		length += len(encoded(next)) + 1
	}
	return list
}

func encoded(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // the values in this package can be encoded
	}
	return text
}

// hex returns a made-up digest.
func hex(i int) string { return fmt.Sprintf("%040x", i+1) }
