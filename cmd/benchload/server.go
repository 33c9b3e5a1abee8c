package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/scenarist/scenarist/cmd/internal/served"
)

// server is what is measured: one process, or several over one database.
type server struct {
	processes []*served.Process
	hooks     []webhook // of its bots
}

// place is where a server has its data.
type place struct {
	dir   string
	pgURL string // empty for SQLite
}

// startServer starts the server and waits until all of its bots take updates in. Of several processes each gets the updates of
// its own part of the bots, as from a balancer that hashes by bot.
func startServer(ctx context.Context, binary string, at place, what stored, tg *standIn, env ...string) (*server, error) {
	instances := max(what.instances, 1)
	addresses := make([]string, instances)
	cmds := make([]*exec.Cmd, instances)
	for n := range cmds {
		addr, err := served.FreeAddress(ctx)
		if err != nil {
			return nil, fmt.Errorf("start the server: %w", err)
		}
		dir := at.dir
		if n > 0 {
			dir = filepath.Join(at.dir, fmt.Sprintf("instance%d", n+1))
		}
		addresses[n] = addr
		cmds[n] = serverCommand(ctx, binary, at, dir, addr, tg)
		cmds[n].Env = append(append(cmds[n].Env, "SCENARIST_PUBLIC_URL=http://"+addresses[0]), env...)
	}
	s, err := awaitServer(ctx, what.bots, tg, cmds...)
	if err != nil {
		return nil, err
	}
	if instances > 1 {
		for _, addr := range addresses { // any of them may have set the webhooks
			if err := awaitReady(ctx, addr); err != nil {
				return nil, errors.Join(err, s.Stop())
			}
		}
		for i := range s.hooks {
			s.hooks[i].host = addresses[i%instances]
		}
	}
	return s, nil
}

// serverCommand is a process over the database of a place, with its files in a directory. It polls unless it is given a public address.
func serverCommand(ctx context.Context, binary string, at place, dir, addr string, tg *standIn) *exec.Cmd {
	cmd := exec.CommandContext(ctx, binary, "serve")
	cmd.Env = append(os.Environ(),
		"SCENARIST_DATA="+dir, "SCENARIST_LISTEN="+addr, "SCENARIST_API_URL="+tg.url,
		"SCENARIST_KEY="+hex.EncodeToString(masterKey), "SCENARIST_SEND_RATE=0", "SCENARIST_DATABASE="+at.pgURL,
	)
	return cmd
}

// readyTime is how long a process may take to start.
const readyTime = 5 * time.Minute

// awaitReady asks a process until it takes updates in.
func awaitReady(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/readyz", nil)
		if err != nil {
			return fmt.Errorf("ask whether the server is ready: %w", err)
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("wait until the server is ready: %w", ctx.Err())
		}
	}
}

// awaitServer starts programs and waits until they take the updates of so many bots in.
func awaitServer(ctx context.Context, bots int, tg *standIn, cmds ...*exec.Cmd) (*server, error) {
	s := &server{}
	tg.unhook()
	for _, cmd := range cmds {
		p, err := served.Start(cmd)
		if err != nil {
			return nil, errors.Join(err, s.Stop())
		}
		s.processes = append(s.processes, p)
	}
	for len(s.hooks) < bots {
		select {
		case <-tg.hooked:
			s.hooks = tg.webhooks()
		case err := <-s.processes[0].Over:
			return nil, errors.Join(fmt.Errorf("the server ended before it set its webhooks: %w", err), s.Stop())
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return s, nil
}

// Stop ends all processes.
func (s *server) Stop() error {
	errs := make([]error, len(s.processes))
	for i, p := range s.processes {
		errs[i] = p.Stop()
	}
	return errors.Join(errs...)
}

// cpu is the processor time that the server has taken so far; 0 where the system does not tell.
func (s *server) cpu() (all time.Duration) {
	for _, process := range s.processes {
		p, _ := processOf(process.Cmd.Process.Pid)
		all += p.own
	}
	return all
}

// memory is what all processes hold in memory, and what of that are pages of the program's own file, which the system can take back.
func (s *server) memory() (all, program int64) {
	for _, process := range s.processes {
		resident, file := residentMemory(process.Cmd.Process.Pid)
		all, program = all+resident, program+file
	}
	return all, program
}

// residentMemory is what the process holds in memory, and what of that are pages of files, in bytes; 0 where the system does not tell.
func residentMemory(pid int) (all, files int64) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(data)) {
		for name, into := range map[string]*int64{"VmRSS:": &all, "RssFile:": &files} {
			if value, ok := strings.CutPrefix(line, name); ok {
				var kb int64
				if _, err := fmt.Sscan(value, &kb); err == nil {
					*into = kb << 10
				}
			}
		}
	}
	return all, files
}
