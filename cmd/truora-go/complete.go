package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
)

func completeOperation(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, o := range operations.All() {
		names = append(names, cobra.CompletionWithDesc(o.Go, o.Summary))
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeParam completes NAME= and then the known values.
func completeParam(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	op, err := operations.Find(args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	name, _, hasName := strings.Cut(begun, "=")
	var list []string
	for _, p := range op.Params() {
		switch {
		case !hasName && p.Prefix:
			list = append(list, strings.TrimSuffix(p.Name, "NAME"))
		case !hasName:
			list = append(list, cobra.CompletionWithDesc(p.Name+"=", meaning(p)))
		case p.Name == name:
			for _, word := range p.Words {
				list = append(list, name+"="+word)
			}
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// must is for what only a mistake in this program makes fail.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
