package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
)

// BlocksToLookAt gives installed packages of services that nobody has looked at since a time, at most so many, and notes that they are
// looked at now: of several processes one gets each. They have no files.
func (s *Studio) BlocksToLookAt(ctx context.Context, now, since time.Time, most int) ([]*custom.Package, error) {
	var rows []installedBlockRow
	err := s.d.read.WithContext(ctx).Where("looked_at < ?", since.UnixMicro()).Order("looked_at, digest").Limit(most).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read which services of blocks are to be looked at: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	var out []*custom.Package
	err = s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		out = nil
		for i := range rows {
			set := t.gorm.Model(&installedBlockRow{}).Where("digest = ? AND looked_at < ?", rows[i].Digest, since.UnixMicro()).Update("looked_at", now.UnixMicro())
			if set.Error != nil {
				return set.Error
			}
			m, err := s.d.known.read(rows[i].Digest, rows[i].Manifest)
			if err != nil {
				return fmt.Errorf("package %s %s: %w", rows[i].Name, rows[i].Version, err)
			}
			if set.RowsAffected > 0 && m.Kind == custom.Remote {
				out = append(out, &custom.Package{Manifest: m, Digest: rows[i].Digest})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("note which services of blocks are looked at: %w", err)
	}
	return out, nil
}
