package main

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// server is the measured process.
type server struct {
	cmd   *exec.Cmd
	hooks []webhook // of its bots
	over  chan error
}

// build makes the binary out of the checkout.
func build(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "scenarist")
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "profile", "-o", binary, "github.com/scenarist/scenarist/cmd/scenarist")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build the server: %w", err)
	}
	return binary, nil
}

// place is where a server has its data.
type place struct {
	dir   string
	pgURL string // empty for SQLite
}

// startServer starts the server and waits until all of its bots take updates in.
func startServer(ctx context.Context, binary string, at place, bots int, tg *standIn, env ...string) (*server, error) {
	addr, err := freeAddress(ctx)
	if err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	s := &server{over: make(chan error, 1)}
	s.cmd = exec.CommandContext(ctx, binary, "serve")
	s.cmd.Env = append(append(os.Environ(),
		"SCENARIST_DATA="+at.dir, "SCENARIST_LISTEN="+addr, "SCENARIST_PUBLIC_URL=http://"+addr, "SCENARIST_API_URL="+tg.url,
		"SCENARIST_KEY="+hex.EncodeToString(masterKey), "SCENARIST_SEND_RATE=0", "SCENARIST_DATABASE="+at.pgURL,
	), env...)
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = time.Minute
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	go func() { s.over <- s.cmd.Wait() }()
	for len(s.hooks) < bots {
		select {
		case h := <-tg.webhook:
			s.hooks = append(s.hooks, h)
		case err := <-s.over:
			return nil, fmt.Errorf("the server ended before it set its webhooks: %w", err)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	slices.SortFunc(s.hooks, func(a, b webhook) int { return cmp.Compare(a.bot, b.bot) })
	return s, nil
}

func freeAddress(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close() //nolint:errcheck // only the address is wanted
	return l.Addr().String(), nil
}

// stop ends the server as a supervisor does.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the server: %w", err)
	}
	if err := <-s.over; err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	return nil
}

// cpu is the processor time that the server has taken so far; 0 where the system does not tell.
func (s *server) cpu() time.Duration {
	p, _ := processOf(s.cmd.Process.Pid)
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
