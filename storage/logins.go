package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// loginRow is one row of logins.
type loginRow struct {
	Hash    []byte `gorm:"column:hash;primaryKey"`
	ID      string `gorm:"column:id"`
	Account string `gorm:"column:account"`
	Agent   string `gorm:"column:agent"`
	Address string `gorm:"column:address"`
	MadeAt  int64  `gorm:"column:made_at"`
	UsedAt  int64  `gorm:"column:used_at"`
}

// TableName is the table's name.
func (loginRow) TableName() string { return "logins" }

func (r *loginRow) login() account.Login {
	return account.Login{
		Hash: r.Hash, ID: r.ID, UserID: r.Account, Agent: r.Agent, Address: r.Address,
		MadeAt: fromMicros(&r.MadeAt), UsedAt: fromMicros(&r.UsedAt),
	}
}

func (d *DB) addLogin(t *tx, l *account.Login, e *account.Entry) error {
	row := &loginRow{
		Hash: l.Hash, ID: l.ID, Account: l.UserID, Agent: plain(l.Agent), Address: l.Address,
		MadeAt: l.MadeAt.UnixMicro(), UsedAt: l.UsedAt.UnixMicro(),
	}
	if err := t.gorm.Create(row).Error; err != nil {
		return err
	}
	return d.addToLog(t, e)
}

// AddLogin stores a log-in.
func (d *DB) AddLogin(ctx context.Context, l *account.Login, e *account.Entry) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error { return d.addLogin(t, l, e) })
	return doing("store log-in", err)
}

// Login gives a log-in with whose it is and that person's roles; engine.ErrNotFound if there is none.
func (d *DB) Login(ctx context.Context, hash []byte) (*account.Login, *account.User, []access.Grant, error) {
	var row loginRow
	if err := d.read.WithContext(ctx).Where("hash = ?", hash).Take(&row).Error; err != nil {
		return nil, nil, nil, fmt.Errorf("read log-in: %w", found(err))
	}
	u, grants, err := d.userWithGrants(ctx, row.Account)
	l := row.login()
	return &l, u, grants, err
}

func (d *DB) userWithGrants(ctx context.Context, id string) (*account.User, []access.Grant, error) {
	u, err := d.Account(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	grants, err := d.Grants(ctx, id)
	return u, grants, err
}

// Grants gives the roles of an account, by workspace and bot.
func (d *DB) Grants(ctx context.Context, userID string) ([]access.Grant, error) {
	var rows []memberRow
	if err := d.read.WithContext(ctx).Where("account = ?", userID).Order("workspace, bot").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read roles: %w", err)
	}
	grants := make([]access.Grant, len(rows))
	for i, r := range rows {
		grants[i] = access.Grant{Workspace: r.Workspace, Bot: r.Bot, Role: access.Role(r.Role)}
	}
	return grants, nil
}

// ListLogins gives the log-ins of an account, the newest first.
func (d *DB) ListLogins(ctx context.Context, userID string) ([]account.Login, error) {
	var rows []loginRow
	if err := d.read.WithContext(ctx).Where("account = ?", userID).Order("made_at DESC, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list log-ins: %w", err)
	}
	out := make([]account.Login, len(rows))
	for i := range rows {
		out[i] = rows[i].login()
	}
	return out, nil
}

// TouchLogin notes when a log-in was used.
func (d *DB) TouchLogin(ctx context.Context, hash []byte, at time.Time) error {
	err := d.write.WithContext(ctx).Model(&loginRow{}).Where("hash = ?", hash).Update("used_at", at.UnixMicro()).Error
	return doing("note use of a log-in", err)
}

// EndLogin ends a log-in of an account; engine.ErrNotFound if it has none of that id.
func (d *DB) EndLogin(ctx context.Context, userID, id string, e *account.Entry) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		res := t.gorm.Where("account = ? AND id = ?", userID, id).Delete(&loginRow{})
		if res.Error == nil && res.RowsAffected == 0 {
			return engine.ErrNotFound
		}
		if res.Error != nil {
			return res.Error
		}
		return d.addToLog(t, e)
	})
	return doing("end log-in", err)
}

// PurgeLogins deletes log-ins made or used before these times, and links and invitations that are over.
func (d *DB) PurgeLogins(ctx context.Context, made, used, now time.Time) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := t.gorm.Where("made_at < ? OR used_at < ?", made.UnixMicro(), used.UnixMicro()).Delete(&loginRow{}).Error; err != nil {
			return err
		}
		if err := t.gorm.Where("expires_at <= ?", now.UnixMicro()).Delete(&invitationRow{}).Error; err != nil {
			return err
		}
		return t.gorm.Where("expires_at <= ?", now.UnixMicro()).Delete(&linkRow{}).Error
	})
	return doing("purge log-ins", err)
}
