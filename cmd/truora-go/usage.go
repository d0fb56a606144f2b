package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What cobra and pflag say of a wrong command line repeats it, and there may be a key or
// somebody's number in it. So these say what is wrong in words of our own.

// group is a command that only has others.
func group(use, short string) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.ArbitraryArgs, SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			text := "there is no such command"
			if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
				text += "; did you mean " + strings.Join(like, " or ") + "?"
			}
			return usageError{errors.New(text)}
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

func flagError(_ *cobra.Command, err error) error {
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
		return fmt.Errorf("there is no flag --%s", absent.GetSpecifiedName())
	}
	return errors.New("there is no such flag, or it is not written as one")
}

var kindsOfFlags = map[string]string{
	"duration": "time, such as 90s or 5m", "int": "whole number", "bool": "true or false",
}
