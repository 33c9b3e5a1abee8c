package storage

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"
)

// fileRow is one row of files.
type fileRow struct {
	BotID  int64  `gorm:"column:bot_id;primaryKey"`
	Hash   string `gorm:"column:hash;primaryKey"`
	FileID string `gorm:"column:file_id"`
}

// TableName is the table's name.
func (fileRow) TableName() string { return "files" }

// FileID gives the file_id under which this bot uploaded the content before; engine.ErrNotFound if it did not.
func (d *DB) FileID(ctx context.Context, botID int64, hash string) (string, error) {
	var row fileRow
	err := d.read.WithContext(ctx).Where("bot_id = ? AND hash = ?", botID, hash).Take(&row).Error
	if err != nil {
		return "", fmt.Errorf("look up uploaded file of bot %d: %w", botID, found(err))
	}
	return row.FileID, nil
}

// SaveFileID remembers it.
func (d *DB) SaveFileID(ctx context.Context, botID int64, hash, fileID string) error {
	err := d.write.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).
		Create(&fileRow{BotID: botID, Hash: hash, FileID: fileID}).Error
	if err != nil {
		return fmt.Errorf("remember uploaded file of bot %d: %w", botID, err)
	}
	return nil
}
