package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// River's jobs of one bot. There is no index for it: only bots that are tried are asked about so, and the states have one.
const (
	ofBot    = "json_extract(args, '$.key.bot_id') = ?"
	openJobs = `SELECT json_extract(args, '$.id'), json_extract(args, '$.key.chat_id'), json_extract(args, '$.key.user_id'),
		attempt, state = 'running', scheduled_at
		FROM river_job WHERE state IN ('available', 'retryable', 'running', 'scheduled') AND kind IN ('job', 'start') AND ` + ofBot
)

// riverTime is a time as River writes it: it compares them as text.
func riverTime(t time.Time) string {
	return t.UTC().Round(time.Millisecond).Format("2006-01-02 15:04:05.999")
}

// hastenJobs brings a bot's jobs forward. Those that are due then skip River's scheduler, which runs every five seconds.
func hastenJobs(ctx context.Context, tx *sql.Tx, botID int64, by time.Duration, now time.Time) (err error) {
	type job struct {
		id int64
		at time.Time
	}
	var jobs []job
	rows, err := tx.QueryContext(ctx,
		"SELECT id, scheduled_at FROM river_job WHERE state IN ('available', 'retryable', 'scheduled') AND "+ofBot, botID)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var j job
		if err := rows.Scan(&j.id, &j.at); err != nil {
			return err
		}
		jobs = append(jobs, j)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, j := range jobs {
		at := j.at.Add(-by)
		_, err := tx.ExecContext(ctx,
			"UPDATE river_job SET scheduled_at = ?, state = CASE WHEN ? THEN 'available' ELSE state END WHERE id = ?",
			riverTime(at), !at.After(now), j.id)
		if err != nil {
			return err
		}
	}
	return nil
}
