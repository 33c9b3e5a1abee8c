package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// blockNoticeRow is one row of block_notices.
type blockNoticeRow struct {
	Digest    string `gorm:"column:digest;primaryKey"`
	Offered   string `gorm:"column:offered"`
	Manifest  []byte `gorm:"column:manifest"`
	NoticedAt int64  `gorm:"column:noticed_at"`
}

// TableName is the table's name.
func (blockNoticeRow) TableName() string { return "block_notices" }

// noticedBlockRow is an installed package with what its service offers, if that is another one.
type noticedBlockRow struct {
	Block     installedBlockRow `gorm:"embedded"`
	Offered   *string           `gorm:"column:offered"`
	Offer     []byte            `gorm:"column:offer"`
	NoticedAt *int64            `gorm:"column:noticed_at"`
}

func (r *noticedBlockRow) notice() (*custom.Notice, error) {
	if r.Offered == nil {
		return nil, nil
	}
	n := &custom.Notice{Manifest: &custom.Manifest{}, Digest: *r.Offered, At: fromMicros(r.NoticedAt)}
	return n, json.Unmarshal(r.Offer, n.Manifest)
}

// NoteBlock remembers what the service of an installed package offers, by the package's digest; nil for what is installed.
func (s *Studio) NoteBlock(ctx context.Context, digest string, n *custom.Notice) error {
	var row blockNoticeRow
	if n != nil {
		manifest, err := json.Marshal(n.Manifest)
		if err != nil {
			return fmt.Errorf("note the offer of a service: %w", err)
		}
		row = blockNoticeRow{Digest: digest, Offered: n.Digest, Manifest: manifest, NoticedAt: n.At.UnixMicro()}
	}
	var known blockNoticeRow
	switch err := s.d.read.WithContext(ctx).Where("digest = ?", digest).Take(&known).Error; {
	case err != nil && !errors.Is(found(err), engine.ErrNotFound):
		return fmt.Errorf("read the offer of a service: %w", err)
	case known.Offered == row.Offered:
		return nil // it is looked at every hour, and nothing is new
	}
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		if n == nil {
			return t.gorm.Where("digest = ?", digest).Delete(&blockNoticeRow{}).Error
		}
		return t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
	})
	if err != nil {
		return fmt.Errorf("note the offer of a service: %w", err)
	}
	return nil
}

// KeepBlock turns an offer of the service down, so that it is shown no more; engine.ErrNotFound if the version is not there.
func (s *Studio) KeepBlock(ctx context.Context, workspace string, id custom.BlockID, offered string, e *studio.Entry) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		set := t.gorm.Model(&installedBlockRow{}).Where("workspace = ? AND name = ? AND version = ?", workspace, id.Type, id.Version).Update("kept", offered)
		if set.Error != nil {
			return set.Error
		}
		if set.RowsAffected == 0 {
			return engine.ErrNotFound
		}
		return s.d.addToLog(t, e)
	})
	if err != nil {
		return fmt.Errorf("keep package %s of workspace %s: %w", id, workspace, err)
	}
	return nil
}
