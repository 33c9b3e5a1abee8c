package storage

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
)

// titledRow is a workspace as people see it, in the row that also has its quota.
type titledRow struct {
	Name   string `gorm:"column:name;primaryKey"`
	Quota  string `gorm:"column:quota;<-:create"`
	Title  string `gorm:"column:title"`
	MadeAt *int64 `gorm:"column:made_at"`
}

// TableName is the table's name.
func (titledRow) TableName() string { return "workspaces" }

// memberRow is one row of members.
type memberRow struct {
	Workspace string `gorm:"column:workspace;primaryKey"`
	Account   string `gorm:"column:account;primaryKey"`
	Bot       string `gorm:"column:bot;primaryKey"`
	Role      string `gorm:"column:role"`
	JoinedAt  int64  `gorm:"column:joined_at"`
}

// TableName is the table's name.
func (memberRow) TableName() string { return "members" }

// WorkspacesOf gives the workspaces with the ids, by title.
func (d *DB) WorkspacesOf(ctx context.Context, ids []string) ([]account.Workspace, error) {
	out := []account.Workspace{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []struct {
		Name, Title   string
		MadeAt        *int64
		Members, Bots int
	}
	err := d.read.WithContext(ctx).Raw(`SELECT name, title, made_at,
			(SELECT count(DISTINCT account) FROM members WHERE members.workspace = workspaces.name) AS members,
			(SELECT count(*) FROM editor_bots WHERE editor_bots.workspace = workspaces.name AND binned_at IS NULL) +
			(SELECT count(*) FROM bots WHERE bots.workspace = workspaces.name AND bot_id > 0 AND NOT leaving
				AND NOT EXISTS (SELECT 1 FROM editor_bots WHERE telegram_id = bot_id)) AS bots
		FROM workspaces WHERE made_at IS NOT NULL AND name IN ? ORDER BY title, name`, ids).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read workspaces: %w", err)
	}
	for _, r := range rows {
		out = append(out, account.Workspace{ID: r.Name, Title: r.Title, Members: r.Members, Bots: r.Bots, MadeAt: fromMicros(r.MadeAt)})
	}
	return out, nil
}

// addWorkspace makes a workspace with its owner. There may be a row that has its quota.
func addWorkspace(t *tx, w *account.Workspace, owner string) error {
	row := &titledRow{Name: w.ID, Title: plain(w.Title), MadeAt: micros(w.MadeAt)}
	err := t.gorm.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"title", "made_at"}),
	}).Create(row).Error
	if err != nil {
		return err
	}
	return t.gorm.Create(&memberRow{Workspace: w.ID, Account: owner, Role: string(access.Owner), JoinedAt: w.MadeAt.UnixMicro()}).Error
}

// AddWorkspace makes a workspace with its owner.
func (d *DB) AddWorkspace(ctx context.Context, w *account.Workspace, owner string, e *account.Entry) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := addWorkspace(t, w, owner); err != nil {
			return err
		}
		return d.addToLog(t, e)
	})
	return doing("make workspace", err)
}

// holdWorkspace lets nobody else change a workspace or who is in it until the transaction ends.
func holdWorkspace(t *tx, id string) (*titledRow, error) {
	var row titledRow
	err := t.gorm.Clauses(forUpdate).Where("name = ? AND made_at IS NOT NULL", id).Take(&row).Error
	return &row, found(err)
}

// RenameWorkspace changes the title of a workspace; engine.ErrNotFound if there is none.
func (d *DB) RenameWorkspace(ctx context.Context, id string, rename func(title string) (string, *account.Entry, error)) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		row, err := holdWorkspace(t, id)
		if err != nil {
			return err
		}
		title, e, err := rename(row.Title)
		if err != nil {
			return err
		}
		if err := t.gorm.Model(row).Update("title", plain(title)).Error; err != nil {
			return err
		}
		return d.addToLog(t, e)
	})
	return doing("rename workspace", err)
}

// Members gives who is in a workspace, by e-mail and bot.
func (d *DB) Members(ctx context.Context, workspace string) ([]account.Member, error) {
	all, err := members(d.read.WithContext(ctx), workspace)
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return all, nil
}

func members(g *gorm.DB, workspace string) ([]account.Member, error) {
	var rows []struct {
		Account, Name, Email, Bot, Role string
		JoinedAt                        int64
	}
	err := g.Raw(`SELECT account, accounts.name, email, bot, role, joined_at FROM members JOIN accounts ON accounts.id = members.account
		WHERE workspace = ? ORDER BY email, bot`, workspace).Scan(&rows).Error
	out := make([]account.Member, len(rows))
	for i := range rows {
		r := &rows[i]
		out[i] = account.Member{
			UserID: r.Account, Name: r.Name, Email: r.Email, Bot: r.Bot, Role: access.Role(r.Role), JoinedAt: fromMicros(&r.JoinedAt),
		}
	}
	return out, err
}

// ChangeMembers changes who is in a workspace: what the function gives is what there is then.
func (d *DB) ChangeMembers(
	ctx context.Context, workspace string, change func([]account.Member) ([]account.Member, *account.Entry, error),
) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		if _, err := holdWorkspace(t, workspace); err != nil {
			return err
		}
		return d.changeMembers(t, workspace, change)
	})
	return doing("change members", err)
}

// changeMembers changes who is in a workspace that is held.
func (d *DB) changeMembers(t *tx, workspace string, change func([]account.Member) ([]account.Member, *account.Entry, error)) error {
	before, err := members(t.gorm, workspace)
	if err != nil {
		return err
	}
	after, e, err := change(slices.Clone(before))
	if err != nil {
		return err
	}
	for _, m := range before {
		if slices.ContainsFunc(after, func(x account.Member) bool { return x.UserID == m.UserID && x.Bot == m.Bot }) {
			continue
		}
		err := t.gorm.Where("workspace = ? AND account = ? AND bot = ?", workspace, m.UserID, m.Bot).Delete(&memberRow{}).Error
		if err != nil {
			return err
		}
	}
	for _, m := range after {
		if slices.Contains(before, m) {
			continue
		}
		row := &memberRow{Workspace: workspace, Account: m.UserID, Bot: m.Bot, Role: string(m.Role), JoinedAt: m.JoinedAt.UnixMicro()}
		if err := t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).Create(row).Error; err != nil {
			return err
		}
	}
	return d.addToLog(t, e)
}
