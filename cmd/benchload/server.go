package main

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/cmd/internal/served"
)

// server is the measured process.
type server struct {
	*served.Process
	hooks []webhook // of its bots
}

// place is where a server has its data.
type place struct {
	dir   string
	pgURL string // empty for SQLite
}

// startServer starts the server and waits until all of its bots take updates in.
func startServer(ctx context.Context, binary string, at place, bots int, tg *standIn, env ...string) (*server, error) {
	addr, err := served.FreeAddress(ctx)
	if err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	cmd := exec.CommandContext(ctx, binary, "serve")
	cmd.Env = append(append(os.Environ(),
		"SCENARIST_DATA="+at.dir, "SCENARIST_LISTEN="+addr, "SCENARIST_PUBLIC_URL=http://"+addr, "SCENARIST_API_URL="+tg.url,
		"SCENARIST_KEY="+hex.EncodeToString(masterKey), "SCENARIST_SEND_RATE=0", "SCENARIST_DATABASE="+at.pgURL,
	), env...)
	return awaitServer(ctx, cmd, bots, tg)
}

// awaitServer starts a program and waits until it takes the updates of so many bots in.
func awaitServer(ctx context.Context, cmd *exec.Cmd, bots int, tg *standIn) (*server, error) {
	p, err := served.Start(cmd)
	if err != nil {
		return nil, err
	}
	s := &server{Process: p}
	for len(s.hooks) < bots {
		select {
		case h := <-tg.webhook:
			s.hooks = append(s.hooks, h)
		case err := <-s.Over:
			return nil, fmt.Errorf("the server ended before it set its webhooks: %w", err)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	slices.SortFunc(s.hooks, func(a, b webhook) int { return cmp.Compare(a.bot, b.bot) })
	return s, nil
}

// cpu is the processor time that the server has taken so far; 0 where the system does not tell.
func (s *server) cpu() time.Duration {
	p, _ := processOf(s.Cmd.Process.Pid)
	return p.own
}

// residentMemory is what the process holds in memory, in bytes; 0 where the system does not tell.
func residentMemory(pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			var kb int64
			if _, err := fmt.Sscan(value, &kb); err != nil {
				return 0
			}
			return kb << 10
		}
	}
	return 0
}
