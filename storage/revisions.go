package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// revisionRow is one row of revisions.
type revisionRow struct {
	BotID    int64  `gorm:"column:bot_id;primaryKey;autoIncrement:false"`
	Revision int    `gorm:"column:revision;primaryKey;autoIncrement:false"`
	Document []byte `gorm:"column:document"`
	MadeAt   int64  `gorm:"column:made_at"`
}

// TableName is the table's name.
func (revisionRow) TableName() string { return "revisions" }

// Publish stores a document as the bot's next revision, makes it the published one and gives its number. The same
// document as the last gives that one's number and stores nothing.
func (d *DB) Publish(ctx context.Context, botID int64, document []byte, at time.Time) (int, error) {
	var last revisionRow
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := d.backend.lockBot(t, botID); err != nil {
			return err
		}
		last = revisionRow{}
		err := t.gorm.Where("bot_id = ?", botID).Order("revision DESC").Take(&last).Error
		if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		if err != nil || !bytes.Equal(last.Document, document) {
			last = revisionRow{BotID: botID, Revision: last.Revision + 1, Document: document, MadeAt: at.UnixMicro()}
			if err := t.gorm.Create(&last).Error; err != nil {
				return err
			}
		}
		return t.gorm.Model(&botRow{}).Where("bot_id = ?", botID).Update("revision", last.Revision).Error
	})
	if err != nil {
		return 0, fmt.Errorf("publish bot %d: %w", botID, err)
	}
	return last.Revision, nil
}

// Revision gives a document; engine.ErrNotFound if there is no such revision.
func (d *DB) Revision(ctx context.Context, botID int64, revision int) ([]byte, error) {
	var row revisionRow
	if err := d.read.WithContext(ctx).Where("bot_id = ? AND revision = ?", botID, revision).Take(&row).Error; err != nil {
		return nil, fmt.Errorf("read revision %d of bot %d: %w", revision, botID, found(err))
	}
	return row.Document, nil
}
