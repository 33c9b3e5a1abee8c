package storage

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// setupLinks is how many links for the first account are kept: each start makes one, and a program that starts again and again
// must not fill the table.
const setupLinks = 8

// PutSetupLink adds a link for the first account; false if there is an account.
func (d *DB) PutSetupLink(ctx context.Context, l account.Link) (put bool, err error) {
	err = d.inTx(ctx, func(_ context.Context, t *tx) error {
		n, err := countAccounts(t.gorm)
		if err != nil {
			return err
		}
		put = n == 0
		old := t.gorm.Where("account = ''")
		if put {
			old = old.Where("hash NOT IN (SELECT hash FROM one_time_links WHERE account = '' ORDER BY expires_at DESC LIMIT ?)", setupLinks-1)
		}
		if err := old.Delete(&linkRow{}).Error; err != nil || !put {
			return err
		}
		return t.gorm.Create(&linkRow{Hash: l.Hash, ExpiresAt: l.ExpiresAt.UnixMicro()}).Error
	})
	return put, doing("store set-up link", err)
}

// useSetupLinks takes all links for the first account with one of them, in one statement: whoever comes at the same time with another
// one waits, and finds none.
func useSetupLinks(t *tx, hash []byte, now time.Time) error {
	var rows []linkRow
	if err := t.gorm.Clauses(clause.Returning{}).Where("account = ''").Delete(&rows).Error; err != nil {
		return err
	}
	if !slices.ContainsFunc(rows, func(r linkRow) bool { return bytes.Equal(r.Hash, hash) && r.ExpiresAt > now.UnixMicro() }) {
		return engine.ErrNotFound
	}
	return nil
}

// SetUp makes the first account with a link, and the first workspace, which it owns.
func (d *DB) SetUp(ctx context.Context, hash []byte, now time.Time, u *account.User, title string, l *account.Login, e *account.Entry) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := useSetupLinks(t, hash, now); err != nil {
			return err
		}
		// Somebody may have been quicker with a link that was made while they were at it.
		if n, err := countAccounts(t.gorm); err != nil || n > 0 {
			return errors.Join(err, engine.ErrNotFound)
		}
		if err := d.addAccount(t, u); err != nil {
			return err
		}
		if err := addWorkspace(t, &account.Workspace{ID: mainWorkspace, Title: title, MadeAt: u.MadeAt}, u.ID); err != nil {
			return err
		}
		return d.addLogin(t, l, e)
	})
	return doing("make the first account", err)
}
