package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/engine"
)

// Trial is one visitor's conversation with a bot that is tried in a simulated Telegram. It has a bot of its own, with a
// negative id, so that visitors share nothing.
type Trial struct {
	BotID    int64
	ID       string // by which the visitor finds it again; not to be guessed
	Example  string
	Language string
	Ahead    time.Duration // how far its clock is ahead of the machine's: the sum of what was skipped
	UsedAt   time.Time
	Kept     bool // it has a state
}

// trialRow is one row of trials.
type trialRow struct {
	Number   int64  `gorm:"column:number;primaryKey"`
	ID       string `gorm:"column:id"`
	Example  string `gorm:"column:example"`
	Language string `gorm:"column:language"`
	Ahead    int64  `gorm:"column:ahead"`
	UsedAt   int64  `gorm:"column:used_at"`
	Kept     bool   `gorm:"column:kept;->"`
}

// TableName is the table's name.
func (trialRow) TableName() string { return "trials" }

func (r *trialRow) trial() Trial {
	used := r.UsedAt
	return Trial{
		BotID: -r.Number, ID: r.ID, Example: r.Example, Language: r.Language, Ahead: time.Duration(r.Ahead) * time.Microsecond,
		UsedAt: fromMicros(&used), Kept: r.Kept,
	}
}

// trialFileRow is one row of trial_files.
type trialFileRow struct {
	Number int64  `gorm:"column:number;primaryKey;autoIncrement:false"`
	Name   string `gorm:"column:name;primaryKey"`
	Data   []byte `gorm:"column:data"`
}

// TableName is the table's name.
func (trialFileRow) TableName() string { return "trial_files" }

// NewTrial stores a conversation that begins, and gives the id of its bot.
func (d *DB) NewTrial(ctx context.Context, t Trial) (botID int64, err error) {
	row := trialRow{ID: t.ID, Example: t.Example, Language: t.Language, UsedAt: t.UsedAt.UnixMicro()}
	if err := d.write.WithContext(ctx).Create(&row).Error; err != nil {
		return 0, fmt.Errorf("begin a trial of %s: %w", t.Example, err)
	}
	return -row.Number, nil
}

// Trials gives all conversations, the longest unused first.
func (d *DB) Trials(ctx context.Context) ([]Trial, error) {
	var rows []trialRow
	err := d.read.WithContext(ctx).Select("number, id, example, language, ahead, used_at, state IS NOT NULL AS kept").Order("used_at, number").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read trials: %w", err)
	}
	out := make([]Trial, len(rows))
	for i := range rows {
		out[i] = rows[i].trial()
	}
	return out, nil
}

// TrialState gives what was kept of a conversation last; engine.ErrNotFound if there is no such conversation.
func (d *DB) TrialState(ctx context.Context, botID int64) ([]byte, error) {
	var row struct{ State []byte }
	err := d.read.WithContext(ctx).Table("trials").Select("state").Where("number = ?", -botID).Take(&row).Error
	if err != nil {
		return nil, fmt.Errorf("read the trial of bot %d: %w", botID, found(err))
	}
	return row.State, nil
}

// KeepTrial replaces the state and adds files, in one transaction.
func (d *DB) KeepTrial(ctx context.Context, botID int64, state []byte, files map[string][]byte) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		for name, data := range files {
			row := trialFileRow{Number: -botID, Name: name, Data: data}
			if err := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
				return err
			}
		}
		return t.gorm.Model(&trialRow{}).Where("number = ?", -botID).Update("state", state).Error
	})
	if err != nil {
		return fmt.Errorf("keep the trial of bot %d: %w", botID, err)
	}
	return nil
}

// TrialFile gives a file; engine.ErrNotFound if there is none.
func (d *DB) TrialFile(ctx context.Context, botID int64, name string) ([]byte, error) {
	var row trialFileRow
	if err := d.read.WithContext(ctx).Where("number = ? AND name = ?", -botID, name).Take(&row).Error; err != nil {
		return nil, fmt.Errorf("read file %s of bot %d: %w", name, botID, found(err))
	}
	return row.Data, nil
}

// UseTrial notes when a conversation was used last.
func (d *DB) UseTrial(ctx context.Context, botID int64, at time.Time) error {
	err := d.write.WithContext(ctx).Model(&trialRow{}).Where("number = ?", -botID).Update("used_at", at.UnixMicro()).Error
	if err != nil {
		return fmt.Errorf("note the use of bot %d: %w", botID, err)
	}
	return nil
}

// DropTrial deletes a conversation with all that its bot has left. The bot must not be served any more.
func (d *DB) DropTrial(ctx context.Context, botID int64) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := t.gorm.Where("number = ?", -botID).Delete(&trialRow{}).Error; err != nil {
			return err
		}
		return d.dropBot(t, botID)
	})
	if err != nil {
		return fmt.Errorf("drop the trial of bot %d: %w", botID, err)
	}
	return nil
}

// SkipTime lets time go by for one bot, as if the machine had been off so long: what waits for a time comes so much
// earlier, jobs that are due by it can be run at once, and the trial's clock is so far ahead from now on.
func (d *DB) SkipTime(ctx context.Context, botID int64, by time.Duration) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		us := by.Microseconds()
		for _, s := range []struct {
			statement string
			id        int64
		}{
			{"UPDATE trials SET ahead = ahead + ? WHERE number = ?", -botID},
			{"UPDATE sessions SET wake_at = wake_at - ? WHERE bot_id = ? AND wake_at IS NOT NULL", botID},
			{"UPDATE alarms SET at = at - ? WHERE bot_id = ?", botID},
		} {
			if err := t.gorm.Exec(s.statement, us, s.id).Error; err != nil {
				return err
			}
		}
		return d.hastenJobs(t, botID, by)
	})
	if err != nil {
		return fmt.Errorf("let %v go by for bot %d: %w", by, botID, err)
	}
	return nil
}

// Appointment is something of a bot that waits for a time or a worker.
type Appointment struct {
	At      time.Time         // by the machine's clock
	Session engine.SessionKey // to be woken, or whose job it is; of all sessions, no ids but the bot's
	Job     string            // its id; empty for a session that is to be woken
	Try     int               // how often the job was begun
	Running bool
}

// Agenda gives the sessions of a bot that are to be woken, and its jobs that have not ended, refreshes among them.
func (d *DB) Agenda(ctx context.Context, botID int64) ([]Appointment, error) {
	var out []Appointment
	err := d.each(ctx, func(rows *sql.Rows) error {
		a := Appointment{Session: engine.SessionKey{BotID: botID}}
		var at int64
		if err := rows.Scan(&a.Session.ChatID, &a.Session.UserID, &at); err != nil {
			return err
		}
		a.At = fromMicros(&at)
		out = append(out, a)
		return nil
	}, "SELECT chat_id, user_id, wake_at FROM sessions WHERE bot_id = ? AND wake_at IS NOT NULL", botID)
	if err == nil {
		err = d.each(ctx, func(rows *sql.Rows) error {
			a := Appointment{Session: engine.SessionKey{BotID: botID}}
			err := rows.Scan(&a.Job, &a.Session.ChatID, &a.Session.UserID, &a.Try, &a.Running, &a.At)
			out = append(out, a)
			return err
		}, d.words.openJobs, botID)
	}
	if err != nil {
		return nil, fmt.Errorf("read the agenda of bot %d: %w", botID, err)
	}
	return out, nil
}
