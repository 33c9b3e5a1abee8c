package storage

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/engine/host"
)

// staffRow is one row of staff.
type staffRow struct {
	BotID  int64  `gorm:"column:bot_id;primaryKey"`
	UserID int64  `gorm:"column:user_id;primaryKey"`
	Role   string `gorm:"column:role;primaryKey"`
}

// TableName is the table's name.
func (staffRow) TableName() string { return "staff" }

// Staff gives the chats of the staff with any of the roles, sorted.
func (d *DB) Staff(ctx context.Context, botID int64, roles []string) ([]int64, error) {
	chats := []int64{}
	err := d.read.WithContext(ctx).Model(&staffRow{}).Where("bot_id = ? AND role IN ?", botID, roles).
		Distinct().Order("user_id").Pluck("user_id", &chats).Error
	if err != nil {
		return nil, fmt.Errorf("read staff of bot %d: %w", botID, err)
	}
	return chats, nil
}

// AddStaff gives a user a role; nothing happens if the user has it.
func (d *DB) AddStaff(ctx context.Context, botID, userID int64, role string) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		err := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&staffRow{BotID: botID, UserID: userID, Role: role}).Error
		if err != nil {
			return err
		}
		return d.tellOthers(t.gorm, host.Notice{Kind: host.NoticeStaff, BotID: botID, UserID: userID})
	})
	if err != nil {
		return fmt.Errorf("add staff of bot %d: %w", botID, err)
	}
	return nil
}
