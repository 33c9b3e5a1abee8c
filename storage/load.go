package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Load reads a session and its user's and chat's variables. A contact that nothing is known of counts as reachable.
func (d *DB) Load(ctx context.Context, key engine.SessionKey) (host.Loaded, error) {
	var (
		version    sql.NullInt64
		user, chat sql.NullString
		read       [2]sql.NullInt64
		reachable  sql.NullBool
		roles      string
		l          host.Loaded
	)
	err := d.backend.load(ctx, key).
		Scan(&version, &l.Session, &user, &chat, &read[0], &read[1], &reachable, &roles)
	if err == nil {
		l.User, err = decodeValues(user)
	}
	if err == nil {
		l.Chat, err = decodeValues(chat)
	}
	if err == nil && roles != "[]" {
		err = json.Unmarshal([]byte(roles), &l.Roles)
	}
	if err != nil {
		return host.Loaded{}, fmt.Errorf("load session of bot %d: %w", key.BotID, err)
	}
	l.Version, l.UserVersion, l.ChatVersion = version.Int64, read[0].Int64, read[1].Int64
	l.Reachable = !reachable.Valid || reachable.Bool
	return l, nil
}

// Handled reports whether the update was committed before.
func (d *DB) Handled(ctx context.Context, botID, updateID int64) (bool, error) {
	var n int64
	err := d.read.WithContext(ctx).Table("updates").Where("bot_id = ? AND update_id = ?", botID, updateID).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("look up update %d of bot %d: %w", updateID, botID, err)
	}
	return n > 0, nil
}
