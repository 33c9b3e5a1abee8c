package storage

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// invitationRow is one row of invitations.
type invitationRow struct {
	Hash      []byte `gorm:"column:hash;primaryKey"`
	ID        string `gorm:"column:id"`
	Workspace string `gorm:"column:workspace"`
	Bot       string `gorm:"column:bot"`
	Role      string `gorm:"column:role"`
	Note      string `gorm:"column:note"`
	MadeBy    string `gorm:"column:made_by"`
	MadeAt    int64  `gorm:"column:made_at"`
	ExpiresAt int64  `gorm:"column:expires_at"`
}

// TableName is the table's name.
func (invitationRow) TableName() string { return "invitations" }

func (r *invitationRow) invitation() *account.Invitation {
	return &account.Invitation{
		Hash: r.Hash, ID: r.ID, Workspace: r.Workspace, Bot: r.Bot, Role: access.Role(r.Role), Note: r.Note, MadeBy: r.MadeBy,
		MadeAt: fromMicros(&r.MadeAt), ExpiresAt: fromMicros(&r.ExpiresAt),
	}
}

// AddInvitation stores an invitation; engine.ErrConflict if its workspace has most of them already.
func (d *DB) AddInvitation(ctx context.Context, i *account.Invitation, most int, e *account.Entry) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		if _, err := holdWorkspace(t, i.Workspace); err != nil {
			return err
		}
		var n int64
		err := t.gorm.Model(&invitationRow{}).Where("workspace = ? AND expires_at > ?", i.Workspace, i.MadeAt.UnixMicro()).Count(&n).Error
		if err == nil && n >= int64(most) {
			err = engine.ErrConflict
		}
		if err != nil {
			return err
		}
		row := &invitationRow{
			Hash: i.Hash, ID: i.ID, Workspace: i.Workspace, Bot: i.Bot, Role: string(i.Role), Note: plain(i.Note), MadeBy: i.MadeBy,
			MadeAt: i.MadeAt.UnixMicro(), ExpiresAt: i.ExpiresAt.UnixMicro(),
		}
		if err := t.gorm.Create(row).Error; err != nil {
			return err
		}
		return d.addToLog(t, e)
	})
	return doing("store invitation", err)
}

// Invitation gives an invitation with its workspace, also if it is over; engine.ErrNotFound if there is none.
func (d *DB) Invitation(ctx context.Context, hash []byte) (*account.Invitation, *account.Workspace, error) {
	var row invitationRow
	if err := d.read.WithContext(ctx).Where("hash = ?", hash).Take(&row).Error; err != nil {
		return nil, nil, fmt.Errorf("read invitation: %w", found(err))
	}
	list, err := d.WorkspacesOf(ctx, []string{row.Workspace})
	if err == nil && len(list) == 0 {
		err = engine.ErrNotFound
	}
	if err != nil {
		return nil, nil, err
	}
	return row.invitation(), &list[0], nil
}

// ListInvitations gives the invitations of a workspace, the newest first.
func (d *DB) ListInvitations(ctx context.Context, workspace string) ([]account.Invitation, error) {
	var rows []invitationRow
	if err := d.read.WithContext(ctx).Where("workspace = ?", workspace).Order("made_at DESC, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	out := make([]account.Invitation, len(rows))
	for i := range rows {
		out[i] = *rows[i].invitation()
	}
	return out, nil
}

// EndInvitation takes an invitation back; engine.ErrNotFound if there is none of that id.
func (d *DB) EndInvitation(ctx context.Context, workspace, id string, entry func(*account.Invitation) *account.Entry) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		i, err := takeInvitation(t, "workspace = ? AND id = ?", workspace, id)
		if err != nil {
			return err
		}
		return d.addToLog(t, entry(i))
	})
	return doing("end invitation", err)
}

// takeInvitation deletes an invitation, which nobody else gets then.
func takeInvitation(t *tx, where string, args ...any) (*account.Invitation, error) {
	var rows []invitationRow
	err := t.gorm.Clauses(clause.Returning{}).Where(where, args...).Delete(&rows).Error
	if err == nil && len(rows) == 0 {
		err = engine.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return rows[0].invitation(), nil
}

// Accept uses an invitation up and lets somebody in. Errors are engine.ErrNotFound if it is over, and engine.ErrConflict if somebody
// has the e-mail of the new account.
func (d *DB) Accept(ctx context.Context, a account.Acceptance) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		i, err := takeInvitation(t, "hash = ? AND expires_at > ?", a.Hash, a.Now.UnixMicro())
		if err != nil {
			return err
		}
		if _, err := holdWorkspace(t, i.Workspace); err != nil {
			return err
		}
		if a.User != nil {
			if err := d.addAccount(t, a.User); err != nil {
				return err
			}
			if err := d.addLogin(t, a.Login, nil); err != nil {
				return err
			}
		}
		return d.changeMembers(t, i.Workspace, func(all []account.Member) ([]account.Member, *account.Entry, error) { return a.Merge(i, all) })
	})
	return doing("accept invitation", err)
}
