package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// loadSQL reads all that a turn starts from in one statement, and so from one state of the database. Parameters are
// bot, chat, user.
const loadSQL = `SELECT s.version, s.data, u.vars, c.vars, p.reachable,
	(SELECT json_group_array(role) FROM (SELECT role FROM staff WHERE bot_id = ?1 AND user_id = ?3 ORDER BY role))
FROM (SELECT 1)
	LEFT JOIN sessions s ON s.bot_id = ?1 AND s.chat_id = ?2 AND s.user_id = ?3
	LEFT JOIN contacts u ON u.bot_id = ?1 AND u.contact_id = ?3
	LEFT JOIN contacts p ON p.bot_id = ?1 AND p.contact_id = ?2
	LEFT JOIN scopes c ON c.bot_id = ?1 AND c.scope = 'chat' AND c.owner_id = ?2`

// Load reads a session and its user's and chat's variables. A contact that nothing is known of counts as reachable.
func (d *DB) Load(ctx context.Context, key engine.SessionKey) (host.Loaded, error) {
	var (
		version    sql.NullInt64
		user, chat sql.NullString
		reachable  sql.NullBool
		roles      string
		l          host.Loaded
	)
	err := d.load.QueryRowContext(ctx, key.BotID, key.ChatID, key.UserID).
		Scan(&version, &l.Session, &user, &chat, &reachable, &roles)
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
	l.Version = version.Int64
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
