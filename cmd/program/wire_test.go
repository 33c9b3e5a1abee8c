package program

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/storage"
)

// served is `scenarist serve` with the bot of a transcript, in a bubble of testing/synctest: its clock is the transcript's
// and goes by only while nothing is to be done. Everything is as in earnest but the wires, which are pipes: the Bot API
// over HTTP, the receiver, the sender, the database with its queue.
type served struct {
	t       *testing.T
	webhook bool // instead of polling

	telegram        *pipes // the Bot API
	web             *pipes // the server of the program
	calls           *http.Transport
	*http.Transport         // to the program
	jobs            *sql.DB // the queue, to see whether it is at rest
	program         *program
}

// Start begins to serve.
func (s *served) Start(ctx context.Context, in simulator.Surroundings) error {
	<-time.After(time.Until(in.Start))
	dir := s.t.TempDir()
	file := filepath.Join(dir, "bot.json")
	document, err := flow.Marshal(in.Document)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, document, 0o600); err != nil {
		return err
	}
	database := filepath.Join(dir, "scenarist.db")
	if err := s.keepBot(ctx, database, in); err != nil {
		return err
	}
	if s.jobs, err = sql.Open("sqlite", database); err != nil {
		return err
	}
	s.telegram, s.web = newPipes(), newPipes()
	s.calls, s.Transport = s.telegram.transport(), s.web.transport()
	api := &http.Server{Handler: in.Telegram, ReadHeaderTimeout: patience}
	go api.Serve(s.telegram) //nolint:errcheck // it ends when it is closed
	s.t.Cleanup(func() {
		s.calls.CloseIdleConnections()
		s.CloseIdleConnections()
		if err := errors.Join(api.Close(), s.jobs.Close()); err != nil {
			s.t.Error(err)
		}
	})
	args := []string{
		"serve", "--data", dir, "--api-url", "http://telegram.test", "--token", in.Bot.Token, "--bot", file, "--key", testKey,
		"--send-rate", "0",
	}
	if s.webhook {
		args = append(args, "--public-url", "http://"+s.web.Addr().String())
	}
	for role, people := range in.Roles {
		for _, id := range people {
			args = append(args, "--staff", role+"="+strconv.FormatInt(id, 10))
		}
	}
	secrets := map[string]string{}
	for name, value := range in.Secrets {
		secrets["SCENARIST_SECRET_"+strings.ToUpper(name)] = value
	}
	s.program = startIn(s.t, runEnv{
		Getenv: func(name string) string { return secrets[name] }, Registry: in.Registry,
		Machine: machine{
			Listen:   func(context.Context, string) (net.Listener, error) { return s.web, nil },
			Telegram: s.calls, HTTP: in.Web, JobsNow: time.Now, NewID: in.NewID,
		},
	}, args...)
	s.program.out.await(s.t, "Stop with Ctrl", s.program.over)
	return nil
}

// keepBot stores the bot beforehand: its key decides what chance does.
func (s *served) keepBot(ctx context.Context, file string, in simulator.Surroundings) error {
	key, err := parseKey(testKey)
	if err != nil {
		return err
	}
	db, err := storage.Open(ctx, storage.Options{Path: file, Key: key, Log: in.Log})
	if err != nil {
		return err
	}
	in.Bot.Secret = "of-the-webhook"
	if err := db.SaveBot(ctx, in.Bot); err != nil {
		return err
	}
	return db.Close()
}

// lookEvery is how often the queue looks for what is due.
const lookEvery = 100 * time.Millisecond

// writtenBy is how long the queue takes to write what became of a job: until then it is running for all that one can see.
const writtenBy = 4 * lookEvery

// Rest waits until nothing in the bubble can go on without more time, and passes as much of it as the queue needs to see
// what is due, and to write what became of it. What comes due while it looks counts as due: work that begins with one look
// is late by as much.
func (s *served) Rest(ctx context.Context) error {
	for written := time.Duration(0); ; {
		synctest.Wait()
		var due, running int
		err := s.jobs.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE state <> 'running' AND scheduled_at <= ?),
			count(*) FILTER (WHERE state = 'running') FROM river_job
			WHERE state IN ('available', 'retryable', 'scheduled', 'running') AND queue <> 'upkeep'`,
			time.Now().Add(2*lookEvery).UTC().Format("2006-01-02 15:04:05.999")).Scan(&due, &running)
		switch {
		case err != nil:
			return err
		case due > 0:
			written = 0
		case running == 0 || written >= writtenBy:
			return nil
		default:
			written += lookEvery
		}
		<-time.After(lookEvery)
	}
}

// Stop ends the program as Ctrl+C does.
func (s *served) Stop(context.Context) error {
	if code := s.program.stop(s.t); code != exitOK {
		return fmt.Errorf("it ended with %d:\n%s", code, s.program.errs)
	}
	return nil
}

// longest is how much time goes by in a transcript at most: a minute of a bot that rests is a second of work.
const longest = 20 * time.Second

// TestServe_ExamplesTalkAsWritten plays the transcripts of every example with the program itself, by polling and by
// webhook in turns, each up to the step with which more time than longest has gone by.
func TestServe_ExamplesTalkAsWritten(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("what runs at the same time is tried by the shorter tests of serve")
	}
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	bots, err := filepath.Glob("../../examples/*/bot.json")
	if err != nil || len(bots) == 0 {
		t.Fatalf("found %d examples, %v", len(bots), err)
	}
	for _, bot := range bots {
		t.Run(filepath.Base(filepath.Dir(bot)), func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob(filepath.Join(filepath.Dir(bot), "*.transcript.json"))
			if err != nil || len(files) < 2 {
				t.Fatalf("found %d transcripts, %v; it takes one for each receiver", len(files), err)
			}
			playServed(t, reg, files)
		})
	}
}

// playServed plays transcripts of one example. Together they must come through a third of their steps, and each through
// one: else hardly anything was tried.
func playServed(t *testing.T, reg *engine.Registry, files []string) {
	t.Helper()
	var runs, played, steps atomic.Int64
	for i, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".transcript.json"), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r, err := simulator.Play(t.Context(), file, simulator.PlayOptions{
					Registry: reg, Program: &served{t: t, webhook: i%2 > 0}, StepTimeout: longest + patience, Patience: longest,
				})
				if err != nil {
					t.Fatal(err)
				}
				if !r.OK() {
					t.Error("\n" + r.Text())
				}
				if r.Played == 0 {
					t.Error("no step was played")
				}
				runs.Add(1)
				played.Add(int64(r.Played))
				steps.Add(int64(r.Steps))
			})
		})
	}
	t.Cleanup(func() {
		t.Logf("played %d of %d steps", played.Load(), steps.Load())
		if runs.Load() == int64(len(files)) && 3*played.Load() < steps.Load() {
			t.Errorf("only %d of %d steps were played", played.Load(), steps.Load())
		}
	})
}
