package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

//go:embed bot.json
var documents embed.FS

// server is the measured process.
type server struct {
	cmd  *exec.Cmd
	hook webhook
	over chan error
}

// build makes the binary out of the checkout.
func build(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "scenarist")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, "github.com/scenarist/scenarist/cmd/scenarist")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build the server: %w", err)
	}
	return binary, nil
}

// startServer starts the server with the conversation's document and waits until it takes updates in.
func startServer(ctx context.Context, o options, tg *standIn) (*server, error) {
	doc, err := documents.ReadFile("bot.json")
	if err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	file := filepath.Join(o.data, "bot.json")
	if err := os.WriteFile(file, doc, 0o600); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	addr, err := freeAddress(ctx)
	if err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	s := &server{over: make(chan error, 1)}
	s.cmd = exec.CommandContext(ctx, o.server, "serve")
	s.cmd.Env = append(os.Environ(),
		"SCENARIST_DATA="+filepath.Join(o.data, "data"), "SCENARIST_LISTEN="+addr, "SCENARIST_PUBLIC_URL=http://"+addr,
		"SCENARIST_API_URL="+tg.url, "SCENARIST_TOKEN="+loadToken, "SCENARIST_BOT="+file, "SCENARIST_OWNER=1",
		"SCENARIST_SEND_RATE=0", "SCENARIST_DATABASE="+o.pgURL,
	)
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = time.Minute
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	go func() { s.over <- s.cmd.Wait() }()
	select {
	case s.hook = <-tg.webhook:
		return s, nil
	case err := <-s.over:
		return nil, fmt.Errorf("the server ended before it set its webhook: %w", err)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
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
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// Fields 14 and 15, user and system time in ticks of 10 ms; the second field is in brackets: proc(5).
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	var user, system int64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		return 0
	}
	return time.Duration(user+system) * 10 * time.Millisecond
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
