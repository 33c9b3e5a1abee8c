package storage

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"
)

// Backups are the copies that a process makes of its own SQLite database.
type Backups struct {
	Dir   string        // empty for none
	Every time.Duration // from one to the next
	Keep  int           // how many of the newest stay
}

const (
	backupPrefix = "scenarist-"
	backupForm   = "20060102-150405" // UTC
	backupSuffix = ".db"
	backupLimit  = 24 * time.Hour // of one, however large the database is
)

// List gives the times of the backups that are there, the oldest first. Other files do not count.
func (b Backups) List() ([]time.Time, error) {
	entries, err := os.ReadDir(b.Dir)
	if err != nil {
		return nil, fmt.Errorf("list backups: %w", err)
	}
	var times []time.Time
	for _, e := range entries {
		name, ok := strings.CutPrefix(e.Name(), backupPrefix)
		name, ok2 := strings.CutSuffix(name, backupSuffix)
		if at, err := time.Parse(backupForm, name); ok && ok2 && err == nil {
			times = append(times, at)
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return times, nil
}

// File gives the name of the backup of a time.
func (b Backups) File(at time.Time) string {
	return filepath.Join(b.Dir, backupPrefix+at.UTC().Format(backupForm)+backupSuffix)
}

// pause is how often is looked whether one is due. A process that is started every day makes one a day, too.
func (b Backups) pause() time.Duration { return min(max(b.Every/24, time.Minute), time.Hour) }

// due reports whether one is.
func (b Backups) due(now time.Time) (bool, error) {
	times, err := b.List()
	if err != nil || len(times) == 0 {
		return err == nil, err
	}
	return now.Sub(times[len(times)-1]) >= b.Every-b.pause()/2, nil
}

// prune deletes what is not to be kept, and what a crash left of one that was being made.
func (b Backups) prune() error {
	times, err := b.List()
	if err != nil {
		return err
	}
	for _, at := range times[:max(0, len(times)-b.Keep)] {
		if err := removed(b.File(at)); err != nil {
			return fmt.Errorf("delete an old backup: %w", err)
		}
	}
	parts, err := filepath.Glob(filepath.Join(b.Dir, "."+backupPrefix+"*"+backupSuffix+".part-*"))
	if err != nil {
		return fmt.Errorf("list what is left of backups: %w", err)
	}
	for _, part := range parts {
		if err := removed(part); err != nil {
			return fmt.Errorf("delete what is left of a backup: %w", err)
		}
	}
	return nil
}

// backupArgs is the job that makes a backup if one is due.
type backupArgs struct{}

// Kind is the job's name.
func (backupArgs) Kind() string { return "backup" }

type backupWorker struct {
	river.WorkerDefaults[backupArgs]
	backups Backups
	path    string
	now     func() time.Time
	log     *slog.Logger
}

// Timeout is for large databases.
func (*backupWorker) Timeout(*river.Job[backupArgs]) time.Duration { return backupLimit }

// Work makes a backup if one is due. What goes wrong is a person's business, and in the job for scenarist doctor.
func (w *backupWorker) Work(ctx context.Context, _ *river.Job[backupArgs]) error {
	due, err := w.backups.due(w.now())
	if err == nil && !due {
		return nil
	}
	if err == nil {
		err = w.backups.prune() // room for the next
	}
	var made *Copy
	if err == nil {
		made, err = Backup(ctx, Options{Path: w.path}, w.backups.File(w.now()), false)
	}
	if err == nil {
		err = w.backups.prune()
	}
	if err != nil {
		if ctx.Err() == nil {
			w.log.ErrorContext(ctx, "the backup of the database failed", "error", err)
		}
		return err
	}
	w.log.InfoContext(ctx, "the database was backed up", "file", made.File, "bytes", made.Bytes)
	return nil
}
