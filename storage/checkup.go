package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage/migrate"
)

// Checkup is what a look at a database has found. It changes nothing, takes no lock that outlives it, and works beside the process
// that has the database and without one.
type Checkup struct {
	Missing bool   // there is no database yet
	Err     error  // why there is nothing but this: it cannot be reached, or is not ours
	Server  string // such as "PostgreSQL 15.18"
	Bytes   int64
	Schema  int64 // version
	Known   int64 // the version that this program makes
	// WriteErr is why it cannot be written to; nil if it can.
	WriteErr error
	// KeyErr is why the secrets cannot be read; nil if they can.
	KeyErr error

	// SQLite only.
	Damage    string // what the quick check has found; empty for nothing
	DamageErr error  // why it could not be made
	WAL       int64  // bytes

	// PostgreSQL only.
	Settings  map[string]string
	Offset    time.Duration // how far its clock is ahead of ours
	MaxConns  int64         // for us and others
	UsedConns int64
	WantConns int64     // of one process
	Readable  bool      // it is a copy that is only read, such as a replica
	Processes []Process // those of ours that share it, by name

	Bots      []host.BotRecord // without those that are tried, by id; without tokens if the key does not fit
	Letters   map[int64]int64  // updates of a bot that could not be handled
	Pending   int64            // messages that are to be sent
	Waiting   time.Time        // since when the oldest of those that are due does
	Imports   []int64          // bots whose import was interrupted
	Backup    string           // why the last backup failed; empty if it did not
	Discarded int64            // jobs that were given up
}

// Process is one that has a seat at the database.
type Process struct {
	Name    string // such as "pid 7 on shop1"
	Version string // Options.Version of it; empty if it did not say
}

// Examine looks at a database. The keys of the options may be missing.
func Examine(ctx context.Context, o Options) *Checkup {
	c := &Checkup{}
	var err error
	if c.Known, err = migrate.Known(); err != nil {
		c.Err = err
		return c
	}
	if o.URL != "" {
		err = c.postgres(ctx, o)
	} else {
		err = c.sqlite(ctx, o)
	}
	if err != nil && c.Err == nil {
		c.Err = err
	}
	return c
}

func (c *Checkup) sqlite(ctx context.Context, o Options) (err error) {
	info, err := os.Stat(o.Path)
	if errors.Is(err, fs.ErrNotExist) {
		c.Missing = true
		return nil
	}
	if err != nil {
		return err
	}
	c.Bytes = info.Size()
	c.WAL = sizeOf(o.Path + "-wal")
	db, err := openAsIs(ctx, o.Path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var version string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return fmt.Errorf("read version: %w", err)
	}
	c.Server = "SQLite " + version
	c.WriteErr = writable(ctx, db)
	g, err := overGorm(sqlite.New(sqlite.Config{Conn: db}))
	if err != nil {
		return err
	}
	if err := c.shared(ctx, db, g, o, "json_extract(errors, '$[#-1].error')"); err != nil {
		return err
	}
	var verdict string
	c.DamageErr = db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict)
	if c.DamageErr == nil && verdict != "ok" {
		c.Damage = verdict
	}
	return nil
}

// writable takes the lock for writing and gives it back.
func writable(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	_, err := db.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	return err
}

// shared looks at what both databases have. lastError is the SQL of a job's last error.
func (c *Checkup) shared(ctx context.Context, db *sql.DB, g *gorm.DB, o Options, lastError string) error {
	var err error
	if c.Schema, err = migrate.Version(ctx, db); err != nil {
		return err
	}
	if c.Schema != c.Known {
		return nil // what is where, the other version knows
	}
	if err := c.bots(ctx, g, &o); err != nil {
		return err
	}
	return c.work(ctx, g, wallTime(o), lastError)
}

// bots reads them, with their tokens if the key fits.
func (c *Checkup) bots(ctx context.Context, g *gorm.DB, o *Options) error {
	d := &DB{read: g}
	d.vault, c.KeyErr = lookVault(g.WithContext(ctx), o)
	if c.KeyErr == nil {
		var err error
		c.Bots, err = d.botRecords(d.keys(ctx), g.WithContext(ctx).Where("bot_id > 0").Order("bot_id"))
		return err
	}
	var rows []botRow
	err := g.WithContext(ctx).Where("bot_id > 0").Order("bot_id").Find(&rows).Error
	for _, r := range rows {
		c.Bots = append(c.Bots, host.BotRecord{
			ID: r.BotID, Name: r.Name, Username: r.Username, Revision: r.Revision, Paused: r.Paused, Trouble: r.Trouble,
			Hosted: r.Hosted, Receiver: r.Receiver, Leaving: r.Leaving,
		})
	}
	return err
}

// lookVault is openVault for a database that is only looked at.
func lookVault(g *gorm.DB, o *Options) (*vault, error) {
	if len(o.Key) == 0 && o.Keys == nil {
		return nil, errors.New("there is no key")
	}
	masters, err := newMasterKeys(o)
	if err != nil {
		return nil, err
	}
	own, err := current(g, noBot)
	if err != nil {
		return nil, fmt.Errorf("read data key: %w", err)
	}
	v := newVault(masters)
	return v, v.suffices(g, own)
}

// work looks at what is to be done and what went wrong.
func (c *Checkup) work(ctx context.Context, g *gorm.DB, at time.Time, lastError string) error {
	c.Letters = map[int64]int64{}
	err := each(ctx, g, func(rows *sql.Rows) error {
		var bot, n int64
		err := rows.Scan(&bot, &n)
		c.Letters[bot] = n
		return err
	}, "SELECT bot_id, count(*) FROM dead_letters WHERE bot_id > 0 GROUP BY bot_id")
	if err != nil {
		return fmt.Errorf("count dead letters: %w", err)
	}
	var oldest *int64
	err = g.WithContext(ctx).Raw(`SELECT count(*), min(CASE WHEN coalesce(m.send_at, 0) <= ? THEN m.at END) FROM messages m LEFT JOIN bots b ON b.bot_id = m.bot_id
		WHERE m.state IN ('pending', 'sending') AND m.bot_id > 0 AND NOT coalesce(b.paused, FALSE)`, at.UnixMicro()).Row().Scan(&c.Pending, &oldest)
	if err != nil {
		return fmt.Errorf("count messages: %w", err)
	}
	c.Waiting = fromMicros(oldest)
	if err := g.WithContext(ctx).Raw("SELECT bot_id FROM imports ORDER BY bot_id").Scan(&c.Imports).Error; err != nil {
		return fmt.Errorf("look for imports: %w", err)
	}
	if err := g.WithContext(ctx).Raw("SELECT count(*) FROM river_job WHERE state = 'discarded' AND kind IN ('job', 'start', 'refresh')").Scan(&c.Discarded).Error; err != nil {
		return fmt.Errorf("count jobs: %w", err)
	}
	var last []string
	err = g.WithContext(ctx).Raw("SELECT CASE WHEN state = 'discarded' THEN coalesce(" + lastError +
		", 'it was interrupted') ELSE '' END FROM river_job WHERE kind = 'backup' AND state IN ('completed', 'discarded') ORDER BY id DESC LIMIT 1").Scan(&last).Error
	if err != nil {
		return fmt.Errorf("look for backups: %w", err)
	}
	if len(last) > 0 {
		c.Backup = last[0]
	}
	return nil
}
