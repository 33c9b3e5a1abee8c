package storage

import (
	"context"
	"fmt"

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

// Bury stores an update that always fails, and counts it as handled.
func (d *DB) Bury(ctx context.Context, l host.DeadLetter) error {
	err := d.inTx(ctx, func(ctx context.Context, t *tx) error {
		b := d.newBatch(t)
		if l.UpdateID != 0 {
			b.ask(addUpdate, l.BotID, l.UpdateID, b.nowUS)
		}
		if _, err := b.phase(ctx); err != nil {
			return err
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
		res := meant(t.gorm, botID, ids).Delete(&deadLetterRow{})
		n = res.RowsAffected
		return res.Error
	})
	if err != nil {
		return 0, fmt.Errorf("drop dead letters of bot %d: %w", botID, err)
	}
	return int(n), nil
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
