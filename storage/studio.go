package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Studio keeps what the editor has of bots.
type Studio struct{ d *DB }

// Studio gives the store of the editor's bots.
func (d *DB) Studio() *Studio { return &Studio{d} }

// editorBotRow is one row of editor_bots.
type editorBotRow struct {
	ID           string `gorm:"column:id;primaryKey"`
	Workspace    string `gorm:"column:workspace"`
	Name         string `gorm:"column:name"`
	Sought       string `gorm:"column:sought"`
	TelegramID   *int64 `gorm:"column:telegram_id"`
	DraftVersion int64  `gorm:"column:draft_version"`
	DraftDigest  string `gorm:"column:draft_digest"`
	Errors       int    `gorm:"column:errors"`
	Warnings     int    `gorm:"column:warnings"`
	MadeAt       int64  `gorm:"column:made_at"`
	ChangedAt    int64  `gorm:"column:changed_at"`
	BinnedAt     *int64 `gorm:"column:binned_at"`
	Resting      bool   `gorm:"column:resting"`
}

// TableName is the table's name.
func (editorBotRow) TableName() string { return "editor_bots" }

func editorBot(b *studio.Bot) *editorBotRow {
	row := &editorBotRow{
		ID: b.ID, Workspace: b.Workspace, Name: plain(b.Name), Sought: strings.ToLower(plain(b.Name)),
		DraftVersion: b.Draft.Version, DraftDigest: b.Draft.Digest, Errors: b.Draft.Errors, Warnings: b.Draft.Warnings,
		MadeAt: b.CreatedAt.UnixMicro(), ChangedAt: b.ChangedAt.UnixMicro(), BinnedAt: micros(b.BinnedAt), Resting: b.Resting,
	}
	if b.Telegram != 0 {
		row.TelegramID = &b.Telegram
	}
	return row
}

func (r *editorBotRow) bot() studio.Bot {
	b := studio.Bot{
		ID: r.ID, Workspace: r.Workspace, Name: r.Name, CreatedAt: fromMicros(&r.MadeAt), ChangedAt: fromMicros(&r.ChangedAt),
		BinnedAt: fromMicros(r.BinnedAt), Resting: r.Resting,
		Draft: studio.DraftMark{Version: r.DraftVersion, Digest: r.DraftDigest, Errors: r.Errors, Warnings: r.Warnings},
	}
	if r.TelegramID != nil {
		b.Telegram = *r.TelegramID
	}
	return b
}

// AddBot stores a bot with its draft; engine.ErrConflict if its Telegram bot has one already.
func (s *Studio) AddBot(ctx context.Context, b *studio.Bot, d *studio.Draft, e *studio.Entry) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		made := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(editorBot(b))
		if made.Error != nil {
			return made.Error
		}
		if made.RowsAffected == 0 {
			return engine.ErrConflict
		}
		if err := t.gorm.Create(draftOf(d)).Error; err != nil {
			return err
		}
		return s.d.addToLog(t, e)
	})
	if err != nil {
		return fmt.Errorf("store bot %s: %w", b.ID, err)
	}
	return nil
}

// Bot gives one, be it in the bin; engine.ErrNotFound if there is none.
func (s *Studio) Bot(ctx context.Context, id string) (studio.Bot, error) {
	bots, err := s.bots(ctx, "e.id = ?", id)
	if err == nil && len(bots) == 0 {
		err = engine.ErrNotFound
	}
	if err != nil {
		return studio.Bot{}, fmt.Errorf("read bot %s: %w", id, err)
	}
	return bots[0], nil
}

// BotOf gives the bot that has a Telegram bot; engine.ErrNotFound if there is none.
func (s *Studio) BotOf(ctx context.Context, telegram int64) (studio.Bot, error) {
	bots, err := s.bots(ctx, "e.telegram_id = ?", telegram)
	if err == nil && len(bots) == 0 {
		err = engine.ErrNotFound
	}
	if err != nil {
		return studio.Bot{}, fmt.Errorf("read the bot of %d: %w", telegram, err)
	}
	return bots[0], nil
}

// Bots gives those of a query, by name and id.
func (s *Studio) Bots(ctx context.Context, q studio.BotQuery) ([]studio.Bot, error) {
	where, args := "(e.workspace IN ? OR e.id IN ?)", []any{filled(q.Workspaces), filled(q.Bots)}
	if q.Binned {
		where += " AND e.binned_at IS NOT NULL"
	} else {
		where += " AND e.binned_at IS NULL"
	}
	if q.Search != "" {
		where += ` AND e.sought LIKE ? ESCAPE '\'`
		args = append(args, "%"+likely(strings.ToLower(plain(q.Search)))+"%")
	}
	if q.AfterID != "" {
		where += " AND (e.sought, e.id) > (?, ?)"
		args = append(args, strings.ToLower(plain(q.AfterName)), q.AfterID)
	}
	bots, err := s.bots(ctx, where+" ORDER BY e.sought, e.id LIMIT ?", append(args, q.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("read the bots of the editor: %w", err)
	}
	return bots, nil
}

// filled gives a list that is not empty, since SQL has none: with a text that is no id.
func filled(ids []string) []string {
	if len(ids) == 0 {
		return []string{""}
	}
	return ids
}

// likely escapes what LIKE has a meaning for.
func likely(text string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text)
}

// bots reads bots with what Telegram's are.
func (s *Studio) bots(ctx context.Context, where string, args ...any) ([]studio.Bot, error) {
	var out []studio.Bot
	now := s.d.now().Unix()
	err := s.d.each(ctx, func(rows *sql.Rows) error {
		var r editorBotRow
		var live struct {
			name, username, digest, trouble, receiver sql.NullString
			revision                                  sql.NullInt64
			hosted, paused, leaving                   sql.NullBool
			refused                                   *int64
			users, today, errors, turns               int64
		}
		err := rows.Scan(&r.ID, &r.Workspace, &r.Name, &r.Sought, &r.TelegramID, &r.DraftVersion, &r.DraftDigest, &r.Errors, &r.Warnings,
			&r.MadeAt, &r.ChangedAt, &r.BinnedAt, &r.Resting,
			&live.name, &live.username, &live.revision, &live.hosted, &live.paused, &live.leaving, &live.trouble, &live.receiver, &live.digest,
			&live.refused, &live.users, &live.today, &live.errors, &live.turns)
		if err != nil {
			return err
		}
		b := r.bot()
		if live.name.Valid {
			b.Live = &studio.Live{
				Name: live.name.String, Username: live.username.String, Revision: int(live.revision.Int64), Hosted: live.hosted.Bool,
				Paused: live.paused.Bool, Leaving: live.leaving.Bool, Trouble: live.trouble.String, Receiver: live.receiver.String,
				Digest: live.digest.String, RefusedAt: fromMicros(live.refused), Users: live.users, UsersToday: live.today, ErrorsToday: live.errors, TurnsToday: live.turns,
			}
		}
		out = append(out, b)
		return nil
	}, `SELECT e.id, e.workspace, e.name, e.sought, e.telegram_id, e.draft_version, e.draft_digest, e.errors, e.warnings,
			e.made_at, e.changed_at, e.binned_at, e.resting,
			b.name, b.username, b.revision, b.hosted, b.paused, b.leaving, b.trouble, b.receiver, r.digest,
			i.began_at, coalesce(a.n, 0), coalesce(fu.n, 0), coalesce(fe.n, 0), coalesce(ft.n, 0)
		FROM editor_bots e LEFT JOIN bots b ON b.bot_id = e.telegram_id
			LEFT JOIN revisions r ON r.bot_id = b.bot_id AND r.revision = b.revision
			LEFT JOIN incidents i ON i.bot_id = b.bot_id AND i.kind = '`+host.IncidentToken+`' AND i.ended_at IS NULL
			LEFT JOIN figures a ON a.bot_id = b.bot_id AND a.day = 0 AND a.kind = 'new' AND a.name = ''
			LEFT JOIN figures z ON z.bot_id = b.bot_id AND z.day = 0 AND z.kind = 'zone' AND z.name = ''
			LEFT JOIN figures fu ON fu.bot_id = b.bot_id AND fu.day = (CAST(? AS bigint) + coalesce(z.n, 0)) / 86400 AND fu.kind = 'user' AND fu.name = ''
			LEFT JOIN figures fe ON fe.bot_id = b.bot_id AND fe.day = (CAST(? AS bigint) + coalesce(z.n, 0)) / 86400 AND fe.kind = 'error' AND fe.name = ''
			LEFT JOIN figures ft ON ft.bot_id = b.bot_id AND ft.day = (CAST(? AS bigint) + coalesce(z.n, 0)) / 86400 AND ft.kind = 'turn' AND ft.name = ''
		WHERE `+where, append([]any{now, now, now}, args...)...)
	return out, err
}

// ChangeBot lets change alter a bot's name, workspace, bin and Telegram bot; engine.ErrNotFound if there is none, and
// engine.ErrConflict if another has the Telegram bot.
func (s *Studio) ChangeBot(ctx context.Context, id string, change func(*studio.Bot) error, e *studio.Entry) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		var row editorBotRow
		if err := t.gorm.Clauses(forUpdate).Where("id = ?", id).Take(&row).Error; err != nil {
			return found(err)
		}
		b := row.bot()
		if err := change(&b); err != nil {
			return err
		}
		b.ChangedAt = s.d.now()
		if b.Telegram != 0 && (row.TelegramID == nil || *row.TelegramID != b.Telegram) {
			var other int64
			err := t.gorm.Raw("SELECT count(*) FROM editor_bots WHERE telegram_id = ?", b.Telegram).Scan(&other).Error
			if err != nil || other > 0 {
				return errors.Join(err, engine.ErrConflict)
			}
		}
		next := editorBot(&b)
		err := t.gorm.Model(next).Select("workspace", "name", "sought", "telegram_id", "changed_at", "binned_at", "resting").Updates(next).Error
		if err != nil {
			return err
		}
		if err := s.d.addToLog(t, e); err != nil {
			return err
		}
		return s.d.tellOthers(t.gorm, host.Notice{Kind: host.NoticeDraft, Draft: id})
	})
	if err != nil {
		return fmt.Errorf("change bot %s: %w", id, err)
	}
	return nil
}

// Strays gives bots that are served and that the editor does not have.
func (s *Studio) Strays(ctx context.Context) ([]studio.Stray, error) {
	var out []studio.Stray
	err := s.d.each(ctx, func(rows *sql.Rows) error {
		var b studio.Stray
		if err := rows.Scan(&b.ID, &b.Name, &b.Workspace, &b.Revision); err != nil {
			return err
		}
		out = append(out, b)
		return nil
	}, `SELECT bot_id, name, workspace, revision FROM bots b WHERE hosted AND NOT leaving AND bot_id > 0 AND revision > 0
		AND NOT EXISTS (SELECT 1 FROM editor_bots e WHERE e.telegram_id = b.bot_id) ORDER BY bot_id`)
	if err != nil {
		return nil, fmt.Errorf("look for bots that the editor does not have: %w", err)
	}
	return out, nil
}

// Binned gives the bots that came into the bin before the time.
func (s *Studio) Binned(ctx context.Context, before time.Time) ([]string, error) {
	var ids []string
	err := s.d.read.WithContext(ctx).Raw("SELECT id FROM editor_bots WHERE binned_at < ? ORDER BY id", before.UnixMicro()).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("look into the bin: %w", err)
	}
	return ids, nil
}
