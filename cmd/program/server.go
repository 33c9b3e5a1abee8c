package program

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/metrics"
	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/engine/tracing"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/migrate"
)

// server is everything that serves, in the order in which it is started. What is for one real bot is nil where there is
// none.
type server struct {
	env          *runEnv
	s            *settings
	log          *slog.Logger
	listener     net.Listener
	db           *storage.DB
	board        *switchboard
	client       *telegram.Client
	trials       *trials
	studio       *studio.Studio
	accounts     *account.Accounts
	page         http.Handler          // the editor
	closeLibrary func(context.Context) // closes the packages of block types; nil if there are none
	waking       func()                // ends what brings the stored conversations to rest, and waits for it; nil if there are none
	manager      *fleet.Manager
	host         *host.Host
	fleet        *fleet.Fleet
	front        *telegram.Front // before web; nil where no updates are delivered
	web          *web
	bot          host.BotRecord
	rev          *engine.Revision

	metrics   *metrics.Metrics // nil unless there is an admin listener
	tracer    *tracing.Tracer  // nil unless traces are exported
	admin     *web             // nil unless there is one
	chats     *testchat.Chats
	endJobs   func()      // ends what the page of jobs does in the background; nil if there is none
	receiving atomic.Bool // updates are taken in
	stopping  atomic.Bool
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
	if s.env.Started != nil {
		s.env.Started(s.s.postgres != "")
	}
	select {
	case <-ctx.Done():
		return s.drain()
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
	return s.openLibrary(ctx)
}

// openDatabase opens the configured database, with its key.
func openDatabase(ctx context.Context, s *settings, o storage.Options, say func(string, ...any)) (*storage.DB, error) {
	_, made, err := masterKeys(s)
	if err != nil {
		return nil, err
	}
	where := s.store()
	o.KeepFilms, o.Version = s.keepFilms, programVersion()
	o.Path, o.URL, o.Keys = where.Path, where.URL, keySource(s)
	db, err := storage.Open(ctx, o)
	if err == nil && made != "" {
		say("Key       made %s: keep a copy, the stored secrets cannot be read without it", made)
	}
	if errors.Is(err, storage.ErrWrongKey) {
		return nil, wrongKey(s, made, err)
	}
	switch {
	case errors.Is(err, storage.ErrInUse) && s.postgres != "":
		return nil, fmt.Errorf("an older Scenarist uses this database and shares it with nobody, or a backup is being restored: wait or stop it, or name another database with SCENARIST_DATABASE (%w)", err)
	case errors.Is(err, storage.ErrInUse):
		return nil, fmt.Errorf("another Scenarist uses this database already: stop it, or name another directory with SCENARIST_DATA (%w)", err)
	case errors.Is(err, migrate.ErrOther):
		return nil, fmt.Errorf("the Scenarist that runs here is another version: use the same program for both (%w)", err)
	case errors.Is(err, storage.ErrForeign), errors.Is(err, storage.ErrDamaged), errors.Is(err, migrate.ErrNewer):
		return nil, wrong("SCENARIST_DATABASE", "%v", err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return nil, wrong("SCENARIST_DATABASE", "%v; name a file in a directory that this user may write to", err)
	case err != nil && s.postgres != "":
		return nil, fmt.Errorf("SCENARIST_DATABASE: PostgreSQL does not let us in or does not work: %w", err)
	}
	return db, err
}

// wrongKey says what to do about a master key that does not open the database.
func wrongKey(s *settings, made string, err error) error {
	f := keyFile(s.Data)
	switch {
	case made != "": // it opens nothing, and would be in the way of the right one
		if err := os.Remove(made); err != nil {
			return fmt.Errorf("remove the key file that was just made: %w", err)
		}
		return wrong("SCENARIST_KEY", "the database %s has secrets, and the key file %s that opens them is not there: put it back from a copy; without it the tokens and secrets in the database are lost", s.database, f.path)
	case s.masterKeys != nil:
		return wrong("SCENARIST_KEY", "the database %s was made with another key: use that one, or name both during a rotation: SCENARIST_KEY=NEW,OLD (%v)", s.database, err)
	default:
		return wrong("SCENARIST_KEY", "the database %s was made with another key: use that one (the key file is %s, keys of before are in %s) (%v)", s.database, f.path, oldKeysFile(s.Data).path, err)
	}
}

// openTrials lets bots be tried on the page, and goes on with the conversations of before. They are in the memory of one
// process: one that finds others at work leaves the page out.
func (s *server) openTrials(ctx context.Context, bots *tryExamples) error {
	if c, ok := s.db.Cluster(); ok && !c.Alone() {
		s.say("Page      left out: another Scenarist uses this database, and the page is for one alone")
		return nil
	}
	s.trials = newTrials(bots, s.log, s.db, s.board)
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
	s.addProbes(mux)
	mux.Handle("/", s.page)
	return mux
}

// stop ends everything, the last started part of the way of an update first: receivers, pages, turns and sends, store.
func (s *server) stop(ctx context.Context) error {
	var errs []error
	if s.fleet != nil {
		s.fleet.Stop()
	}
	if s.studio != nil {
		s.studio.Stop() // ends the streams of events, for which the web server would wait
	}
	if s.web != nil {
		errs = append(errs, s.web.stop(ctx))
	}
	if s.front != nil { // the web server has closed it
		errs = append(errs, s.front.Wait(ctx))
	}
	if s.waking != nil {
		s.waking()
	}
	if s.chats != nil {
		errs = append(errs, s.chats.Stop(ctx))
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
	if s.closeLibrary != nil { // nothing runs any more that could need them
		s.closeLibrary(ctx)
	}
	if s.client != nil {
		s.client.Close()
	}
	errs = append(errs, s.stopAdmin(ctx))
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(errs...)
}
