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

// Secret reads a secret, be it one that the editor has set; engine.ErrNotFound if there is none.
func (d *DB) Secret(ctx context.Context, botID int64, name string) (string, error) {
	var row secretRow
	err := d.read.WithContext(ctx).Where(atHome+" AND name = ?", botID, botID, name).Order("bot_id").Take(&row).Error
	if err != nil {
		return "", fmt.Errorf("read secret %q of bot %d: %w", name, botID, found(err))
	}
	value, err := d.keys(ctx).unsealed(row.Value, "secrets", "value", row.BotID, name)
	if err != nil {
		return "", fmt.Errorf("read secret %q: %w", name, err)
	}
	return string(value), nil
}

// SetSecret keeps a secret, encrypted at rest; where the editor's are, if it has the bot.
func (d *DB) SetSecret(ctx context.Context, botID int64, name, value string) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		owner, err := homeOf(t.gorm, botID)
		if err != nil {
			return err
		}
		return d.setSecret(t, owner, name, value)
	})
	if err != nil {
		return fmt.Errorf("keep secret %q of bot %d: %w", name, botID, err)
	}
	return nil
}

func (d *DB) setSecret(t *tx, owner int64, name, value string) error {
	s, err := d.sealer(t, owner)
	if err != nil {
		return err
	}
	sealed := s.seal([]byte(value), "secrets", "value", name)
	if sealed == nil {
		sealed = []byte{} // set, and empty
	}
	return t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).Create(&secretRow{BotID: owner, Name: name, Value: sealed}).Error
}
