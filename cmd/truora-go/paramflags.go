package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
)

// paramFlags gives a command a flag for each parameter: --national-id for national_id.
// What they take can be given in a file too.
type paramFlags struct {
	valueFlags
	op    *operations.Operation
	flags map[string]*pflag.Flag // by the name of the parameter
}

func (f *paramFlags) add(cmd *cobra.Command, operation string, params any) {
	op, err := operations.Find(operation)
	must(err)
	f.op, f.flags = op, map[string]*pflag.Flag{}
	flags := cmd.Flags()
	for _, p := range op.ParamsLike(params) {
		name := strings.ReplaceAll(p.Name, "_", "-")
		if p.Prefix {
			continue // --param gives it
		}
		if p.List {
			flags.StringArray(name, nil, flagUsage(p))
		} else {
			flags.String(name, "", flagUsage(p))
		}
		f.flags[p.Name] = flags.Lookup(name)
		if p.Kind == "true or false" {
			f.flags[p.Name].NoOptDefVal = "true"
		}
		if words := p.Words; len(words) > 0 {
			must(cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)))
		}
	}
	f.valueFlags.add(flags)
}

func flagUsage(p operations.Param) string {
	text := meaning(p)
	if p.Secret {
		text += ", as @FILE"
	}
	return strings.ReplaceAll(text, "`", "")
}

// texts are what a flag was given.
func texts(flag *pflag.Flag) []string {
	if several, ok := flag.Value.(pflag.SliceValue); ok {
		return several.GetSlice()
	}
	return []string{flag.Value.String()}
}

// fill puts what the command line says into params, a pointer to those of the
// operation.
func (f *paramFlags) fill(a *app, params any) error {
	list, err := f.values(a)
	if err != nil {
		return err
	}
	for name, flag := range f.flags {
		if !flag.Changed {
			continue
		}
		for _, text := range texts(flag) {
			v, err := a.value(name, text)
			if err != nil {
				return err
			}
			list = append(list, v)
		}
	}
	if err := f.op.Fill(params, list); err != nil {
		return usageError{err}
	}
	return nil
}
