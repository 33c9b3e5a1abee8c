package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine/host"
)

// deadLetterRow is one row of dead_letters.
type deadLetterRow struct {
	ID       int64  `gorm:"column:id;primaryKey"`
	BotID    int64  `gorm:"column:bot_id"`
	UpdateID int64  `gorm:"column:update_id"`
	Raw      []byte `gorm:"column:raw"`
	Error    string `gorm:"column:error"`
	Tries    int    `gorm:"column:tries"`
	At       *int64 `gorm:"column:at"`
	Retry    bool   `gorm:"column:retry"`
}

// TableName is the table's name.
func (deadLetterRow) TableName() string { return "dead_letters" }

// What became of an update, as updates has it; NULL for one that had its turn.
const (
	fateAside   = 1
	fateDropped = 2
)

// Bury stores an update that always fails, and counts it as handled. One that is handled already is left alone.
func (d *DB) Bury(ctx context.Context, l host.DeadLetter) error {
	err := d.inTx(ctx, func(ctx context.Context, t *tx) error {
		b := d.newBatch(t)
		defer b.over()
		if l.UpdateID != 0 {
			b.ask(addUpdate, l.BotID, l.UpdateID, b.nowUS)
		}
		if l.EventKey != "" {
			b.ask(addEvent, l.BotID, l.EventKey, b.nowUS)
		}
		calls, err := b.phase(ctx)
		// The key comes last: that of a letter which was received again is new, its update is not.
		if n := len(calls); err != nil || n > 0 && calls[n-1].rows == 0 {
			return err
		}
		if l.UpdateID != 0 {
			if err := setFate(t, l.BotID, fateAside, "update_id = ?", l.UpdateID); err != nil {
				return err
			}
		}
		return t.gorm.Create(&deadLetterRow{
			BotID: l.BotID, UpdateID: l.UpdateID, Raw: l.Raw, Error: plain(l.Error), Tries: l.Tries, At: micros(l.At),
		}).Error
	})
	if err != nil {
		return fmt.Errorf("bury update %d of bot %d: %w", l.UpdateID, l.BotID, err)
	}
	return nil
}

// noLetter is a condition on an update: no dead letter tells of it.
const noLetter = `NOT EXISTS (SELECT 1 FROM dead_letters
	WHERE dead_letters.bot_id = updates.bot_id AND dead_letters.update_id = updates.update_id)`

// setFate notes what became of updates of a bot.
func setFate(t *tx, botID int64, fate any, which string, args ...any) error {
	return t.gorm.Table("updates").Where("bot_id = ?", botID).Where(which, args...).Update("fate", fate).Error
}

// DeadLetters gives the newest ones, the newest first.
func (d *DB) DeadLetters(ctx context.Context, botID int64, limit int) ([]host.DeadLetter, error) {
	return d.letters(botID, d.read.WithContext(ctx).Order("id DESC").Limit(limit))
}

// LettersToRetry gives those that are to be received again, the oldest first.
func (d *DB) LettersToRetry(ctx context.Context, botID int64) ([]host.DeadLetter, error) {
	return d.letters(botID, d.read.WithContext(ctx).Where("retry = ?", true).Order("id"))
}

func (d *DB) letters(botID int64, query *gorm.DB) ([]host.DeadLetter, error) {
	var rows []deadLetterRow
	if err := query.Where("bot_id = ?", botID).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read dead letters of bot %d: %w", botID, err)
	}
	letters := make([]host.DeadLetter, len(rows))
	for i := range rows {
		r := &rows[i]
		letters[i] = host.DeadLetter{
			ID: r.ID, BotID: r.BotID, UpdateID: r.UpdateID, Raw: r.Raw, Error: r.Error, Tries: r.Tries, At: fromMicros(r.At),
		}
	}
	return letters, nil
}

// DropLetters deletes letters of a bot by their ids, all for none, and gives how many there were.
func (d *DB) DropLetters(ctx context.Context, botID int64, ids ...int64) (int, error) {
	var n int64
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		var updates []int64
		if err := meant(t.gorm.Model(&deadLetterRow{}), botID, ids).Pluck("update_id", &updates).Error; err != nil {
			return err
		}
		res := meant(t.gorm, botID, ids).Delete(&deadLetterRow{})
		if n = res.RowsAffected; res.Error != nil {
			return res.Error
		}
		for some := range slices.Chunk(updates, purgeChunk) {
			if err := setFate(t, botID, fateDropped, "update_id IN ? AND "+noLetter, some); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("drop dead letters of bot %d: %w", botID, err)
	}
	return int(n), nil
}

// LetterReceived deletes a letter that was received again. Its update has had its turn, unless another letter tells that it was
// put aside once more.
func (d *DB) LetterReceived(ctx context.Context, botID, id int64) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		var row deadLetterRow
		err := t.gorm.Where("bot_id = ? AND id = ?", botID, id).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil // it was dropped meanwhile
		}
		if err == nil {
			err = t.gorm.Where("bot_id = ? AND id = ?", botID, id).Delete(&deadLetterRow{}).Error
		}
		if err != nil {
			return err
		}
		return setFate(t, botID, nil, "update_id = ? AND "+noLetter, row.UpdateID)
	})
	if err != nil {
		return fmt.Errorf("take back dead letter %d of bot %d: %w", id, botID, err)
	}
	return nil
}

// Tally counts what became of the bot's updates. It reads all that are remembered.
func (d *DB) Tally(ctx context.Context, botID int64) (host.Tally, error) {
	var tally host.Tally
	err := d.read.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		tally = host.Tally{}
		var before struct{ Handled, Dropped int64 }
		if err := g.Table("tallies").Where("bot_id = ?", botID).Find(&before).Error; err != nil {
			return err
		}
		var fates []struct{ Fate, N int64 }
		err := g.Raw("SELECT coalesce(fate, 0) AS fate, count(*) AS n FROM updates WHERE bot_id = ? GROUP BY 1", botID).Scan(&fates).Error
		if err != nil {
			return err
		}
		tally.Handled, tally.Dropped = before.Handled, before.Dropped
		for _, f := range fates {
			tally.Received += f.N
			switch f.Fate {
			case 0:
				tally.Handled += f.N
			case fateDropped:
				tally.Dropped += f.N
			}
		}
		tally.Received += before.Handled + before.Dropped
		// What was put aside is counted by its letters, so that the sum says whether both agree.
		var letters struct{ Waiting, Aside int64 }
		err = g.Raw(`SELECT count(DISTINCT CASE WHEN retry THEN update_id END) AS waiting, count(DISTINCT update_id) AS aside
			FROM dead_letters WHERE bot_id = ? AND update_id <> 0`, botID).Scan(&letters).Error
		tally.Waiting, tally.Dead = letters.Waiting, letters.Aside-letters.Waiting
		return err
	}, &d.words.snapshot)
	if err != nil {
		return host.Tally{}, fmt.Errorf("count updates of bot %d: %w", botID, err)
	}
	return tally, nil
}

// meant are the letters of a bot with the ids, all for none.
func meant(g *gorm.DB, botID int64, ids []int64) *gorm.DB {
	g = g.Where("bot_id = ?", botID)
	if len(ids) > 0 {
		g = g.Where("id IN ?", ids)
	}
	return g
}

// RetryLetters marks letters of a bot by their ids, all for none, as such that are to be received again, if they have their
// update, and changes the bot's version.
func (d *DB) RetryLetters(ctx context.Context, botID int64, ids ...int64) (int, error) {
	var n int64
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		res := meant(t.gorm.Model(&deadLetterRow{}), botID, ids).Where("length(raw) > 0").Update("retry", true)
		if n = res.RowsAffected; res.Error != nil || n == 0 {
			return res.Error
		}
		version, err := d.nextBotVersion(t.gorm)
		if err != nil {
			return err
		}
		return t.gorm.Model(&botRow{}).Where("bot_id = ?", botID).Update("version", version).Error
	})
	if err != nil {
		return 0, fmt.Errorf("retry dead letters of bot %d: %w", botID, err)
	}
	return int(n), nil
}
