package storage

import (
	"context"
	"fmt"

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
	var rows []deadLetterRow
	if err := d.read.WithContext(ctx).Where("bot_id = ?", botID).Order("id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read dead letters of bot %d: %w", botID, err)
	}
	letters := make([]host.DeadLetter, len(rows))
	for i := range rows {
		r := &rows[i]
		letters[i] = host.DeadLetter{
			BotID: r.BotID, UpdateID: r.UpdateID, Raw: r.Raw, Error: r.Error, Tries: r.Tries, At: fromMicros(r.At),
		}
	}
	return letters, nil
}
