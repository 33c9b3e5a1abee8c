package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/riverqueue/river"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// maxRefreshTries lets a refresh outlast any trouble of the database: nothing else would bring it back before the bot's
// next publish.
const maxRefreshTries = 10_000

// refreshRow is one row of refreshes.
type refreshRow struct {
	BotID     int64  `gorm:"column:bot_id;primaryKey;autoIncrement:false"`
	Kind      string `gorm:"column:kind;primaryKey"`
	Mark      string `gorm:"column:mark"`
	Since     int64  `gorm:"column:since"`
	AfterChat int64  `gorm:"column:after_chat"`
	AfterUser int64  `gorm:"column:after_user"`
}

// TableName is the table's name.
func (refreshRow) TableName() string { return "refreshes" }

// refreshArgs is the job that tells a bot's sessions of a publish. How far it is stands in refreshes.
type refreshArgs struct {
	BotID int64            `json:"bot_id"`
	Since int64            `json:"since"` // of the row that it works for
	Of    host.RefreshKind `json:"of"`    // empty for host.RefreshTimed in jobs of a time when there was nothing else
}

// Kind is the job's name.
func (refreshArgs) Kind() string { return "refresh" }

// BeginRefresh notes the mark and inserts its job, unless it is the one that was noted last.
func (d *DB) BeginRefresh(ctx context.Context, botID int64, kind host.RefreshKind, mark string, at time.Time) error {
	// Nearly always nothing is to be done, and a start asks for every bot.
	if known, err := d.refreshMark(ctx, botID, kind); err == nil && known == mark {
		return nil
	}
	err := d.inTx(ctx, func(ctx context.Context, t *tx) error {
		if err := d.backend.lockBot(t, botID); err != nil {
			return err
		}
		var last refreshRow
		err := t.gorm.Where("bot_id = ? AND kind = ?", botID, string(kind)).Take(&last).Error
		if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		if last.Mark == mark {
			return nil
		}
		row := refreshRow{BotID: botID, Kind: string(kind), Mark: mark, Since: max(at.UnixMicro(), last.Since+1)}
		if kind == host.RefreshMoved {
			row.AfterChat = math.MinInt64 // groups too
		}
		if err := t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil || mark == "" {
			return err
		}
		_, err = d.queue.client.insert(ctx, t, []river.InsertManyParams{{
			Args:       refreshArgs{botID, row.Since, kind},
			InsertOpts: &river.InsertOpts{Queue: queueBulk, MaxAttempts: maxRefreshTries},
		}})
		return err
	})
	if err != nil {
		return fmt.Errorf("begin refresh of bot %d: %w", botID, err)
	}
	return nil
}

// refreshMark gives the mark that was noted last; empty if none was.
func (d *DB) refreshMark(ctx context.Context, botID int64, kind host.RefreshKind) (mark string, err error) {
	err = d.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&mark) },
		"SELECT mark FROM refreshes WHERE bot_id = ? AND kind = ?", botID, string(kind))
	return mark, err
}

// PrivateSessions gives the users above the given one who have a session in a private chat, ascending. The primary key's
// index has all that it reads.
func (d *DB) PrivateSessions(ctx context.Context, botID, after int64, limit int) ([]int64, error) {
	var users []int64
	err := d.read.WithContext(ctx).Table("sessions").Where("bot_id = ? AND chat_id > ? AND user_id = chat_id", botID, after).
		Order("chat_id").Limit(limit).Pluck("chat_id", &users).Error
	if err != nil {
		return nil, fmt.Errorf("list sessions of bot %d: %w", botID, err)
	}
	return users, nil
}

// refreshWorker tells sessions of a publish.
type refreshWorker struct {
	river.WorkerDefaults[refreshArgs]
	q *Queue
}

// Work tells some sessions and puts itself off until the next ones. A crash before the place is noted tells them again.
func (w *refreshWorker) Work(ctx context.Context, job *river.Job[refreshArgs]) error {
	db, a := w.q.db, job.Args
	kind := cmp.Or(a.Of, host.RefreshTimed)
	var row refreshRow
	err := db.read.WithContext(ctx).Where("bot_id = ? AND kind = ? AND since = ?", a.BotID, string(kind), a.Since).Take(&row).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return nil // published again meanwhile
	case err != nil:
		return fmt.Errorf("read refresh of bot %d: %w", a.BotID, err)
	}
	after, again, err := w.q.worker.Refresh(ctx, host.Refresh{
		BotID: a.BotID, Kind: kind, Mark: row.Mark, Since: time.UnixMicro(row.Since).UTC(),
		After: engine.SessionKey{BotID: a.BotID, ChatID: row.AfterChat, UserID: row.AfterUser},
	})
	noted := db.write.WithContext(context.WithoutCancel(ctx)).Model(&refreshRow{}).
		Where("bot_id = ? AND kind = ? AND since = ?", a.BotID, string(kind), a.Since).
		Updates(map[string]any{"after_chat": after.ChatID, "after_user": after.UserID}).Error
	if err := errors.Join(err, noted); err != nil {
		return fmt.Errorf("refresh bot %d: %w", a.BotID, err)
	}
	if again.IsZero() {
		return nil
	}
	return river.JobSnooze(max(again.Sub(db.now()), 0))
}
