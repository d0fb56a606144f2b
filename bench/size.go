package bench

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// MaxMoreBytes is what linking the SDK may add to a program.
const MaxMoreBytes = 1_200_000

// Program is a program as it is shipped: stripped, without cgo.
type Program struct {
	Bytes   int64
	Modules int // linked besides its own
}

// Programs builds two programs that make the same call.
func Programs(ctx context.Context) (sdk, byHand Program, err error) {
	if sdk, err = build(ctx, "github.com/truora/truora-go/bench/size/sdk"); err != nil {
		return Program{}, Program{}, err
	}
	byHand, err = build(ctx, "github.com/truora/truora-go/bench/size/byhand")
	return sdk, byHand, err
}

func build(ctx context.Context, pkg string) (p Program, err error) {
	dir, err := os.MkdirTemp("", "truora-size-")
	if err != nil {
		return p, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "program")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
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
	return Program{Bytes: info.Size(), Modules: len(made.Deps)}, nil
}
