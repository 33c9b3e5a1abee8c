package storage

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/studio"
)

// blockSecretRow is one row of block_secrets. It belongs to no bot, so the data key of the database itself seals it.
type blockSecretRow struct {
	Workspace string `gorm:"column:workspace;primaryKey"`
	Name      string `gorm:"column:name;primaryKey"`
	Value     []byte `gorm:"column:value"` // sealed
}

// TableName is the table's name.
func (blockSecretRow) TableName() string { return "block_secrets" }

// about is what the value is bound to besides its column.
func (r *blockSecretRow) about() string { return r.Workspace + "\n" + r.Name }

// BlockSecret gives the secret that a workspace shares with the service of a package; engine.ErrNotFound if there is none.
func (s *Studio) BlockSecret(ctx context.Context, workspace, name string) (string, error) {
	var row blockSecretRow
	if err := s.d.read.WithContext(ctx).Where("workspace = ? AND name = ?", workspace, name).Take(&row).Error; err != nil {
		return "", fmt.Errorf("read the secret of package %s: %w", name, found(err))
	}
	value, err := s.d.keys(ctx).unsealed(row.Value, "block_secrets", "value", noBot, row.about())
	if err != nil {
		return "", fmt.Errorf("read the secret of package %s: %w", name, err)
	}
	return string(value), nil
}

// BlockSecrets gives the names of the packages for which a workspace has a secret, sorted.
func (s *Studio) BlockSecrets(ctx context.Context, workspace string) ([]string, error) {
	var names []string
	err := s.d.read.WithContext(ctx).Model(&blockSecretRow{}).Where("workspace = ?", workspace).Order("name").Pluck("name", &names).Error
	if err != nil {
		return nil, fmt.Errorf("read the secrets of packages of workspace %s: %w", workspace, err)
	}
	return names, nil
}

// SetBlockSecret keeps the secret of a package; an empty one forgets it.
func (s *Studio) SetBlockSecret(ctx context.Context, workspace, name, value string, e *studio.Entry) error {
	row := blockSecretRow{Workspace: workspace, Name: name}
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		if value == "" {
			if err := t.gorm.Delete(&row).Error; err != nil {
				return err
			}
			return s.d.addToLog(t, e)
		}
		k, err := s.d.sealer(t, noBot)
		if err != nil {
			return err
		}
		row.Value = k.seal([]byte(value), "block_secrets", "value", row.about())
		if err := t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
			return err
		}
		return s.d.addToLog(t, e)
	})
	if err != nil {
		return fmt.Errorf("keep the secret of package %s: %w", name, err)
	}
	return nil
}
