package storage

import (
	"context"
	"database/sql"
	"fmt"
)

// Backlog is what waits in the database and what failed there.
type Backlog struct {
	Jobs    []JobCount      // by queue and state, only those that there are, in no order
	Letters map[int64]int64 // dead letters by bot, of those that have any
}

// JobCount is how many jobs of a queue are in a state: available, running, retryable, or discarded after the last try.
type JobCount struct {
	Queue, State string
	Jobs         int64
}

// Backlog counts. What is only scheduled is left out: it is an alarm for each user who is waited for, and no backlog. An index has the
// states that are counted, and there are few jobs in them unless something is wrong.
func (d *DB) Backlog(ctx context.Context) (Backlog, error) {
	b := Backlog{Letters: map[int64]int64{}}
	err := each(ctx, d.read, func(rows *sql.Rows) error {
		var c JobCount
		err := rows.Scan(&c.Queue, &c.State, &c.Jobs)
		b.Jobs = append(b.Jobs, c)
		return err
	}, "SELECT queue, state, count(*) FROM river_job WHERE state IN ('available', 'running', 'retryable', 'discarded') GROUP BY queue, state")
	if err != nil {
		return Backlog{}, fmt.Errorf("count jobs: %w", err)
	}
	err = each(ctx, d.read, func(rows *sql.Rows) error {
		var bot, n int64
		err := rows.Scan(&bot, &n)
		b.Letters[bot] = n
		return err
	}, "SELECT bot_id, count(*) FROM dead_letters GROUP BY bot_id")
	if err != nil {
		return Backlog{}, fmt.Errorf("count dead letters: %w", err)
	}
	return b, nil
}
