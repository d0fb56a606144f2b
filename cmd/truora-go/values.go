package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
)

// valueFlags are the flags that give the parameters of an operation.
type valueFlags struct {
	params []string // --param NAME=VALUE
	file   string   // --params FILE
}

func (f *valueFlags) add(flags *pflag.FlagSet) {
	flags.StringArrayVarP(&f.params, "param", "p", nil, "a parameter, `NAME=VALUE`; NAME=@FILE reads a file, NAME=@- the standard input, and NAME=@@… begins with @")
	flags.StringVar(&f.file, "params", "", "a JSON `FILE` of parameters by name, - for the standard input: arguments can be seen by others")
}

// values reads all parameters: first those of the file.
func (f *valueFlags) values(a *app) ([]operations.Value, error) {
	var list []operations.Value
	if f.file != "" {
		text, err := a.readFile(f.file)
		if err != nil {
			return nil, err
		}
		if list, err = valuesOf(text); err != nil {
			return nil, err
		}
	}
	for _, param := range f.params {
		name, text, ok := strings.Cut(param, "=")
		if !ok || name == "" {
			return nil, usageError{errors.New("a parameter is written NAME=VALUE")}
		}
		v, err := a.value(name, text)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// value reads the text of a parameter, which may be in a file.
func (a *app) value(name, text string) (operations.Value, error) {
	file, isFile := strings.CutPrefix(text, "@")
	if !isFile || strings.HasPrefix(file, "@") {
		return operations.Value{Name: name, Text: file}, nil
	}
	read, err := a.readFile(file)
	if err != nil {
		return operations.Value{}, fmt.Errorf("parameter %s: %w", name, err)
	}
	return operations.Value{Name: name, Text: string(read), Private: true}, nil
}

// valuesOf takes parameters out of a JSON object. A list of texts is a parameter that
// is given several times; whatever is no text is given as JSON.
func valuesOf(text []byte) ([]operations.Value, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, usageError{errors.New("the parameters in the file are not a JSON object")}
	}
	var list []operations.Value
	for name, raw := range members {
		var word string
		if json.Unmarshal(raw, &word) != nil {
			word = string(raw)
		}
		list = append(list, operations.Value{Name: name, Text: word, Private: true})
	}
	slices.SortFunc(list, func(a, b operations.Value) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}
