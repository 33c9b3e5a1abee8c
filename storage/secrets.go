package storage

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"
)

// secretRow is one row of secrets.
type secretRow struct {
	BotID int64  `gorm:"column:bot_id;primaryKey"`
	Name  string `gorm:"column:name;primaryKey"`
	Value []byte `gorm:"column:value"` // sealed
}

// TableName is the table's name.
func (secretRow) TableName() string { return "secrets" }

// Secret reads a secret; engine.ErrNotFound if there is none.
func (d *DB) Secret(ctx context.Context, botID int64, name string) (string, error) {
	var row secretRow
	err := d.read.WithContext(ctx).Where("bot_id = ? AND name = ?", botID, name).Take(&row).Error
	if err != nil {
		return "", fmt.Errorf("read secret %q of bot %d: %w", name, botID, found(err))
	}
	value, err := d.keys(ctx).unsealed(row.Value, "secrets", "value", botID, name)
	if err != nil {
		return "", fmt.Errorf("read secret %q: %w", name, err)
	}
	return string(value), nil
}

// SetSecret keeps a secret, encrypted at rest.
func (d *DB) SetSecret(ctx context.Context, botID int64, name, value string) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		s, err := d.sealer(t, botID)
		if err != nil {
			return err
		}
		sealed := s.seal([]byte(value), "secrets", "value", name)
		if sealed == nil {
			sealed = []byte{} // set, and empty
		}
		return t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).
			Create(&secretRow{BotID: botID, Name: name, Value: sealed}).Error
	})
	if err != nil {
		return fmt.Errorf("keep secret %q of bot %d: %w", name, botID, err)
	}
	return nil
}
