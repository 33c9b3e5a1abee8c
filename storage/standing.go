package storage

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Standing gives the sessions of the bot that are in the middle of something, by chat and user. The database reads them in
// the order of their key, since there is no index of what they are doing, and leaves out the others by the letters of their
// status, which stand among the first 300 bytes: to take all of the JSON apart would need twice the time on SQLite and eight
// times on PostgreSQL. What is found so by mistake has no frames, which whoever reads it finds out.
func (d *DB) Standing(ctx context.Context, botID int64, after engine.SessionKey, below, limit int) ([]host.StandingSession, error) {
	query := `SELECT chat_id, user_id, data FROM sessions WHERE bot_id = ? AND (chat_id, user_id) > (?, ?)`
	args := []any{botID, after.ChatID, after.UserID}
	if below > 0 {
		query += ` AND revision < ?`
		args = append(args, below)
	}
	query += ` AND ` + d.words.standing + ` ORDER BY chat_id, user_id LIMIT ?`
	var out []host.StandingSession
	err := d.each(ctx, func(rows *sql.Rows) error {
		s := host.StandingSession{Key: engine.SessionKey{BotID: botID}}
		if err := rows.Scan(&s.Key.ChatID, &s.Key.UserID, &s.Session); err != nil {
			return err
		}
		out = append(out, s)
		return nil
	}, query, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list who is in the middle of something with bot %d: %w", botID, err)
	}
	return out, nil
}
