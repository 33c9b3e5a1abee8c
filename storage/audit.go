package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/editor/account"
)

// auditRow is one row of audit.
type auditRow struct {
	ID        int64  `gorm:"column:id;primaryKey"`
	At        int64  `gorm:"column:at"`
	Workspace string `gorm:"column:workspace"`
	Bot       string `gorm:"column:bot"`
	Account   string `gorm:"column:account"`
	Name      string `gorm:"column:name"`
	Token     string `gorm:"column:token"`
	Address   string `gorm:"column:address"`
	What      string `gorm:"column:what"`
	Target    string `gorm:"column:target"`
	Before    string `gorm:"column:before"` // JSON
	After     string `gorm:"column:after"`  // JSON
}

// TableName is the table's name.
func (auditRow) TableName() string { return "audit" }

// addToLog writes a line of the audit log in the transaction of the change that it tells of; nil is none.
func (d *DB) addToLog(t *tx, e *account.Entry) error {
	if e == nil {
		return nil
	}
	err := t.gorm.Create(&auditRow{
		At: d.now().UnixMicro(), Workspace: e.Workspace, Bot: e.Bot, Account: e.UserID, Name: plain(e.Name), Token: e.Token,
		Address: e.Address, What: e.What, Target: plain(e.Target), Before: string(e.Before), After: string(e.After),
	}).Error
	return doing("write the audit log", err)
}

// Entries gives lines of the audit log, the newest first.
func (d *DB) Entries(ctx context.Context, f account.EntryFilter) ([]account.Entry, error) {
	g := d.read.WithContext(ctx).Where("workspace = ?", f.Workspace)
	if f.Bot != "" {
		g = g.Where("bot = ?", f.Bot)
	}
	switch {
	case f.About != "":
		g = g.Where("(account = ? OR account = '' AND target = ?)", f.UserID, f.About)
	case f.UserID != "":
		g = g.Where("account = ?", f.UserID)
	}
	if f.What != "" {
		g = g.Where(`what LIKE ? ESCAPE '\'`, strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(f.What)+"%")
	}
	if f.Before > 0 {
		g = g.Where("id < ?", f.Before)
	}
	var rows []auditRow
	if err := g.Order("id DESC").Limit(f.Limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	out := make([]account.Entry, len(rows))
	for i := range rows {
		r := &rows[i]
		out[i] = account.Entry{
			ID: r.ID, At: fromMicros(&r.At), Workspace: r.Workspace, Bot: r.Bot, UserID: r.Account, Name: r.Name, Token: r.Token,
			Address: r.Address, What: r.What, Target: r.Target, Before: rawOrNil(r.Before), After: rawOrNil(r.After),
		}
	}
	return out, nil
}

func rawOrNil(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}
