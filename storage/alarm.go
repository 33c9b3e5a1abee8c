package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/engine"
)

// alarm is a session that is to be woken, before it has a job.
type alarm struct {
	key engine.SessionKey
	at  time.Time
}

// alarmArgs is the job that wakes a session.
type alarmArgs struct {
	Key engine.SessionKey `json:"key"`
}

// Kind is the job's name.
func (alarmArgs) Kind() string { return "alarm" }

// params makes the job. What is due already skips River's scheduler, which runs every five seconds.
func (a alarm) params(now time.Time) river.InsertManyParams {
	opts := &river.InsertOpts{Queue: queueAlarms}
	if a.at.After(now) {
		opts.ScheduledAt = a.at
	}
	return river.InsertManyParams{Args: alarmArgs{a.key}, InsertOpts: opts}
}

// alarmRow is one row of alarms.
type alarmRow struct {
	BotID  int64 `gorm:"column:bot_id;primaryKey"`
	ChatID int64 `gorm:"column:chat_id;primaryKey"`
	UserID int64 `gorm:"column:user_id;primaryKey"`
	At     int64 `gorm:"column:at"`
	JobID  int64 `gorm:"column:job_id"`
}

// TableName is the table's name.
func (alarmRow) TableName() string { return "alarms" }

// wake is what the session says about its next alarm.
type wake struct {
	WakeAt  *int64
	WakeGen int64
}

const bySession = "bot_id = ? AND chat_id = ? AND user_id = ?"

// liveAlarm reports whether the job is the session's live alarm, and how the session stands. With forUpdate, no turn changes
// the alarm before the transaction ends; the session is read after it is held.
func liveAlarm(g *gorm.DB, key engine.SessionKey, jobID int64, lock ...clause.Expression) (bool, wake, error) {
	var row alarmRow
	err := g.Clauses(lock...).Where(bySession, key.BotID, key.ChatID, key.UserID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) || err == nil && row.JobID != jobID {
		return false, wake{}, nil
	}
	if err != nil {
		return false, wake{}, err
	}
	var w wake
	err = g.Table("sessions").Select("wake_at, wake_gen").Where(bySession, key.BotID, key.ChatID, key.UserID).Scan(&w).Error
	return err == nil, w, err
}

// alarmWorker wakes sessions.
type alarmWorker struct {
	river.WorkerDefaults[alarmArgs]
	q *Queue
}

// Work wakes the session, unless another job is its live alarm by now, and puts itself off if the session is to be woken
// again.
func (w *alarmWorker) Work(ctx context.Context, job *river.Job[alarmArgs]) error {
	db, key := w.q.db, job.Args.Key
	live, before, err := liveAlarm(db.read.WithContext(ctx), key, job.ID)
	if err != nil {
		return fmt.Errorf("read alarm of bot %d: %w", key.BotID, err)
	}
	if !live {
		return nil
	}
	again, err := w.q.worker.Alarm(ctx, key)
	if err != nil {
		return err
	}
	again, err = db.settleAlarm(ctx, key, job.ID, before, again)
	if err != nil {
		return fmt.Errorf("settle alarm of bot %d: %w", key.BotID, err)
	}
	if again.IsZero() {
		return nil
	}
	return river.JobSnooze(max(again.Sub(db.now()), 0))
}

// settleAlarm ends the life of an alarm that fired, or moves it to its next time, which it gives. A turn that set a new
// time while the alarm was firing either armed a job of its own, and then this one is not the live one any more, or
// relied on this one, and then the session's wake generation tells.
func (d *DB) settleAlarm(ctx context.Context, key engine.SessionKey, jobID int64, before wake, again time.Time) (next time.Time, err error) {
	err = d.inTx(ctx, func(_ context.Context, t *tx) error {
		live, after, err := liveAlarm(t.gorm, key, jobID, forUpdate)
		if err != nil {
			return err
		}
		if !live {
			next = time.Time{}
			return nil
		}
		next = again
		if after.WakeGen != before.WakeGen {
			next = fromMicros(after.WakeAt)
		}
		row := t.gorm.Model(&alarmRow{}).Where(bySession, key.BotID, key.ChatID, key.UserID)
		if next.IsZero() {
			return row.Delete(&alarmRow{}).Error
		}
		at := next.UnixMicro()
		if after.WakeAt != nil {
			at = min(at, *after.WakeAt) // put off beyond its time: it stays overdue
		}
		return row.Update("at", at).Error
	})
	return next, err
}

// Overdue gives sessions that were to be woken before the time, at most limit, the longest overdue first; those of paused
// bots are left out. Every session with a time to wake has an alarm that is not later, so only alarms that are due are
// looked at.
func (d *DB) Overdue(ctx context.Context, before time.Time, limit int) ([]engine.SessionKey, error) {
	var rows []alarmRow
	us := before.UnixMicro()
	err := d.read.WithContext(ctx).Table("alarms a").Select("a.bot_id, a.chat_id, a.user_id").
		Joins("JOIN sessions s ON s.bot_id = a.bot_id AND s.chat_id = a.chat_id AND s.user_id = a.user_id").
		Joins("LEFT JOIN bots b ON b.bot_id = a.bot_id").
		Where("a.at < ? AND s.wake_at < ? AND NOT coalesce(b.paused, FALSE)", us, us).Order("a.at").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("find overdue sessions: %w", err)
	}
	keys := make([]engine.SessionKey, len(rows))
	for i, r := range rows {
		keys[i] = engine.SessionKey{BotID: r.BotID, ChatID: r.ChatID, UserID: r.UserID}
	}
	return keys, nil
}
