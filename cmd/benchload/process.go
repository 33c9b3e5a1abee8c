package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// process is what the system says of one.
type process struct {
	parent int
	own    time.Duration // processor time
	gone   time.Duration // that of its children that have ended
}

// processOf reads /proc; false where there is none.
func processOf(pid int) (process, bool) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return process{}, false
	}
	// The second field is in brackets; then come the state, the parent and, 11 further on, times in ticks of 10 ms: proc(5).
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 15 {
		return process{}, false
	}
	var n [5]int64
	for i, at := range [...]int{1, 11, 12, 13, 14} {
		if n[i], err = strconv.ParseInt(fields[at], 10, 64); err != nil {
			return process{}, false
		}
	}
	const tick = 10 * time.Millisecond
	return process{int(n[0]), time.Duration(n[1]+n[2]) * tick, time.Duration(n[3]+n[4]) * tick}, true
}

// postgres is the database server, as far as its processes are on this machine.
type postgres struct{ pid int }

// findPostgres asks the server of an address for its processes; the pid is 0 where they are not to be seen.
func findPostgres(ctx context.Context, url string) (_ *postgres, err error) {
	if url == "" {
		return &postgres{}, nil
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("find PostgreSQL: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	var pid int
	if err := conn.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return nil, fmt.Errorf("find PostgreSQL: %w", err)
	}
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	p, seen := processOf(pid)
	if err != nil || !seen || strings.TrimSpace(string(name)) != "postgres" {
		return &postgres{}, nil
	}
	return &postgres{p.parent}, nil
}

// cpu is the processor time that it has taken so far, with all its processes; 0 where they are not to be seen.
func (p *postgres) cpu() time.Duration {
	main, ok := processOf(p.pid)
	if p.pid == 0 || !ok {
		return 0
	}
	all := main.own + main.gone
	found, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0
	}
	for _, dir := range found {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		if child, ok := processOf(pid); ok && child.parent == p.pid {
			all += child.own
		}
	}
	return all
}
