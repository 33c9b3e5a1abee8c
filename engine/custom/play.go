package custom

import (
	"context"
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// PlayedExample is an example that was played before its package is installed.
type PlayedExample struct {
	Title engine.Text
	Error string // what is not as it says; empty for nothing
}

// PlayExamples plays the examples of a package, as far as its kind can do that without anything outside: a service of its own is
// not asked. Check must have found nothing against it.
func (l *Library) PlayExamples(ctx context.Context, p *Package) ([]PlayedExample, error) {
	player, ok := l.kinds[p.Manifest.Kind].(Player)
	if !ok {
		return nil, nil
	}
	found, err := player.PlayExamples(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("play the examples of %s: %w", p.ID(), err)
	}
	out := make([]PlayedExample, len(found))
	for i, problems := range found {
		out[i].Title = p.Manifest.Examples[i].Title
		words := make([]string, len(problems))
		for j, x := range problems {
			words[j] = x.Message
		}
		out[i].Error = strings.Join(words, "; ")
	}
	return out, nil
}
