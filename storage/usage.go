package storage

import (
	"context"
	"fmt"
	"os"
	"time"
)

// Usage is what the database takes, as far as its kind has it.
type Usage struct {
	SQLite   *SQLiteUsage
	Postgres *PostgresUsage
}

// SQLiteUsage is the size of the files. A write-ahead log that goes on growing means that somebody reads for a long time.
type SQLiteUsage struct {
	FileBytes int64
	WALBytes  int64
}

// PostgresUsage is the pool of connections.
type PostgresUsage struct {
	Max      int
	Busy     int
	Idle     int
	Waits    int64         // how often somebody had to wait for a connection, since the start
	WaitTime time.Duration // of all together
}

// Usage gives what the database takes at the moment. It asks the disk or the pool, and no table.
func (d *DB) Usage() Usage { return d.backend.usage() }

// Ping reads from the database: an error means that it does not answer.
func (d *DB) Ping(ctx context.Context) error {
	var n int
	if err := d.read.WithContext(ctx).Raw("SELECT count(*) FROM bot_versions").Scan(&n).Error; err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	return nil
}

func (s *sqliteDB) usage() Usage {
	return Usage{SQLite: &SQLiteUsage{FileBytes: sizeOf(s.path), WALBytes: sizeOf(s.path + "-wal")}}
}

// sizeOf is 0 for a file that is not there, as the log of a database that was just opened.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (p *postgresDB) usage() Usage {
	s := p.pool.Stat()
	return Usage{Postgres: &PostgresUsage{
		Max: int(s.MaxConns()), Busy: int(s.AcquiredConns()), Idle: int(s.IdleConns()),
		Waits: s.EmptyAcquireCount(), WaitTime: s.EmptyAcquireWaitTime(),
	}}
}
