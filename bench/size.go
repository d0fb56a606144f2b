package bench

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// MaxMoreBytes is what linking the SDK may add to a program.
const MaxMoreBytes = 1_550_000

// Program is a program as it is shipped: stripped, without cgo.
type Program struct {
	Bytes   int64
	Modules map[string]string // linked besides its own, with their versions
	cpu     time.Duration     // CPU time of the build
}

// The programs whose sizes are compared.
const (
	SDKProgram    = "github.com/truora/truora-go/bench/size/sdk"
	ByHandProgram = "github.com/truora/truora-go/bench/size/byhand"
)

// Programs builds two programs that make the same call.
func Programs(ctx context.Context) (sdk, byHand Program, err error) {
	if sdk, err = Build(ctx, SDKProgram); err != nil {
		return Program{}, Program{}, err
	}
	byHand, err = Build(ctx, ByHandProgram)
	return sdk, byHand, err
}

// Build builds the main package pkg, resolved in the module of the working directory.
func Build(ctx context.Context, pkg string) (Program, error) { return build(ctx, pkg, "") }

// ColdProcs is how many compilers [BuildCold] runs at a time.
const ColdProcs = 2

// Effort is how long something took, in wall-clock and CPU time.
type Effort struct {
	Clock, CPU time.Duration
}

// BuildCold returns the effort of building pkg with an empty build cache, which
// includes the standard library. The modules are already downloaded.
func BuildCold(ctx context.Context, pkg string) (Effort, error) {
	cache, err := os.MkdirTemp("", "truora-cold-")
	if err != nil {
		return Effort{}, err
	}
	defer func() { _ = os.RemoveAll(cache) }()
	start := time.Now()
	program, err := build(ctx, pkg, cache)
	return Effort{Clock: time.Since(start), CPU: program.cpu}, err
}

// build uses the build cache in the directory cache; "" is the usual one.
func build(ctx context.Context, pkg, cache string) (p Program, err error) {
	dir, err := os.MkdirTemp("", "truora-size-")
	if err != nil {
		return p, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "program")
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file}
	env := append(os.Environ(), "CGO_ENABLED=0")
	if cache != "" {
		args, env = append(args, "-p", strconv.Itoa(ColdProcs)), append(env, "GOCACHE="+cache)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, pkg)...)
	cmd.Env = env
	if output, err := cmd.CombinedOutput(); err != nil {
		return p, fmt.Errorf("go build %s: %w\n%s", pkg, err, output)
	}
	info, err := os.Stat(file)
	if err != nil {
		return p, err
	}
	made, err := buildinfo.ReadFile(file)
	if err != nil {
		return p, err
	}
	p = Program{
		Bytes: info.Size(), Modules: map[string]string{},
		cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), // including its compilers
	}
	for _, dep := range made.Deps {
		p.Modules[dep.Path] = dep.Version
	}
	return p, nil
}
