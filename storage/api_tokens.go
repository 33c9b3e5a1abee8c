package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// tokenRow is one row of api_tokens.
type tokenRow struct {
	Hash      []byte `gorm:"column:hash;primaryKey"`
	ID        string `gorm:"column:id"`
	Account   string `gorm:"column:account"`
	Name      string `gorm:"column:name"`
	Prefix    string `gorm:"column:prefix"`
	Scopes    string `gorm:"column:scopes"` // JSON
	Bots      string `gorm:"column:bots"`   // JSON
	MadeAt    int64  `gorm:"column:made_at"`
	ExpiresAt *int64 `gorm:"column:expires_at"`
	UsedAt    *int64 `gorm:"column:used_at"`
}

// TableName is the table's name.
func (tokenRow) TableName() string { return "api_tokens" }

func (r *tokenRow) token() (*account.Token, error) {
	t := &account.Token{
		Hash: r.Hash, ID: r.ID, UserID: r.Account, Name: r.Name, Prefix: r.Prefix,
		MadeAt: fromMicros(&r.MadeAt), ExpiresAt: fromMicros(r.ExpiresAt), UsedAt: fromMicros(r.UsedAt),
	}
	if err := json.Unmarshal([]byte(r.Scopes), &t.Scopes); err != nil {
		return nil, fmt.Errorf("read scopes of token %s: %w", r.ID, err)
	}
	if t.Scopes == nil {
		t.Scopes = []access.Permission{} // nil would be everything
	}
	if err := json.Unmarshal([]byte(r.Bots), &t.Bots); err != nil {
		return nil, fmt.Errorf("read bots of token %s: %w", r.ID, err)
	}
	return t, nil
}

// AddToken stores a token; engine.ErrConflict if its account has most of them already.
func (d *DB) AddToken(ctx context.Context, tok *account.Token, most int, e *account.Entry) error {
	scopes, err := json.Marshal(tok.Scopes)
	if err != nil {
		return err
	}
	bots, err := json.Marshal(tok.Bots)
	if err != nil {
		return err
	}
	err = d.inTx(ctx, func(_ context.Context, t *tx) error {
		var n int64
		if err := t.gorm.Model(&tokenRow{}).Where("account = ?", tok.UserID).Count(&n).Error; err != nil {
			return err
		}
		if n >= int64(most) {
			return engine.ErrConflict
		}
		err := t.gorm.Create(&tokenRow{
			Hash: tok.Hash, ID: tok.ID, Account: tok.UserID, Name: plain(tok.Name), Prefix: tok.Prefix, Scopes: string(scopes),
			Bots: string(bots), MadeAt: tok.MadeAt.UnixMicro(), ExpiresAt: micros(tok.ExpiresAt),
		}).Error
		if err != nil {
			return err
		}
		return d.addToLog(t, e)
	})
	return doing("store token", err)
}

// Token gives a token with whose it is and that person's roles; engine.ErrNotFound if there is none.
func (d *DB) Token(ctx context.Context, hash []byte) (*account.Token, *account.User, []access.Grant, error) {
	var row tokenRow
	if err := d.read.WithContext(ctx).Where("hash = ?", hash).Take(&row).Error; err != nil {
		return nil, nil, nil, fmt.Errorf("read token: %w", found(err))
	}
	t, err := row.token()
	if err != nil {
		return nil, nil, nil, err
	}
	u, grants, err := d.userWithGrants(ctx, row.Account)
	return t, u, grants, err
}

// ListTokens gives the tokens of an account, the newest first.
func (d *DB) ListTokens(ctx context.Context, userID string) ([]account.Token, error) {
	var rows []tokenRow
	if err := d.read.WithContext(ctx).Where("account = ?", userID).Order("made_at DESC, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	out := make([]account.Token, len(rows))
	for i := range rows {
		t, err := rows[i].token()
		if err != nil {
			return nil, err
		}
		out[i] = *t
	}
	return out, nil
}

// TouchToken notes when a token was used.
func (d *DB) TouchToken(ctx context.Context, hash []byte, at time.Time) error {
	err := d.write.WithContext(ctx).Model(&tokenRow{}).Where("hash = ?", hash).Update("used_at", at.UnixMicro()).Error
	return doing("note use of a token", err)
}

// EndToken revokes a token of an account; engine.ErrNotFound if it has none of that id.
func (d *DB) EndToken(ctx context.Context, userID, id string, entry func(*account.Token) *account.Entry) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		var rows []tokenRow
		err := t.gorm.Clauses(clause.Returning{}).Where("account = ? AND id = ?", userID, id).Delete(&rows).Error
		if err == nil && len(rows) == 0 {
			err = engine.ErrNotFound
		}
		if err != nil {
			return err
		}
		tok, err := rows[0].token()
		if err != nil {
			return err
		}
		return d.addToLog(t, entry(tok))
	})
	return doing("end token", err)
}
