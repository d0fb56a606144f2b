package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// pinned is an action at a commit; a tag or a branch can be moved to other code.
var pinned = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40}$`)

// release is the comment beside the commit, which Dependabot keeps in step with it.
var release = regexp.MustCompile(`^# v\d+\.\d+\.\d+$`)

// ours matches what runs code of this repository, or of what it depends on.
var ours = regexp.MustCompile(`\b(go|make|npm|npx|node|bash|sh)\s|\./`)

type workflow struct {
	Permissions yaml.Node      `yaml:"permissions"`
	Jobs        map[string]job `yaml:"jobs"`
}

type job struct {
	Permissions yaml.Node `yaml:"permissions"`
	Timeout     int       `yaml:"timeout-minutes"`
	Uses        yaml.Node `yaml:"uses"`
	Steps       []step    `yaml:"steps"`
}

type step struct {
	Uses yaml.Node         `yaml:"uses"`
	Run  string            `yaml:"run"`
	With map[string]string `yaml:"with"`
}

// check returns what breaks the rules in a workflow's file.
func check(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var w workflow
	if err := yaml.Unmarshal(text, &w); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var found []string
	if len(writes(w.Permissions)) > 0 || w.Permissions.IsZero() {
		found = append(found, "a workflow reads and no more: what writes is one job's permission")
	}
	for name, j := range w.Jobs {
		for _, fault := range j.check() {
			found = append(found, name+": "+fault)
		}
	}
	slices.Sort(found)
	return found, nil
}

func (j job) check() []string {
	found := uses(j.Uses)
	if j.Timeout == 0 && j.Uses.IsZero() {
		found = append(found, "no timeout-minutes")
	}
	may := writes(j.Permissions)
	for _, s := range j.Steps {
		found = append(found, uses(s.Uses)...)
		action, _, _ := strings.Cut(s.Uses.Value, "@")
		if action == "actions/checkout" && s.With["persist-credentials"] != "false" {
			found = append(found, "checkout leaves the token behind: persist-credentials: false")
		}
		// What looks at the code may write findings, but runs no command.
		if len(may) > 0 && ours.MatchString(s.Run) {
			found = append(found, fmt.Sprintf("runs code beside a permission to write (%s): %s", strings.Join(may, ", "), firstLine(s.Run)))
		}
		if action == "actions/checkout" && len(may) > 0 && !slices.Equal(may, []string{"security-events"}) {
			found = append(found, fmt.Sprintf("has the repository beside a permission to write (%s)", strings.Join(may, ", ")))
		}
	}
	return found
}

// uses says what is wrong with an action's name.
func uses(node yaml.Node) []string {
	if node.IsZero() {
		return nil
	}
	if !pinned.MatchString(node.Value) {
		return []string{"not pinned by a commit: " + node.Value}
	}
	if !release.MatchString(node.LineComment) {
		return []string{"no comment with its version, as in # v1.2.3: " + node.Value}
	}
	return nil
}

// writes are the scopes that may be written, "all" among them.
func writes(node yaml.Node) []string {
	if node.Kind == yaml.ScalarNode {
		if node.Value == "read-all" {
			return nil
		}
		return []string{"all"}
	}
	var scopes []string
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i+1].Value == "write" {
			scopes = append(scopes, node.Content[i].Value)
		}
	}
	return scopes
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
