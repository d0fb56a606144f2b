package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
)

// What cobra and pflag say of a wrong command line repeats it, and there may be a key or
// somebody's number in it. So these say what is wrong in words of our own.

// group is a command that only has others.
func group(use, short string) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return usageError{errors.New("there is no such command" + operations.Suggest(args[0], func(yield func(string) bool) {
				for _, c := range cmd.Commands() {
					if !yield(c.Name()) {
						return
					}
				}
			}))}
		},
	}
}

func noArgs(cmd *cobra.Command, args []string) error { return between(0, 0)(cmd, args) }

// between wants so many arguments.
func between(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && len(args) <= most {
			return nil
		}
		wants := strings.TrimSuffix(cmd.UseLine(), " [flags]")
		return fmt.Errorf("there are %d arguments; it is written: %s", len(args), wants)
	}
}

func flagError(cmd *cobra.Command, err error) error {
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	if missing, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Errorf("the flag --%s needs a value", missing.GetFlag().Name)
	}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Errorf("the value of the flag --%s is no %s", wrong.GetFlag().Name, kindsOfFlags[wrong.GetFlag().Value.Type()])
	}
	if absent, ok := errors.AsType[*pflag.NotExistError](err); ok && absent.GetSpecifiedShortnames() == "" {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		wanted := absent.GetSpecifiedName()
		return fmt.Errorf("there is no flag --%s%s", wanted, strings.Replace(operations.Suggest(wanted, slices.Values(names)), "mean ", "mean --", 1))
	}
	return errors.New("there is no such flag, or it is not written as one")
}

var kindsOfFlags = map[string]string{
	"duration": "time, such as 90s or 5m", "int": "whole number", "bool": "true or false",
}
