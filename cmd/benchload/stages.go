package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// stages are where the time of an update goes: a sample of the profile belongs to the first one of which a function is on its
// stack.
var stages = []struct {
	name      string
	functions []string
}{
	{"garbage collection", []string{"runtime.gcBgMarkWorker", "runtime.gcAssistAlloc", "runtime.bgsweep", "runtime.gcStart"}},
	{"job queue", []string{"riverqueue/river"}},
	{"group commit", []string{"storage.(*DB).Commit"}},
	{"reading sessions", []string{"storage.(*DB).Load", "storage.(*DB).Shared"}},
	{"turn", []string{"engine.(*Revision).Turn"}},
	{"session and effects to JSON", []string{"host.(*Host).member"}},
	{"calls of the Bot API", []string{"telegram.(*Messenger)", "net/http.(*persistConn)"}},
	{"reading the update", []string{"telegram.Decode"}},
	{"webhook's HTTP", []string{"telegram.(*frontConn)", "net/http.(*conn).serve", "net/http.(*connReader)"}},
	{"mailboxes, cache, lanes", []string{"scenarist/engine/host."}},
}

const otherStage = "goroutines and the rest"

// share is a stage's part of the profile.
type share struct {
	stage string
	part  float64
}

// sharesOf reads a profile, the largest share first.
func sharesOf(ctx context.Context, binary, profile string) ([]share, error) {
	cmd := exec.CommandContext(ctx, "go", "tool", "pprof", "-traces", binary, profile)
	var trouble bytes.Buffer
	cmd.Stderr = &trouble
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("read profile: %w: %s", err, trouble.String())
	}
	return shares(out), nil
}

// shares adds up traces as pprof prints them: after each line of dashes the time and the stack, innermost first.
func shares(traces []byte) []share {
	times := map[string]time.Duration{}
	var all, one time.Duration
	var stack []string
	end := func() {
		if one > 0 {
			times[stageOf(stack)] += one
			all += one
		}
		one, stack = 0, stack[:0]
	}
	for lines := bufio.NewScanner(bytes.NewReader(traces)); lines.Scan(); {
		line := lines.Text()
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "-----"):
			end()
		case len(fields) == 0:
		case one == 0:
			if d, err := time.ParseDuration(fields[0]); err == nil && len(fields) > 1 {
				one = d
				stack = append(stack, fields[1])
			}
		default:
			stack = append(stack, fields[0])
		}
	}
	end()
	var out []share
	for stage, d := range times {
		out = append(out, share{stage, float64(d) / float64(all)})
	}
	slices.SortFunc(out, func(a, b share) int { return cmp.Or(cmp.Compare(b.part, a.part), cmp.Compare(a.stage, b.stage)) })
	return out
}

func stageOf(stack []string) string {
	for _, s := range stages {
		for _, function := range stack {
			for _, mark := range s.functions {
				if strings.Contains(function, mark) {
					return s.name
				}
			}
		}
	}
	return otherStage
}

// profileTalk gives the shares of a server at saturation.
func profileTalk(ctx context.Context, o *options, tg *standIn, at place) ([]share, error) {
	what := stored{bots: 1}
	if err := prepare(ctx, at, what); err != nil {
		return nil, err
	}
	profile := at.dir + ".profile"
	s, err := startServer(ctx, o.server, at, what, tg, "SCENARIST_PROFILE="+profile)
	if err != nil {
		return nil, err
	}
	l := newLoad(tg, s.hooks, o.people)
	defer l.close()
	l.saturate(ctx, o.warm+o.length)
	if err := s.Stop(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(profile); err != nil {
		return nil, fmt.Errorf("the server wrote no profile; it must be built with -tags profile: %w", err)
	}
	return sharesOf(ctx, o.server, profile)
}
