package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// libraryMayGrow reports studio.ErrQuota where a file is too large for what the quota of a bot of the editor, or of its workspace, leaves.
// One that is there already takes no more. Two that are taken in at the same moment may both find the last room.
func (d *DB) libraryMayGrow(ctx context.Context, bot string, o owners, m *studio.Media) error {
	var there int64
	err := d.read.WithContext(ctx).Model(&keptRow{}).Where("bot_id IN ? AND id = ? AND whole = ?", o.all(), mediaPrefix+m.Hash, true).Count(&there).Error
	if err != nil || there > 0 {
		return err
	}
	var row editorBotRow
	if err := d.read.WithContext(ctx).Select("id", "workspace", "telegram_id").Where("id = ?", bot).Take(&row).Error; err != nil {
		return found(err)
	}
	quotas, err := d.WorkspaceQuotas(ctx)
	if err != nil {
		return err
	}
	rec := host.BotRecord{Workspace: row.Workspace, SpaceQuota: quotas[row.Workspace]} // a draft has no quota of its own
	if row.TelegramID != nil {
		live, err := d.Bot(ctx, *row.TelegramID)
		switch {
		case err == nil:
			rec = live
		case !errors.Is(err, engine.ErrNotFound):
			return err
		}
	}
	l := overQuota{d: d, stored: map[string]int64{}}
	for _, workspace := range []bool{false, true} {
		stored, limit, err := l.room(ctx, &rec, workspace)
		if err != nil {
			return fmt.Errorf("measure what is left of a quota: %w", err)
		}
		if limit > 0 && stored+m.Size > limit {
			return studio.ErrQuota
		}
	}
	return nil
}
