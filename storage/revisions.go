package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// revisionRow is one row of revisions.
type revisionRow struct {
	BotID    int64  `gorm:"column:bot_id;primaryKey;autoIncrement:false"`
	Revision int    `gorm:"column:revision;primaryKey;autoIncrement:false"`
	Document []byte `gorm:"column:document"`
	MadeAt   int64  `gorm:"column:made_at"`
	// Plan is what was decided for the people who were inside; nil for nothing.
	Plan *string `gorm:"column:plan"`
	// Account and Name are who published it, with a Note; empty for the command line.
	Account string `gorm:"column:account"`
	Name    string `gorm:"column:name"`
	Note    string `gorm:"column:note"`
	Digest  string `gorm:"column:digest"` // studio.Digest of the document
	// Idle is what hosts need of a revision that nobody uses (host.Store.Digest); nil if none was kept.
	Idle *string `gorm:"column:idle_digest"`
}

// TableName is the table's name.
func (revisionRow) TableName() string { return "revisions" }

// Publish stores a document as the bot's next revision, makes it the published one and gives its number. The same
// document as the last gives that one's number and stores nothing.
func (d *DB) Publish(ctx context.Context, botID int64, document []byte, at time.Time) (int, error) {
	return d.PublishPlan(ctx, host.Publication{BotID: botID, Document: document, At: at, From: -1})
}

// PublishPlan does that with what was decided for the people inside; engine.ErrConflict if the bot was published meanwhile.
// With something decided the same document is a revision of its own.
func (d *DB) PublishPlan(ctx context.Context, p host.Publication) (int, error) {
	botID, document, at := p.BotID, p.Document, p.At
	var last revisionRow
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := d.backend.lockBot(t, botID); err != nil {
			return err
		}
		if p.From >= 0 {
			var bot botRow
			if err := t.gorm.Select("revision").Where("bot_id = ?", botID).Take(&bot).Error; err != nil {
				return found(err)
			}
			if bot.Revision != p.From {
				return engine.ErrConflict
			}
		}
		last = revisionRow{}
		err := t.gorm.Where("bot_id = ?", botID).Order("revision DESC").Take(&last).Error
		if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		if err != nil || !bytes.Equal(last.Document, document) || len(p.Plan) > 0 {
			last = revisionRow{
				BotID: botID, Revision: last.Revision + 1, Document: document, MadeAt: at.UnixMicro(),
				Account: p.Account, Name: plain(p.Name), Note: plain(p.Note), Digest: studio.Digest(document),
			}
			if p.Plan != nil {
				last.Plan = new(string(p.Plan))
			}
			if p.Digest != "" {
				last.Idle = &p.Digest
			}
			if err := t.gorm.Create(&last).Error; err != nil {
				return err
			}
		}
		version, err := d.nextBotVersion(t.gorm)
		if err != nil {
			return err
		}
		return t.gorm.Model(&botRow{}).Where("bot_id = ?", botID).Updates(map[string]any{"revision": last.Revision, "version": version}).Error
	})
	if err != nil {
		return 0, fmt.Errorf("publish bot %d: %w", botID, err)
	}
	return last.Revision, nil
}

// Revision gives a document; engine.ErrNotFound if there is no such revision.
func (d *DB) Revision(ctx context.Context, botID int64, revision int) ([]byte, error) {
	var row revisionRow
	if err := d.read.WithContext(ctx).Where("bot_id = ? AND revision = ?", botID, revision).Take(&row).Error; err != nil {
		return nil, fmt.Errorf("read revision %d of bot %d: %w", revision, botID, found(err))
	}
	return row.Document, nil
}

// Digest gives the digest of a revision, empty if there is none, and when the revision was made.
func (d *DB) Digest(ctx context.Context, botID int64, revision int) (digest string, made time.Time, err error) {
	var kept *string
	var at *int64
	err = d.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&kept, &at) },
		"SELECT idle_digest, made_at FROM revisions WHERE bot_id = ? AND revision = ?", botID, revision)
	if err != nil {
		return "", made, fmt.Errorf("read digest of revision %d of bot %d: %w", revision, botID, err)
	}
	if kept != nil {
		digest = *kept
	}
	return digest, fromMicros(at), nil
}

// KeepDigest keeps it.
func (d *DB) KeepDigest(ctx context.Context, botID int64, revision int, made time.Time, digest string) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		return t.gorm.Exec("UPDATE revisions SET idle_digest = ? WHERE bot_id = ? AND revision = ? AND made_at = ? AND idle_digest IS DISTINCT FROM ?",
			digest, botID, revision, made.UnixMicro(), digest).Error
	})
	if err != nil {
		return fmt.Errorf("keep digest of revision %d of bot %d: %w", revision, botID, err)
	}
	return nil
}

// Revisions gives the revisions of a bot, the newest first, at most limit.
func (d *DB) Revisions(ctx context.Context, botID int64, limit int) ([]host.RevisionInfo, error) {
	return d.revisionsBelow(ctx, botID, math.MaxInt32, limit)
}

func (d *DB) revisionsBelow(ctx context.Context, botID int64, below, limit int) ([]host.RevisionInfo, error) {
	var out []host.RevisionInfo
	err := d.each(ctx, func(rows *sql.Rows) error {
		var r host.RevisionInfo
		var at int64
		if err := rows.Scan(&r.Number, &r.Bytes, &at, &r.Account, &r.Name, &r.Note); err != nil {
			return err
		}
		r.MadeAt = fromMicros(&at)
		out = append(out, r)
		return nil
	}, "SELECT revision, length(document), made_at, account, name, note FROM revisions WHERE bot_id = ? AND revision < ? ORDER BY revision DESC LIMIT ?", botID, below, limit)
	if err != nil {
		return nil, fmt.Errorf("read the revisions of bot %d: %w", botID, err)
	}
	return out, nil
}

// Plans gives what was decided for the people inside, by revision. Revisions without anything decided are left out.
func (d *DB) Plans(ctx context.Context, botID int64) ([]host.StoredPlan, error) {
	var out []host.StoredPlan
	err := d.each(ctx, func(rows *sql.Rows) error {
		var p host.StoredPlan
		if err := rows.Scan(&p.Revision, &p.Plan); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	}, "SELECT revision, plan FROM revisions WHERE bot_id = ? AND plan IS NOT NULL ORDER BY revision", botID)
	if err != nil {
		return nil, fmt.Errorf("read the plans of bot %d: %w", botID, err)
	}
	return out, nil
}
