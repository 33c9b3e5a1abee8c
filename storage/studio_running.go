package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Films gives films of what was done with a user, the newest first.
func (s *Studio) Films(ctx context.Context, telegram, user int64, q studio.FilmQuery) ([]studio.FilmRow, error) {
	where, args := "bot_id = ? AND user_id = ?", []any{telegram, user}
	if q.From != (studio.FilmPlace{}) {
		where += " AND at <= ? AND (at, turn) < (?, ?)"
		args = append(args, q.From.At, q.From.At, q.From.Turn)
	}
	if q.Troubles {
		where += " AND trouble"
	}
	var out []studio.FilmRow
	err := s.d.each(ctx, func(rows *sql.Rows) error {
		var r studio.FilmRow
		var at int64
		if err := rows.Scan(&r.Chat, &r.Turn, &at, &r.Trouble, &r.Data); err != nil {
			return err
		}
		r.At = fromMicros(&at)
		out = append(out, r)
		return nil
	}, "SELECT chat_id, turn, at, trouble, data FROM films WHERE "+where+" ORDER BY at DESC, turn DESC LIMIT ?", append(args, q.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("read films of %d with bot %d: %w", user, telegram, err)
	}
	return out, nil
}

const journalColumns = "seq, chat_id, user_id, at, coalesce(key, ''), coalesce(kind, ''), state, coalesce(code, ''), data"

// journal reads lines of the journal.
func (s *Studio) journal(ctx context.Context, query string, args ...any) ([]studio.JournalRow, error) {
	var out []studio.JournalRow
	err := s.d.each(ctx, func(rows *sql.Rows) error {
		var r studio.JournalRow
		var at int64
		if err := rows.Scan(&r.Seq, &r.Chat, &r.User, &at, &r.Key, &r.Kind, &r.State, &r.Code, &r.Data); err != nil {
			return err
		}
		r.At = fromMicros(&at)
		out = append(out, r)
		return nil
	}, query, args...)
	return out, err
}

// sendsAtOnce is how many effects are looked for in one statement.
const sendsAtOnce = 200

// Sends gives what the journal has of effects, by their chats and keys.
func (s *Studio) Sends(ctx context.Context, telegram int64, refs []studio.SendRef) ([]studio.JournalRow, error) {
	var out []studio.JournalRow
	for part := range slices.Chunk(refs, sendsAtOnce) {
		args := []any{telegram}
		for _, r := range part {
			args = append(args, r.Chat, r.Key)
		}
		pairs := strings.TrimSuffix(strings.Repeat("(CAST(? AS bigint), CAST(? AS text)), ", len(part)), ", ")
		rows, err := s.journal(ctx, "SELECT "+journalColumns+" FROM messages WHERE bot_id = ? AND key IS NOT NULL AND (chat_id, key) IN (VALUES "+pairs+")", args...)
		if err != nil {
			return nil, fmt.Errorf("read what bot %d has sent: %w", telegram, err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// Journal gives what came from a chat and went there, the newest first. What came and what went are found by indices of their own.
func (s *Studio) Journal(ctx context.Context, telegram, chat int64, from studio.JournalPlace, limit int) ([]studio.JournalRow, error) {
	where, args := "bot_id = ? AND chat_id = ?", []any{telegram, chat}
	if from != (studio.JournalPlace{}) {
		where += " AND at <= ? AND (at, seq) < (?, ?)"
		args = append(args, from.At, from.At, from.Seq)
	}
	const order = " ORDER BY at DESC, seq DESC LIMIT ?"
	args = append(args, limit)
	half := func(key string) string {
		return "SELECT * FROM (SELECT seq, chat_id, user_id, at, key, kind, state, code, data FROM messages WHERE " + where + " AND key IS " + key + order + ") AS half"
	}
	query := "SELECT " + journalColumns + " FROM (" + half("NULL") + " UNION ALL " + half("NOT NULL") + ") AS both_ways" + order
	rows, err := s.journal(ctx, query, append(slices.Concat(args, args), limit)...)
	if err != nil {
		return nil, fmt.Errorf("read the journal of chat %d with bot %d: %w", chat, telegram, err)
	}
	return rows, nil
}

// Troubles gives notes of troubles since a time, the newest first.
func (s *Studio) Troubles(ctx context.Context, telegram int64, since time.Time, limit int) ([]studio.TroubleRow, error) {
	var out []studio.TroubleRow
	err := s.d.each(ctx, func(rows *sql.Rows) error {
		var r studio.TroubleRow
		var at int64
		var trouble string
		if err := rows.Scan(&at, &r.User, &r.Flow, &r.Block, &trouble); err != nil {
			return err
		}
		r.At = fromMicros(&at)
		if trouble != "" {
			if err := json.Unmarshal([]byte(trouble), &r.Error); err != nil {
				return fmt.Errorf("read a trouble: %w", err)
			}
		}
		out = append(out, r)
		return nil
	}, `SELECT at, user_id, flow, block, coalesce(error, '') FROM notes WHERE bot_id = ? AND kind = 'error' AND at >= ? ORDER BY id DESC LIMIT ?`,
		telegram, since.UnixMicro(), limit)
	if err != nil {
		return nil, fmt.Errorf("read troubles of bot %d: %w", telegram, err)
	}
	return out, nil
}

// Figures gives figures of a bot from a day on, with all that was counted before.
func (s *Studio) Figures(ctx context.Context, telegram, from int64) ([]studio.FigureRow, error) {
	if err := s.d.FoldFigures(ctx); err != nil {
		return nil, err
	}
	var out []studio.FigureRow
	err := s.d.figuresOf(ctx, telegram, from, func(f figure, n int64) {
		out = append(out, studio.FigureRow{Day: f.day, Kind: host.CountKind(f.kind), Name: f.name, N: n})
	})
	if err != nil {
		return nil, fmt.Errorf("read figures of bot %d: %w", telegram, err)
	}
	return out, nil
}

// Inside gives sessions that are in the middle of something.
func (s *Studio) Inside(ctx context.Context, telegram int64, after engine.SessionKey, limit int) ([]host.StandingSession, error) {
	return s.d.Standing(ctx, telegram, after, 0, limit)
}

// Log writes a line of the audit log.
func (s *Studio) Log(ctx context.Context, e *studio.Entry) error {
	return s.d.inTx(ctx, func(_ context.Context, t *tx) error { return s.d.addToLog(t, e) })
}
