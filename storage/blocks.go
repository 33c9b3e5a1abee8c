package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// installedBlockRow is one row of installed_blocks.
type installedBlockRow struct {
	Workspace   string `gorm:"column:workspace;primaryKey"`
	Name        string `gorm:"column:name;primaryKey"`
	Version     string `gorm:"column:version;primaryKey"`
	Digest      string `gorm:"column:digest"`
	Manifest    []byte `gorm:"column:manifest"`
	InstalledAt int64  `gorm:"column:installed_at"`
	Account     string `gorm:"column:account"`
	AccountName string `gorm:"column:account_name"`
	Source      string `gorm:"column:source"`
	URL         string `gorm:"column:url"`
	Disabled    bool   `gorm:"column:disabled"`
	Kept        string `gorm:"column:kept"`
}

// TableName is the table's name.
func (installedBlockRow) TableName() string { return "installed_blocks" }

// blockArchiveRow is one row of block_archives.
type blockArchiveRow struct {
	Digest  string `gorm:"column:digest;primaryKey"`
	Archive []byte `gorm:"column:archive"`
}

// TableName is the table's name.
func (blockArchiveRow) TableName() string { return "block_archives" }

// keptManifests is how many manifests are remembered.
const keptManifests = 4096

// manifests are those that were read, by the digests of their packages: the same for as long as there are such, and read for each
// draft that is looked at and each call of a block.
type manifests struct {
	mu sync.Mutex
	of map[string]*custom.Manifest
}

func (m *manifests) read(digest string, data []byte) (*custom.Manifest, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.of[digest]; known != nil {
		return known, nil
	}
	out := &custom.Manifest{}
	if err := json.Unmarshal(data, out); err != nil {
		return nil, err
	}
	if m.of == nil || len(m.of) == keptManifests {
		m.of = map[string]*custom.Manifest{}
	}
	m.of[digest] = out
	return out, nil
}

func (r *installedBlockRow) installed(known *manifests) (custom.Installed, error) {
	m, err := known.read(r.Digest, r.Manifest)
	return custom.Installed{
		Manifest: m, Digest: r.Digest, At: fromMicros(&r.InstalledAt), By: custom.Installer{ID: r.Account, Name: r.AccountName},
		Source: r.Source, URL: r.URL, Disabled: r.Disabled,
	}, err
}

// Blocks gives all versions of packages that a workspace has.
func (s *Studio) Blocks(ctx context.Context, workspace string) ([]custom.Installed, error) {
	var rows []noticedBlockRow
	err := s.d.read.WithContext(ctx).Table("installed_blocks AS b").Select("b.*, n.offered, n.manifest AS offer, n.noticed_at").
		Joins("LEFT JOIN block_notices AS n ON n.digest = b.digest AND n.offered <> b.kept").
		Where("b.workspace = ?", workspace).Order("b.name, b.version").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the packages of workspace %s: %w", workspace, err)
	}
	out := make([]custom.Installed, len(rows))
	for i := range rows {
		if out[i], err = rows[i].Block.installed(&s.d.known); err == nil {
			out[i].Notice, err = rows[i].notice()
		}
		if err != nil {
			return nil, fmt.Errorf("read package %s %s of workspace %s: %w", rows[i].Block.Name, rows[i].Block.Version, workspace, err)
		}
	}
	return out, nil
}

// BlockArchive gives the archive of a package; engine.ErrNotFound if nobody has it.
func (s *Studio) BlockArchive(ctx context.Context, digest string) ([]byte, error) {
	var r blockArchiveRow
	if err := s.d.read.WithContext(ctx).Where("digest = ?", digest).Take(&r).Error; err != nil {
		return nil, fmt.Errorf("read the archive of package %s: %w", digest, found(err))
	}
	return r.Archive, nil
}

// AddBlock installs a version; engine.ErrConflict if the workspace has another package of that version.
func (s *Studio) AddBlock(ctx context.Context, workspace string, i *custom.Installed, archive []byte, e *studio.Entry) error {
	manifest, err := json.Marshal(i.Manifest)
	if err != nil {
		return fmt.Errorf("install package %s: %w", i.ID(), err)
	}
	row := installedBlockRow{
		Workspace: workspace, Name: i.Manifest.Name, Version: i.Manifest.Version, Digest: i.Digest, Manifest: manifest,
		InstalledAt: i.At.UnixMicro(), Account: i.By.ID, AccountName: plain(i.By.Name), Source: i.Source, URL: plain(i.URL), Disabled: i.Disabled,
	}
	err = s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		set := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
		if set.Error != nil {
			return set.Error
		}
		if set.RowsAffected == 0 {
			return engine.ErrConflict
		}
		if err := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&blockArchiveRow{i.Digest, archive}).Error; err != nil {
			return err
		}
		return s.d.addToLog(t, e)
	})
	if err != nil {
		return fmt.Errorf("install package %s in workspace %s: %w", i.ID(), workspace, err)
	}
	return nil
}

// SetBlockDisabled switches all versions of a package off, or on again; engine.ErrNotFound if the workspace has none.
func (s *Studio) SetBlockDisabled(ctx context.Context, workspace, name string, disabled bool, e *studio.Entry) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		set := t.gorm.Model(&installedBlockRow{}).Where("workspace = ? AND name = ?", workspace, name).Update("disabled", disabled)
		if set.Error != nil {
			return set.Error
		}
		if set.RowsAffected == 0 {
			return engine.ErrNotFound
		}
		return s.d.addToLog(t, e)
	})
	if err != nil {
		return fmt.Errorf("switch package %s of workspace %s: %w", name, workspace, err)
	}
	return nil
}

// DropBlock takes a version away, and its archive if nobody else has it.
func (s *Studio) DropBlock(ctx context.Context, workspace string, id custom.BlockID, e *studio.Entry) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		set := t.gorm.Where("workspace = ? AND name = ? AND version = ?", workspace, id.Type, id.Version).Delete(&installedBlockRow{})
		if set.Error != nil {
			return set.Error
		}
		if set.RowsAffected == 0 {
			return engine.ErrNotFound
		}
		for _, unneeded := range []string{
			"DELETE FROM block_archives WHERE digest NOT IN (SELECT digest FROM installed_blocks)",
			"DELETE FROM block_notices WHERE digest NOT IN (SELECT digest FROM installed_blocks)",
		} {
			if err := t.gorm.Exec(unneeded).Error; err != nil {
				return err
			}
		}
		err := t.gorm.Exec("DELETE FROM block_secrets WHERE workspace = ? AND name NOT IN (SELECT name FROM installed_blocks WHERE workspace = ?)", workspace, workspace).Error
		if err != nil {
			return err
		}
		return s.d.addToLog(t, e)
	})
	if err != nil {
		return fmt.Errorf("remove package %s from workspace %s: %w", id, workspace, err)
	}
	return nil
}
