package storage

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Contacts gives people of private chats, those with the greatest ids first. They are read by the key; a search looks at
// every name on its way, since an index of names would be paid for by every turn that brings one.
func (s *Studio) Contacts(ctx context.Context, telegram int64, q studio.ContactQuery) ([]studio.ContactRow, error) {
	if q.Below == 0 {
		q.Below = math.MaxInt64
	}
	where, args := "c.bot_id = ? AND c.contact_id > 0 AND c.contact_id < ?", []any{telegram, q.Below}
	if q.Search != "" {
		where += " AND (" + strings.TrimPrefix(strings.Repeat(` OR lower(c.first_name || ' ' || c.last_name || ' ' || c.username) LIKE ? ESCAPE '\'`, 3), " OR ") + ")"
		for _, text := range cases(plain(q.Search)) {
			args = append(args, "%"+likely(text)+"%")
		}
	}
	rows, err := s.contacts(ctx, where+" ORDER BY c.contact_id DESC LIMIT ?", append(args, q.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("read the contacts of bot %d: %w", telegram, err)
	}
	return rows, nil
}

// cases gives a text as names may be written: SQLite makes small letters only of A to Z, so that others keep their case.
func cases(text string) [3]string {
	small := strings.ToLower(text)
	first, n := utf8.DecodeRuneInString(small)
	return [3]string{small, string(unicode.ToUpper(first)) + small[n:], strings.ToUpper(text)}
}

// Contact gives one; engine.ErrNotFound if there is none.
func (s *Studio) Contact(ctx context.Context, telegram, user int64) (studio.ContactRow, error) {
	rows, err := s.contacts(ctx, "c.bot_id = ? AND c.contact_id = ?", telegram, user)
	if err == nil && len(rows) == 0 {
		err = engine.ErrNotFound
	}
	if err != nil {
		return studio.ContactRow{}, fmt.Errorf("read contact %d of bot %d: %w", user, telegram, err)
	}
	return rows[0], nil
}

func (s *Studio) contacts(ctx context.Context, where string, args ...any) ([]studio.ContactRow, error) {
	var out []studio.ContactRow
	err := s.d.each(ctx, func(rows *sql.Rows) error {
		var c studio.ContactRow
		if err := rows.Scan(&c.UserID, &c.FirstName, &c.LastName, &c.Username, &c.Language, &c.Reachable, &c.Session); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	}, `SELECT c.contact_id, c.first_name, c.last_name, c.username, c.language, c.reachable, s.data FROM contacts c
		LEFT JOIN sessions s ON s.bot_id = c.bot_id AND s.chat_id = c.contact_id AND s.user_id = c.contact_id WHERE `+where, args...)
	return out, err
}

// Load gives a session with its variables, as a turn starts from it.
func (s *Studio) Load(ctx context.Context, key engine.SessionKey) (host.Loaded, error) {
	return s.d.Load(ctx, key)
}
