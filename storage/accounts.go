package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// accountRow is one row of accounts.
type accountRow struct {
	ID         string `gorm:"column:id;primaryKey"`
	Email      string `gorm:"column:email"`
	Name       string `gorm:"column:name"`
	Language   string `gorm:"column:language"`
	Password   string `gorm:"column:password"`
	TOTP       []byte `gorm:"column:totp"`     // sealed
	TOTPNew    []byte `gorm:"column:totp_new"` // sealed
	Step       int64  `gorm:"column:totp_step"`
	Recovery   string `gorm:"column:recovery"` // JSON
	DisabledAt *int64 `gorm:"column:disabled_at"`
	MadeAt     int64  `gorm:"column:made_at"`
}

// TableName is the table's name.
func (accountRow) TableName() string { return "accounts" }

// linkRow is one row of one_time_links.
type linkRow struct {
	Hash      []byte `gorm:"column:hash;primaryKey"`
	Account   string `gorm:"column:account"`
	ExpiresAt int64  `gorm:"column:expires_at"`
}

// TableName is the table's name.
func (linkRow) TableName() string { return "one_time_links" }

// userOf opens what is sealed.
func (keys keyring) userOf(r *accountRow) (*account.User, error) {
	u := &account.User{
		ID: r.ID, Email: r.Email, Name: r.Name, Language: r.Language, Password: r.Password, Step: r.Step,
		Disabled: fromMicros(r.DisabledAt), MadeAt: fromMicros(&r.MadeAt),
	}
	for _, x := range []struct {
		sealed []byte
		column string
		plain  *string
	}{{r.TOTP, "totp", &u.TOTP}, {r.TOTPNew, "totp_new", &u.TOTPNew}} {
		plain, err := keys.unsealed(x.sealed, "accounts", x.column, noBot, r.ID)
		if err != nil {
			return nil, err
		}
		*x.plain = string(plain)
	}
	if err := json.Unmarshal([]byte(r.Recovery), &u.Recovery); err != nil {
		return nil, fmt.Errorf("read recovery codes of account %s: %w", r.ID, err)
	}
	return u, nil
}

// accountRow seals what is secret. It belongs to no bot, so the data key of the database itself does it.
func (d *DB) accountRow(t *tx, u *account.User) (*accountRow, error) {
	recovery, err := json.Marshal(u.Recovery)
	if err != nil {
		return nil, err
	}
	r := &accountRow{
		ID: u.ID, Email: u.Email, Name: plain(u.Name), Language: u.Language, Password: u.Password, Step: u.Step,
		Recovery: string(recovery), DisabledAt: micros(u.Disabled), MadeAt: u.MadeAt.UnixMicro(),
	}
	if u.TOTP == "" && u.TOTPNew == "" {
		return r, nil
	}
	s, err := d.sealer(t, noBot)
	if err != nil {
		return nil, err
	}
	r.TOTP = s.seal([]byte(u.TOTP), "accounts", "totp", u.ID)
	r.TOTPNew = s.seal([]byte(u.TOTPNew), "accounts", "totp_new", u.ID)
	return r, nil
}

// Accounts counts the accounts.
func (d *DB) Accounts(ctx context.Context) (int, error) {
	n, err := countAccounts(d.read.WithContext(ctx))
	if err != nil {
		return 0, fmt.Errorf("count accounts: %w", err)
	}
	return n, nil
}

func countAccounts(g *gorm.DB) (int, error) {
	var n int64
	err := g.Model(&accountRow{}).Count(&n).Error
	return int(n), err
}

// Account gives an account; engine.ErrNotFound if there is none.
func (d *DB) Account(ctx context.Context, id string) (*account.User, error) {
	return d.account(ctx, "id = ?", id)
}

// AccountOf gives the account with an e-mail; engine.ErrNotFound if there is none.
func (d *DB) AccountOf(ctx context.Context, email string) (*account.User, error) {
	return d.account(ctx, "email = ?", email)
}

func (d *DB) account(ctx context.Context, where string, args ...any) (*account.User, error) {
	var row accountRow
	err := d.read.WithContext(ctx).Where(where, args...).Take(&row).Error
	if err != nil {
		return nil, fmt.Errorf("read account: %w", found(err))
	}
	return d.keys(ctx).userOf(&row)
}

// ListAccounts gives all accounts, by e-mail.
func (d *DB) ListAccounts(ctx context.Context) ([]account.User, error) {
	var rows []accountRow
	if err := d.read.WithContext(ctx).Order("email").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	keys, out := d.keys(ctx), make([]account.User, len(rows))
	for i := range rows {
		u, err := keys.userOf(&rows[i])
		if err != nil {
			return nil, err
		}
		out[i] = *u
	}
	return out, nil
}

// addAccount stores a new account; engine.ErrConflict if somebody has its e-mail.
func (d *DB) addAccount(t *tx, u *account.User) error {
	row, err := d.accountRow(t, u)
	if err != nil {
		return err
	}
	res := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(row)
	if res.Error == nil && res.RowsAffected == 0 {
		return fmt.Errorf("there is an account with this e-mail: %w", engine.ErrConflict)
	}
	return res.Error
}

// changeAccount changes an account that nobody else changes meanwhile.
func (d *DB) changeAccount(t *tx, id string, change func(*account.User) (account.Change, error)) error {
	var row accountRow
	if err := t.gorm.Clauses(forUpdate).Where("id = ?", id).Take(&row).Error; err != nil {
		return found(err)
	}
	u, err := d.keysIn(t).userOf(&row)
	if err != nil {
		return err
	}
	c, err := change(u)
	if err != nil {
		return err
	}
	after, err := d.accountRow(t, u)
	if err != nil {
		return err
	}
	if err := t.gorm.Save(after).Error; err != nil {
		return err
	}
	if c.EndLogins {
		if err := t.gorm.Where("account = ? AND id <> ?", id, c.Except).Delete(&loginRow{}).Error; err != nil {
			return err
		}
	}
	return d.addToLog(t, c.Entry)
}

// ChangeAccount changes an account, and ends its log-ins as it is told.
func (d *DB) ChangeAccount(ctx context.Context, id string, change func(*account.User) (account.Change, error)) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error { return d.changeAccount(t, id, change) })
	return doing("change account", err)
}

// PutResetLink takes the place of the links of its account.
func (d *DB) PutResetLink(ctx context.Context, l account.Link, e *account.Entry) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := t.gorm.Where("account = ?", l.UserID).Delete(&linkRow{}).Error; err != nil {
			return err
		}
		row := &linkRow{Hash: l.Hash, Account: l.UserID, ExpiresAt: l.ExpiresAt.UnixMicro()}
		if err := t.gorm.Create(row).Error; err != nil {
			return err
		}
		return d.addToLog(t, e)
	})
	return doing("store link for a password", err)
}

// ResetLink gives the account whose link this is; engine.ErrNotFound if it is over.
func (d *DB) ResetLink(ctx context.Context, hash []byte, now time.Time) (*account.User, error) {
	var row linkRow
	err := d.read.WithContext(ctx).Where("hash = ? AND account <> '' AND expires_at > ?", hash, now.UnixMicro()).Take(&row).Error
	if err != nil {
		return nil, fmt.Errorf("read link: %w", found(err))
	}
	return d.Account(ctx, row.Account)
}

// useLink takes a link for a password, which nobody else gets then.
func useLink(t *tx, hash []byte, now time.Time) (*linkRow, error) {
	var rows []linkRow
	err := t.gorm.Clauses(clause.Returning{}).Where("hash = ? AND expires_at > ? AND account <> ''", hash, now.UnixMicro()).Delete(&rows).Error
	if err == nil && len(rows) == 0 {
		err = engine.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return &rows[0], nil
}

// Reset changes an account with a link, which is used up by it, ends its log-ins, and begins one.
func (d *DB) Reset(ctx context.Context, hash []byte, now time.Time, change func(*account.User) (*account.Entry, error), l *account.Login) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		link, err := useLink(t, hash, now)
		if err != nil {
			return err
		}
		err = d.changeAccount(t, link.Account, func(u *account.User) (account.Change, error) {
			e, err := change(u)
			return account.Change{EndLogins: true, Entry: e}, err
		})
		if err != nil {
			return err
		}
		return d.addLogin(t, l, nil)
	})
	return doing("use link for a password", err)
}
