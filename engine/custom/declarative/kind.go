package declarative

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
)

// Kind carries out packages of the kind http.
type Kind struct{}

var (
	_ custom.Kind   = Kind{}
	_ custom.Player = Kind{}
)

// Name is http.
func (Kind) Name() string { return custom.HTTP }

// Pure is false: calls go to the network.
func (Kind) Pure(*custom.Package) bool { return false }

// Check finds everything that is wrong with the part http.
func (Kind) Check(p *custom.Package) []custom.Problem {
	_, problems := compile(p.Manifest)
	return problems
}

// Open compiles the part http. A manifest with problems is an error that names the first.
func (Kind) Open(_ context.Context, p *custom.Package) (custom.Executor, error) {
	plan, problems := compile(p.Manifest)
	if len(problems) > 0 {
		return nil, fmt.Errorf("open package %s: %s: %s", p.Manifest.Name, problems[0].Path, problems[0].Message)
	}
	timeout := p.Manifest.Limits.Timeout.Std()
	if timeout <= 0 {
		timeout = custom.DefaultTimeout
	}
	return &executor{plan: plan, timeout: min(timeout, custom.MaxTimeout)}, nil
}

// PlayExamples plays the examples against their stand-ins.
func (Kind) PlayExamples(ctx context.Context, p *custom.Package) ([][]custom.Problem, error) {
	out := make([][]custom.Problem, len(p.Manifest.Examples))
	for i := range out {
		out[i] = RunExample(ctx, p, i)
	}
	return out, nil
}

// executor carries out calls of one version of a package.
type executor struct {
	plan    *plan
	timeout time.Duration // of one request
	tokens  tokens
	rates   limiter
}

// Pure is false: calls go to the network.
func (*executor) Pure() bool { return false }

// Close has nothing to close.
func (*executor) Close(context.Context) error { return nil }

// seed makes what is random in a run the same for each repeat.
func seed(key string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(key))
	return h.Sum64()
}
