// Package served builds the program and runs it as a process of its own, for the commands that measure it.
package served

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Main runs a command to its end, or to an interruption, and ends the process with 2 for wrong flags and 1 for an error.
func Main(name string, run func(ctx context.Context, args []string, out io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, name+":", err)
		os.Exit(1)
	}
}

// Build makes the binary out of the checkout, and gives its file in the directory.
func Build(ctx context.Context, dir string, tags ...string) (string, error) {
	binary := filepath.Join(dir, "scenarist")
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags=-w", "-tags", strings.Join(tags, ","), "-o", binary, "github.com/scenarist/scenarist/cmd/scenarist")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build the server: %w", err)
	}
	return binary, nil
}

// FreeAddress gives an address on loopback on which nobody listens.
func FreeAddress(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close() //nolint:errcheck // only the address is wanted
	return l.Addr().String(), nil
}

// Process is the program while it runs.
type Process struct {
	Cmd  *exec.Cmd
	Over <-chan error // gets the error of its end
}

// Start starts it, with the end of the command's context as a supervisor's wish to stop. Its log goes to ours unless the command
// says where.
func Start(cmd *exec.Cmd) (*Process, error) {
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = time.Minute
	if cmd.Stderr == nil {
		cmd.Stderr = os.Stderr
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	over := make(chan error, 1)
	go func() { over <- cmd.Wait() }()
	return &Process{Cmd: cmd, Over: over}, nil
}

// Stop ends it as a supervisor does.
func (p *Process) Stop() error {
	if err := p.Cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the server: %w", err)
	}
	if err := <-p.Over; err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	return nil
}
