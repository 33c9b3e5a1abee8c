package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/migrate"
)

// server is everything that serves, in the order in which it is started. What is for one real bot is nil where there is
// none.
type server struct {
	env      *runEnv
	s        *settings
	log      *slog.Logger
	listener net.Listener
	db       *storage.DB
	board    *switchboard
	client   *telegram.Client
	trials   *trials
	waking   func() // ends what brings the stored conversations to rest, and waits for it; nil if there are none
	manager  *fleet.Manager
	host     *host.Host
	fleet    *fleet.Fleet
	web      *web
	bot      host.BotRecord
	rev      *engine.Revision
}

// step starts one part of it.
type step func(context.Context) error

// run starts the parts and serves until the context ends.
func (s *server) run(steps []step) (err error) {
	ctx := s.env.Context
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		stopped := s.stop(ctx)
		if err == nil && stopped == nil {
			s.say("Stopped.")
		}
		err = errors.Join(err, stopped)
	}()
	for _, start := range steps {
		err := start(ctx)
		if storage.Full(err) {
			return fmt.Errorf("there is no room left on the disk of %s: make some, then start again (%w)", s.s.database, err)
		}
		if err != nil {
			return err
		}
	}
	select {
	case <-ctx.Done():
		s.say("Stopping: finishing what is under way.")
		return nil
	case err := <-s.web.failed:
		return fmt.Errorf("the web server broke down: %w", err)
	}
}

func (s *server) say(format string, args ...any) { fmt.Fprintf(s.env.Stdout, format+"\n", args...) }

func (s *server) openStore(ctx context.Context) error {
	var err error
	if s.s.backups.Dir != "" {
		if err := os.MkdirAll(s.s.backups.Dir, 0o700); err != nil {
			return wrong("SCENARIST_BACKUP_DIR", "the directory cannot be made: %v", err)
		}
	}
	if s.db, err = openDatabase(ctx, s.s, storage.Options{Log: s.log, JobsNow: s.env.Machine.JobsNow, Backups: s.s.backups}, s.say); err != nil {
		return err
	}
	s.board = newSwitchboard(s.db)
	s.say("Database  %s", s.s.database)
	return nil
}

// openDatabase opens the configured database, with its key.
func openDatabase(ctx context.Context, s *settings, o storage.Options, say func(string, ...any)) (*storage.DB, error) {
	key, made, err := masterKey(s)
	if err != nil {
		return nil, err
	}
	if made != "" {
		say("Key       made %s: keep a copy, the stored secrets cannot be read without it", made)
	}
	where := s.store()
	o.Path, o.URL, o.Key = where.Path, where.URL, key
	db, err := storage.Open(ctx, o)
	switch {
	case errors.Is(err, storage.ErrInUse) && s.postgres != "":
		return nil, fmt.Errorf("another Scenarist uses this database already: stop it, or name another database with SCENARIST_DATABASE (%w)", err)
	case errors.Is(err, storage.ErrInUse):
		return nil, fmt.Errorf("another Scenarist uses this database already: stop it, or name another directory with SCENARIST_DATA (%w)", err)
	case errors.Is(err, migrate.ErrOther):
		return nil, fmt.Errorf("the Scenarist that runs here is another version: use the same program for both (%w)", err)
	case errors.Is(err, storage.ErrWrongKey):
		return nil, wrong("SCENARIST_KEY", "the database %s was made with another key: use that one (the key file is %s)", s.database, filepath.Join(s.Data, keyFileName))
	case errors.Is(err, storage.ErrForeign), errors.Is(err, storage.ErrDamaged), errors.Is(err, migrate.ErrNewer):
		return nil, wrong("SCENARIST_DATABASE", "%v", err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return nil, wrong("SCENARIST_DATABASE", "%v; name a file in a directory that this user may write to", err)
	case err != nil && s.postgres != "":
		return nil, fmt.Errorf("SCENARIST_DATABASE: PostgreSQL does not let us in or does not work: %w", err)
	}
	return db, err
}

// openTrials lets bots be tried on the page, and goes on with the conversations of before.
func (s *server) openTrials(ctx context.Context, bots *tryExamples) error {
	s.trials = newTrials(bots, s.env.Registry, s.log, s.db, s.board)
	n, err := s.trials.restore(ctx)
	if err != nil {
		return fmt.Errorf("go on with the conversations on the page: %w", err)
	}
	if n == 0 {
		return nil
	}
	s.say("Page      %s", counted(n, "conversation goes on", "conversations go on"))
	ctx, cancel := context.WithCancel(ctx)
	var awake sync.WaitGroup
	awake.Go(func() { s.trials.wake(ctx) })
	s.waking = func() {
		cancel()
		awake.Wait()
	}
	return nil
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// mux has the addresses that every server has.
func (s *server) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
	if s.trials != nil {
		mux.Handle("/", editor.New(editor.Options{Examples: s.trials, Log: s.log}))
	}
	return mux
}

// probeTimeout is how long a supervisor waits for an answer about readiness while the database does not work.
const probeTimeout = 2 * time.Second

// ready answers whether updates are taken in. The hosts know that by the last one that they tried to store; where that
// went wrong, whoever asks is told whether the next one could be stored. Else a supervisor that sends nothing to a server
// that is not ready would never see it get ready.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if !s.healthy() {
		ctx, cancel := context.WithTimeout(r.Context(), probeTimeout)
		defer cancel()
		// A row that nobody reads: it takes the lock and the room on the disk that an update would take.
		if err := s.db.SaveFileID(ctx, s.bot.ID, "readiness", "readiness"); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, "the database does not work: updates are not acknowledged, Telegram keeps them")
			return
		}
	}
	fmt.Fprintln(w, "ok")
}

func (s *server) healthy() bool {
	return (s.host == nil || s.host.Stats().Healthy) && (s.trials == nil || s.trials.trouble() == nil)
}

// stop ends everything, the last started part of the way of an update first: receivers, pages, turns and sends, store.
func (s *server) stop(ctx context.Context) error {
	var errs []error
	if s.fleet != nil {
		s.fleet.Stop()
	}
	if s.web != nil {
		errs = append(errs, s.web.stop(ctx))
	}
	if s.waking != nil {
		s.waking()
	}
	if s.trials != nil {
		errs = append(errs, s.trials.close(ctx))
	}
	switch {
	case s.host != nil:
		errs = append(errs, s.host.Stop(ctx))
	case s.board != nil:
		errs = append(errs, s.board.Stop(ctx))
	}
	if s.client != nil {
		s.client.Close()
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(errs...)
}
