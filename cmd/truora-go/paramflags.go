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
		f.flags[p.Name] = flags.VarPF(&paramValue{kind: p.Kind, list: p.List}, name, "", flagUsage(p))
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
	if p.List {
		text += "; may be repeated"
	}
	return strings.ReplaceAll(text, "`", "")
}

// paramValue is what the flag of a parameter was given: the last text, or of a list all.
type paramValue struct {
	kind  string
	list  bool
	texts []string
}

func (v *paramValue) Set(text string) error {
	if !v.list {
		v.texts = nil
	}
	v.texts = append(v.texts, text)
	return nil
}

func (v *paramValue) String() string { return strings.Join(v.texts, " ") }

// Type stands behind the name of the flag where flags are listed.
func (v *paramValue) Type() string {
	if v.kind == "true or false" {
		return "bool"
	}
	return strings.ToUpper(v.kind)
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
		for _, text := range flag.Value.(*paramValue).texts {
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
