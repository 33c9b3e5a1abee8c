package storagetest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrMissing says that there is no PostgreSQL on this machine.
var ErrMissing = errors.New("PostgreSQL is not installed (Debian: apt-get install postgresql), and SCENARIST_TEST_POSTGRES names none")

const (
	startTime = time.Minute      // of a server, on a machine that is busy
	stopTime  = 20 * time.Second // then it is killed
)

// Server is a private PostgreSQL server.
type Server struct {
	programs string // directory of initdb and postgres
	dir      string // data and socket
	settings []string

	mu      sync.Mutex
	process *os.Process
	over    chan struct{} // closed when the process has ended
}

// NewServer makes a server and starts it. Settings are like "fsync=off", which is one of the usual ones: what a killed
// server wrote is there again without it, only a machine that fails would lose it. The caller stops it.
func NewServer(ctx context.Context, settings ...string) (_ *Server, err error) {
	s := &Server{settings: settings}
	if s.programs, err = findPrograms(); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", "scenarist-pg-"); err != nil {
		return nil, fmt.Errorf("make directory: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(s.dir))
		}
	}()
	if err := giveAway(s.dir); err != nil {
		return nil, fmt.Errorf("give the directory to the server's user: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(s.programs, "initdb"), "--pgdata="+s.data(), "--username=postgres", "--auth=trust",
		"--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions")
	cmd.Dir = s.dir
	cmd.SysProcAttr = asServer()
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := s.Start(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// findPrograms gives the directory of the newest server's programs.
func findPrograms() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // Debian keeps them out of PATH
	if err != nil || len(found) == 0 {
		return "", ErrMissing
	}
	version := func(path string) int {
		n, err := strconv.Atoi(strings.Split(path, "/")[4])
		if err != nil {
			return 0
		}
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Start starts the server, for the first time or again, and waits until it answers.
func (s *Server) Start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		err := s.launch()
		if err == nil {
			err = s.answer(ctx)
		}
		// What is left of a killed one goes by itself, a little later.
		if err == nil || ctx.Err() != nil || !strings.Contains(err.Error(), "shared memory block") {
			return err
		}
		<-time.After(100 * time.Millisecond)
	}
}

// launch starts the process.
func (s *Server) launch() error {
	args := []string{"-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=64MB"}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	// A file and no pipe: whoever is left of a killed server may hold it open.
	log, err := os.OpenFile(s.logFile(), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	defer log.Close()                                                   //nolint:errcheck // the server has it
	cmd := exec.Command(filepath.Join(s.programs, "postgres"), args...) //nolint:noctx // it outlives the call; Stop ends it
	cmd.Dir = s.dir
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = asServer()
	started := make(chan error)
	over := make(chan struct{})
	go func() {
		// The server dies with the thread that started it, so that none is left behind by tests that are killed.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended is in its log
		}
		close(over)
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.process, s.over = cmd.Process, over
	return nil
}

// answer waits until the server answers.
func (s *Server) answer(ctx context.Context) error {
	_, over := s.running()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-over:
			return fmt.Errorf("PostgreSQL ended: %s", s.Log())
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w: %s", err, s.Log())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *Server) running() (*os.Process, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.process, s.over
}

// Kill ends the server as a failure does, with nothing put in order. Its data stay.
func (s *Server) Kill() error {
	process, over := s.running()
	if err := process.Kill(); err != nil {
		return fmt.Errorf("kill PostgreSQL: %w", err)
	}
	<-over
	return nil
}

// Stop ends the server and removes its data.
func (s *Server) Stop() error {
	process, over := s.running()
	if process != nil {
		_ = process.Signal(os.Interrupt) // it may have ended; "fast": sessions are ended, data are put in order
		select {
		case <-over:
		case <-time.After(stopTime):
			_ = process.Kill() // it may have ended
			<-over
		}
	}
	if err := os.RemoveAll(s.dir); err != nil {
		return fmt.Errorf("remove PostgreSQL's data: %w", err)
	}
	return nil
}

// URL gives the address of a database.
func (s *Server) URL(database string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: url.Values{"host": {s.dir}, "user": {"postgres"}}.Encode()}
	return u.String()
}

func (s *Server) logFile() string { return filepath.Join(s.dir, "log") }

// Log gives what the server said.
func (s *Server) Log() string {
	data, err := os.ReadFile(s.logFile())
	if err != nil {
		return err.Error()
	}
	return string(data)
}
