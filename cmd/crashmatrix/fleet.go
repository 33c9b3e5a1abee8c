package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/scenarist/scenarist/cmd/internal/served"
)

// fleet are the processes of a cell, each started again when it has ended, as by a supervisor.
type fleet struct {
	o      *options
	tg     *standIn
	pgURL  string
	dir    string
	client *http.Client

	mu      sync.Mutex
	lives   []*life // by instance, the one that runs or is started
	renewed []bool  // by instance, whether it was upgraded
	links   []*link // of all lives
	broken  []string
	down    bool // whether PostgreSQL is: who starts then may end at once
	over    bool
	running sync.WaitGroup
}

// life is one process from its start to its end.
type life struct {
	link    *link
	address string // of its webhooks
	process *served.Process
	log     string
	takes   atomic.Bool // what /readyz says
	ready   atomic.Bool // whether it ever said so
	killed  atomic.Bool
	renewed atomic.Bool // asked to stop, so that another one takes its place
	ended   chan struct{}
}

const (
	pollTime     = 200 * time.Millisecond // between questions whether a process is ready
	restartPause = 300 * time.Millisecond // of the supervisor
	maxFailures  = 20                     // starts in a row that come to nothing
	drainTime    = 5 * time.Second        // what a process gives the balancer to notice that it stops
)

func newFleet(o *options, tg *standIn, pgURL, dir string) *fleet {
	return &fleet{o: o, tg: tg, pgURL: pgURL, dir: dir, client: &http.Client{Timeout: 5 * time.Second}}
}

// start has so many processes run from now on.
func (f *fleet) start(ctx context.Context, instances int) {
	f.lives, f.renewed = make([]*life, instances), make([]bool, instances)
	for n := range instances {
		f.running.Go(func() { f.supervise(ctx, n) })
	}
}

// supervise starts a process whenever it is not there.
func (f *fleet) supervise(ctx context.Context, n int) {
	failures := 0
	for lives := 1; ; lives++ {
		l, err := f.begin(ctx, n, lives)
		if err != nil {
			f.fault("instance %d could not be started: %v", n+1, err)
			return
		}
		if l == nil {
			return
		}
		stop := make(chan struct{})
		go f.ask(ctx, l, stop)
		err = <-l.process.Over
		close(stop)
		l.takes.Store(false)
		close(l.ended)
		f.mu.Lock()
		over, down := f.over, f.down
		f.mu.Unlock()
		switch {
		case l.killed.Load():
			failures = 0
		case l.renewed.Load():
			if failures = 0; err != nil {
				f.fault("instance %v did not stop in order: %v; see %s", l.link, err, l.log)
			}
		case over:
			if err != nil {
				f.fault("instance %v did not stop in order: %v; see %s", l.link, err, l.log)
			}
			return
		case l.ready.Load():
			f.fault("instance %v ended by itself: %v; see %s", l.link, err, l.log)
		default: // a start may come to nothing, as without its database
			if !down {
				failures++
			}
		}
		if failures > maxFailures || ctx.Err() != nil {
			f.fault("instance %v does not come up: %v; see %s", l.link, err, l.log)
			return
		}
		<-time.After(restartPause)
	}
}

// begin starts a process; nil if there is to be none any more.
func (f *fleet) begin(ctx context.Context, n, lives int) (*life, error) {
	link, err := f.tg.newLink(ctx, n, lives)
	if err != nil {
		return nil, err
	}
	l := &life{link: link, log: filepath.Join(f.dir, fmt.Sprintf("instance-%v.log", link)), ended: make(chan struct{})}
	if l.address, err = served.FreeAddress(ctx); err != nil {
		return nil, err
	}
	log, err := os.Create(l.log)
	if err != nil {
		return nil, err
	}
	defer log.Close() //nolint:errcheck // the process has it
	cmd := exec.CommandContext(ctx, f.program(n), "serve")
	cmd.Env = append(f.environment(link),
		"SCENARIST_LISTEN="+l.address, "SCENARIST_PUBLIC_URL=http://127.0.0.1:1",
		"SCENARIST_SEND_RATE="+f.o.sendRate, "SCENARIST_LOG_FORMAT=json", "SCENARIST_DRAIN="+f.drain().String(),
	)
	cmd.Stderr = log
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		return nil, nil
	}
	if l.process, err = served.Start(cmd); err != nil {
		return nil, err
	}
	f.lives[n] = l
	f.links = append(f.links, link)
	return l, nil
}

// program is the binary that an instance runs.
func (f *fleet) program(n int) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.o.from != "" && !f.renewed[n] {
		return f.o.from
	}
	return f.o.server
}

// environment says where the database is and by which way Telegram is reached.
func (f *fleet) environment(l *link) []string {
	return append(os.Environ(),
		"SCENARIST_DATA="+filepath.Join(f.dir, fmt.Sprintf("data-%d", l.instance)), "SCENARIST_API_URL=http://"+l.address,
		"SCENARIST_KEY="+hex.EncodeToString(masterKey), "SCENARIST_DATABASE="+f.pgURL,
	)
}

// ask asks a process again and again whether it is ready, as balancers do.
func (f *fleet) ask(ctx context.Context, l *life, stop <-chan struct{}) {
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+l.address+"/readyz", nil)
		if err != nil {
			panic(err) // the address is ours
		}
		res, err := f.client.Do(req)
		ready := err == nil && res.StatusCode == http.StatusOK
		if err == nil {
			res.Body.Close()
		}
		select {
		case <-stop:
			return
		default:
		}
		l.takes.Store(ready)
		if ready {
			l.ready.Store(true)
		}
		select {
		case <-stop:
			return
		case <-time.After(pollTime):
		}
	}
}

// ready gives the processes that take updates, by instance.
func (f *fleet) ready() []*life {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []*life
	for _, l := range f.lives {
		if l != nil && l.takes.Load() {
			out = append(out, l)
		}
	}
	return out
}

// awaitReady waits until all processes take updates.
func (f *fleet) awaitReady(ctx context.Context) error {
	for len(f.ready()) < len(f.lives) {
		select {
		case <-time.After(pollTime):
		case <-ctx.Done():
			return fmt.Errorf("wait for %d instances: %w", len(f.lives), context.Cause(ctx))
		}
		if faults := f.faults(); len(faults) > 0 {
			return errors.New(faults[0])
		}
	}
	return nil
}

// kill ends a process that takes updates as a power cut does.
func (f *fleet) kill(l *life) error {
	l.killed.Store(true)
	l.link.mu.Lock()
	l.link.killed = time.Now()
	l.link.mu.Unlock()
	if err := l.process.Cmd.Process.Kill(); err != nil {
		return fmt.Errorf("kill instance %v: %w", l.link, err)
	}
	<-l.ended
	return nil
}

// drain is how long processes go on when they are asked to stop: without upgrades only in the end, when nobody comes any more.
func (f *fleet) drain() time.Duration {
	if f.o.upgrades > 0 {
		return drainTime
	}
	return 0
}

// renew stops a process in order and waits until the one that takes its place takes updates.
func (f *fleet) renew(ctx context.Context, n int) error {
	if err := f.awaitReady(ctx); err != nil {
		return err
	}
	f.mu.Lock()
	l := f.lives[n]
	f.renewed[n] = true
	f.mu.Unlock()
	l.renewed.Store(true)
	if err := l.process.Cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop instance %v: %w", l.link, err)
	}
	select {
	case <-l.ended:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return f.awaitReady(ctx)
}

// stop ends all processes as a supervisor does.
func (f *fleet) stop() {
	f.mu.Lock()
	f.over = true
	lives := slices.Clone(f.lives)
	f.mu.Unlock()
	for _, l := range lives {
		if l == nil {
			continue
		}
		if err := l.process.Cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			f.fault("instance %v cannot be stopped: %v", l.link, err)
		}
	}
	f.running.Wait()
}

func (f *fleet) fault(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.broken = append(f.broken, fmt.Sprintf(format, args...))
}

func (f *fleet) faults() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.broken)
}

// setDown tells whether PostgreSQL is down.
func (f *fleet) setDown(down bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = down
}

// seatLost is what a process logs when it stops sending, since the database may take it for dead.
const seatLost = "the connection that says that this process lives is lost"

// readLogs finds out when processes lost their seats.
func (f *fleet) readLogs() error {
	for _, link := range f.links {
		file, err := os.Open(filepath.Join(f.dir, fmt.Sprintf("instance-%v.log", link)))
		if err != nil {
			return err
		}
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var line struct {
				Time    time.Time `json:"time"`
				Message string    `json:"msg"`
			}
			if json.Unmarshal(lines.Bytes(), &line) == nil && strings.HasPrefix(line.Message, seatLost) {
				link.unseated = append(link.unseated, line.Time)
			}
		}
		if err := errors.Join(lines.Err(), file.Close()); err != nil {
			return fmt.Errorf("read log of instance %v: %w", link, err)
		}
	}
	return nil
}
