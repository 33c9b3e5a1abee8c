package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine/host"
)

const (
	// keepHandled is how long ids of updates and events are remembered. Telegram keeps an update for 24 hours: Bot API,
	// "Getting updates".
	keepHandled = 48 * time.Hour
	// purgeChunk rows are read, and at most deleted, at a time: commits in between wait for milliseconds only.
	purgeChunk = 1000
	// keepReplies is how long answers to callers are kept: who got none comes back within minutes.
	keepReplies = time.Hour
)

// Purge deletes ids of updates and events that are older than 48 hours, messages that are older than
// Options.KeepMessages, and records and kept files that have expired, in chunks. The queue does it every hour. What is still to be sent stays.
func (d *DB) Purge(ctx context.Context) error {
	now := d.now()
	handled, messages := now.Add(-keepHandled).UnixMicro(), now.Add(-d.keep).UnixMicro()
	if err := d.purgeHandled(ctx, "updates", "update_id", int64(0), handled, d.dropUpdates); err != nil {
		return fmt.Errorf("purge updates: %w", err)
	}
	if err := d.purgeHandled(ctx, "events", "key", "", handled, d.dropEvents); err != nil {
		return fmt.Errorf("purge events: %w", err)
	}
	if err := d.backend.keepMessages(ctx, now, messages); err != nil {
		return fmt.Errorf("purge messages: %w", err)
	}
	if err := d.backend.keepFilms(ctx, now.Add(-d.films).UnixMicro()); err != nil {
		return fmt.Errorf("purge films: %w", err)
	}
	if err := d.purgeFigures(ctx, host.DayOf(now)); err != nil {
		return fmt.Errorf("purge figures: %w", err)
	}
	if err := d.purgeRecords(ctx, now.UnixMicro()); err != nil {
		return fmt.Errorf("purge records: %w", err)
	}
	if err := d.purgeKeys(ctx, now); err != nil {
		return fmt.Errorf("purge data keys: %w", err)
	}
	if err := d.purgeKept(ctx, now.UnixMicro()); err != nil {
		return fmt.Errorf("purge kept files: %w", err)
	}
	if err := d.purgeMedia(ctx, now); err != nil {
		return fmt.Errorf("purge files of the bin: %w", err)
	}
	for table, column := range map[string]string{"replies": "at", "rates": "spent", "chat_rates": "spent", "presences": "at"} { // all are small
		err := d.write.WithContext(ctx).Exec("DELETE FROM "+table+" WHERE "+column+" < ?", now.Add(-keepReplies).UnixMicro()).Error
		if err != nil {
			return fmt.Errorf("purge %s: %w", table, err)
		}
	}
	if err := d.purgeAnswers(ctx, now); err != nil {
		return fmt.Errorf("purge answers: %w", err)
	}
	if err := d.purgeUsage(ctx, host.DayOf(now)); err != nil {
		return fmt.Errorf("purge usage: %w", err)
	}
	if err := d.purgeReached(ctx, now); err != nil {
		return fmt.Errorf("purge quotas that were reached: %w", err)
	}
	return nil
}

// purgeRecords deletes what has expired. To turns it was gone already.
func (d *DB) purgeRecords(ctx context.Context, before int64) error {
	const drop = `DELETE FROM records WHERE (bot_id, kind, key) IN
		(SELECT bot_id, kind, key FROM records WHERE expires_at <= ? LIMIT ?)`
	for {
		res := d.write.WithContext(ctx).Exec(drop, before, purgeChunk)
		if res.Error != nil || res.RowsAffected < purgeChunk {
			return res.Error
		}
	}
}

// place is a place in a table with the key of a bot and one more column.
type place struct {
	bot int64
	key any
}

func (d *DB) dropEvents(ctx context.Context, after, to place, before int64) error {
	return d.write.WithContext(ctx).Exec("DELETE FROM events WHERE (bot_id, key) > (?, ?) AND (bot_id, key) <= (?, ?) AND at < ?",
		after.bot, after.key, to.bot, to.key, before).Error
}

// dropUpdates keeps count of what it deletes. An update that was put aside stays as long as its letter.
func (d *DB) dropUpdates(ctx context.Context, after, to place, before int64) error {
	return d.inTx(ctx, func(_ context.Context, t *tx) error {
		var gone []struct{ BotID, Fate int64 }
		err := t.gorm.Raw(`DELETE FROM updates WHERE (bot_id, update_id) > (?, ?) AND (bot_id, update_id) <= (?, ?) AND at < ?
			AND (fate IS NULL OR fate = ?) RETURNING bot_id, coalesce(fate, 0) AS fate`,
			after.bot, after.key, to.bot, to.key, before, fateDropped).Scan(&gone).Error
		if err != nil {
			return err
		}
		handled, dropped := map[int64]int64{}, map[int64]int64{}
		for _, u := range gone {
			handled[u.BotID] += 0 // every bot is there
			if u.Fate == fateDropped {
				dropped[u.BotID]++
			} else {
				handled[u.BotID]++
			}
		}
		for _, id := range slices.Sorted(maps.Keys(handled)) {
			err := t.gorm.Exec(`INSERT INTO tallies (bot_id, handled, dropped) VALUES (?, ?, ?)
				ON CONFLICT (bot_id) DO UPDATE SET handled = tallies.handled + excluded.handled, dropped = tallies.dropped + excluded.dropped`,
				id, handled[id], dropped[id]).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// purgeHandled walks a table with the key (bot_id, col) beside the writer, so that no index on the time is needed, which
// every turn would pay for. No key is below least. drop deletes what is old between two places.
func (d *DB) purgeHandled(
	ctx context.Context, table, col string, least any, before int64, drop func(ctx context.Context, after, to place, before int64) error,
) error {
	read := fmt.Sprintf("SELECT bot_id, %[2]s, at FROM %[1]s WHERE (bot_id, %[2]s) > (?, ?) ORDER BY bot_id, %[2]s LIMIT ?", table, col)
	from := place{math.MinInt64, least}
	for {
		to, seen, old := from, 0, false
		err := d.each(ctx, func(rows *sql.Rows) error {
			var at int64
			err := rows.Scan(&to.bot, &to.key, &at)
			seen, old = seen+1, old || at < before
			return err
		}, read, from.bot, from.key, purgeChunk)
		if err == nil && old {
			err = drop(ctx, from, to, before)
		}
		if err != nil || seen < purgeChunk {
			return err
		}
		from = to
	}
}

// each runs f for every row of a query.
func (d *DB) each(ctx context.Context, f func(*sql.Rows) error, query string, args ...any) error {
	return each(ctx, d.read, f, query, args...)
}

func each(ctx context.Context, g *gorm.DB, f func(*sql.Rows) error, query string, args ...any) (err error) {
	rows, err := g.WithContext(ctx).Raw(query, args...).Rows()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
