package storage_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// The queue makes a backup when one is due, not at every start, and deletes the oldest and nothing else.
func TestBackups_AreMadeAndPruned(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := options(filepath.Join(t.TempDir(), "bots.db"))
	o.Backups = storage.Backups{Dir: t.TempDir(), Every: time.Hour, Keep: 2}
	other := filepath.Join(o.Backups.Dir, "scenarist-before-the-upgrade.db")
	check(t, os.WriteFile(other, nil, 0o600))
	check(t, os.WriteFile(filepath.Join(o.Backups.Dir, ".scenarist-20260101-000000.db.part-1"), nil, 0o600))
	first := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	var now atomic.Pointer[time.Time]
	o.Now = func() time.Time { return *now.Load() }
	run := func(at time.Time, want ...time.Time) {
		t.Helper()
		now.Store(&at)
		db, err := storage.Open(t.Context(), o)
		check(t, err)
		check(t, db.Queue().Start(t.Context(), worker{}))
		until(t, func() error {
			// The job has run, whatever it found to do.
			return someError(db.Count(t.Context(), "river_job WHERE kind = 'backup' AND state = 'completed'"))
		})
		check(t, db.Queue().Stop(t.Context()))
		check(t, db.Exec(t.Context(), "DELETE FROM river_job"))
		check(t, db.Close())
		got, err := o.Backups.List()
		check(t, err)
		if !slices.Equal(got, want) {
			t.Errorf("at %v there are backups of %v, want %v", at, got, want)
		}
	}
	run(first, first)
	run(first.Add(30*time.Minute), first)
	second, third := first.Add(time.Hour), first.Add(2*time.Hour)
	run(second, first, second)
	run(third, second, third)
	c, err := storage.LookAtCopy(t.Context(), o.Backups.File(third))
	check(t, err)
	if c.Schema < 22 {
		t.Errorf("the copy is %+v", c)
	}
	left, err := os.ReadDir(o.Backups.Dir)
	check(t, err)
	if len(left) != 3 {
		t.Errorf("there are %v", left)
	}
}

func someError(n int, err error) error {
	if err == nil && n == 0 {
		err = os.ErrNotExist
	}
	return err
}

// A backup that fails is in the log, and whoever looks at the database is told.
func TestBackups_FailuresAreSeen(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := options(filepath.Join(t.TempDir(), "bots.db"))
	o.Backups = storage.Backups{Dir: filepath.Join(t.TempDir(), "gone"), Every: time.Hour, Keep: 2}
	log := &lines{}
	o.Log = slog.New(slog.NewTextHandler(log, nil))
	db := open(t, o)
	start(t, db, worker{})
	until(t, func() error {
		return someError(db.Count(t.Context(), "river_job WHERE kind = 'backup' AND state = 'discarded'"))
	})
	c := storage.Examine(t.Context(), o)
	check(t, c.Err)
	if c.Backup == "" || !log.has("the backup of the database failed") {
		t.Errorf("found is %q, the log is\n%s", c.Backup, log)
	}
}

// A look at a database changes nothing, works beside the process that has it, and tells what is wrong.
func TestExamine_TellsWhatIsThere(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		ctx := t.Context()
		if c := storage.Examine(ctx, empty(t, o)); c.Err != nil || !c.Missing {
			t.Errorf("of an empty place is found %+v", c)
		}
		db := open(t, o)
		live(t, db, bot)
		check(t, db.Bury(ctx, host.DeadLetter{BotID: bot, UpdateID: 99}))
		check(t, db.Exec(ctx, "INSERT INTO imports (bot_id, began_at) VALUES (5, 1)"))
		c := storage.Examine(ctx, o)
		check(t, c.Err)
		check(t, c.WriteErr)
		check(t, c.KeyErr)
		if c.Missing || c.Schema != c.Known || c.Server == "" || c.Bytes == 0 || c.Damage != "" || c.DamageErr != nil {
			t.Errorf("found is %+v", c)
		}
		if len(c.Bots) != 1 || c.Bots[0].Token != "7001:token" || c.Letters[bot] != 3 || c.Pending != 2 || c.Waiting.IsZero() || !slices.Equal(c.Imports, []int64{5}) {
			t.Errorf("found is %+v", c)
		}
		if o.URL != "" && (c.Settings["fsync"] != "off" || c.Settings["synchronous_commit"] != "on" || c.MaxConns < 100 || c.UsedConns < 1 ||
			c.WantConns != 21 || len(c.Processes) != 1 || c.Processes[0].Version != "" || c.Readable || c.Offset.Abs() > time.Minute) {
			t.Errorf("of the server is found %+v", c)
		}
		wrong := o
		wrong.Key = make([]byte, 32)
		c = storage.Examine(ctx, wrong)
		wantErr(t, c.KeyErr, storage.ErrWrongKey)
		if len(c.Bots) != 1 || c.Bots[0].Token != "" || c.Bots[0].Username == "" {
			t.Errorf("without the key the bots are %+v", c.Bots)
		}
		check(t, db.Exec(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (1000, "+map[bool]string{true: "TRUE", false: "1"}[o.URL != ""]+")"))
		if c := storage.Examine(ctx, o); c.Err != nil || c.Schema != 1000 || c.Bots != nil {
			t.Errorf("of a newer one is found %+v", c)
		}
	})
}

func TestExamine_FindsDamage(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	ctx := t.Context()
	o := options(filepath.Join(t.TempDir(), "bots.db"))
	db, err := storage.Open(ctx, o)
	check(t, err)
	for i := range int64(300) {
		commit(t, db, host.Member{Key: key(1000 + i), UpdateID: 1000 + i, Session: make([]byte, 2000)})
	}
	check(t, db.Close())
	data, err := os.ReadFile(o.Path)
	check(t, err)
	for i := len(data) / 2; i < len(data)*3/4; i++ {
		data[i] = 0xee
	}
	check(t, os.WriteFile(o.Path, data, 0o600))
	if c := storage.Examine(ctx, o); c.Damage == "" && c.Err == nil && c.DamageErr == nil {
		t.Errorf("found is %+v", c)
	}
	check(t, os.WriteFile(o.Path, []byte("this is no database at all, but long enough to look like one of them"), 0o600))
	wantErr(t, storage.Examine(ctx, o).Err, storage.ErrDamaged)
}

// lines is an output that may be read meanwhile.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write takes a line.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String gives all.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *lines) has(part string) bool { return strings.Contains(l.String(), part) }

// Who shares a database is told with the versions, also of those that do not say one, and nobody who has gone.
func TestExamine_TellsWhoSharesIt(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	silent, told := o, o
	told.Version = "v1.2.3, with a comma"
	open(t, silent)
	second, err := storage.Open(t.Context(), told)
	check(t, err)
	me := fmt.Sprintf("pid %d on ", os.Getpid())
	want := func(versions ...string) {
		t.Helper()
		c := storage.Examine(t.Context(), o)
		check(t, c.Err)
		var got []string
		for _, p := range c.Processes {
			if !strings.HasPrefix(p.Name, me) {
				t.Errorf("one is called %q", p.Name)
			}
			got = append(got, p.Version)
		}
		if !slices.Equal(got, versions) {
			t.Errorf("the versions are %q, want %q", got, versions)
		}
	}
	want("", "v1.2.3, with a comma")
	check(t, second.Close())
	want("")
}
