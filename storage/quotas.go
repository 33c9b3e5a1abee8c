package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine/host"
)

// mainWorkspace is whose the bots are that nobody has given to another one.
const mainWorkspace = account.FirstWorkspace

// workspaceRow is one row of workspaces.
type workspaceRow struct {
	Name  string `gorm:"column:name;primaryKey"`
	Quota string `gorm:"column:quota"`
}

// TableName is the table's name.
func (workspaceRow) TableName() string { return "workspaces" }

// usageRow is one row of usage_days, with the workspace of its bot.
type usageRow struct {
	BotID     int64  `gorm:"column:bot_id"`
	Day       int64  `gorm:"column:day"`
	Turns     int64  `gorm:"column:turns"`
	Calls     int64  `gorm:"column:calls"`
	Sends     int64  `gorm:"column:sends"`
	Workspace string `gorm:"column:workspace"`
}

func encodeQuota(q host.Quota) string {
	if q == (host.Quota{}) {
		return ""
	}
	data, err := json.Marshal(q)
	if err != nil {
		panic(err) // it is numbers
	}
	return string(data)
}

func decodeQuota(text string) (q host.Quota, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &q)
	}
	return q, err
}

// workspaceQuotas reads what the workspaces may use.
func workspaceQuotas(g *gorm.DB) (map[string]host.Quota, error) {
	var rows []workspaceRow
	if err := g.Find(&rows).Error; err != nil {
		return nil, err
	}
	quotas := make(map[string]host.Quota, len(rows))
	for _, r := range rows {
		q, err := decodeQuota(r.Quota)
		if err != nil {
			return nil, fmt.Errorf("read quota of workspace %q: %w", r.Name, err)
		}
		quotas[r.Name] = q
	}
	return quotas, nil
}

// WorkspaceQuotas gives what workspaces may use, by name; those without a quota are left out.
func (d *DB) WorkspaceQuotas(ctx context.Context) (map[string]host.Quota, error) {
	quotas, err := workspaceQuotas(d.read.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("read quotas of workspaces: %w", err)
	}
	return quotas, nil
}

// SetWorkspaceQuota says what all bots of a workspace may use together. The versions of its bots rise, so that whoever serves
// them learns of it.
func (d *DB) SetWorkspaceQuota(ctx context.Context, workspace string, q host.Quota) error {
	workspace = cmp.Or(workspace, mainWorkspace)
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		row := &workspaceRow{Name: workspace, Quota: encodeQuota(q)}
		if err := t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).Create(row).Error; err != nil {
			return err
		}
		version, err := d.nextBotVersion(t.gorm)
		if err != nil {
			return err
		}
		return t.gorm.Model(&botRow{}).Where("workspace = ?", workspace).Update("version", version).Error
	})
	if err != nil {
		return fmt.Errorf("set quota of workspace %q: %w", workspace, err)
	}
	return nil
}

// AddUsage adds to what bots have used on a day.
func (d *DB) AddUsage(ctx context.Context, list []host.Usage) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		for _, u := range list {
			const add = `INSERT INTO usage_days (bot_id, day, turns, calls, sends) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (bot_id, day) DO UPDATE SET turns = usage_days.turns + excluded.turns,
				calls = usage_days.calls + excluded.calls, sends = usage_days.sends + excluded.sends`
			if err := t.gorm.Exec(add, u.BotID, u.Day, u.Turns, u.Calls, u.Sends).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("add usage: %w", err)
	}
	return nil
}

// UsageOn gives what bots used on a day, by id; bots that used nothing, or are there no more, are left out.
func (d *DB) UsageOn(ctx context.Context, day int64) (map[int64]host.Usage, error) {
	var rows []usageRow
	const of = `SELECT usage_days.*, bots.workspace FROM usage_days JOIN bots ON bots.bot_id = usage_days.bot_id WHERE day = ?`
	if err := d.read.WithContext(ctx).Raw(of, day).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read usage: %w", err)
	}
	used := make(map[int64]host.Usage, len(rows))
	for _, r := range rows {
		u := host.Usage(r)
		if u.Workspace == mainWorkspace {
			u.Workspace = ""
		}
		used[r.BotID] = u
	}
	return used, nil
}

// Stored gives how many bytes a bot keeps. It reads all of the bot's records.
func (d *DB) Stored(ctx context.Context, botID int64) (host.Stored, error) {
	const home = "SELECT home FROM editor_bots WHERE telegram_id = ?"
	s, err := d.stored(ctx, "SELECT CAST(? AS bigint)", home, botID)
	if err != nil {
		return s, fmt.Errorf("measure what bot %d stores: %w", botID, err)
	}
	return s, nil
}

// StoredIn gives how many bytes all bots of a workspace keep, those that are paused, only drafts or in the bin too: the room that they
// take is the workspace's all the same. It reads all of their records. Empty means main.
func (d *DB) StoredIn(ctx context.Context, workspace string) (host.Stored, error) {
	const bots = "SELECT bot_id FROM bots WHERE workspace = ? AND bot_id > 0"
	const homes = `SELECT e.home FROM editor_bots e LEFT JOIN bots b ON b.bot_id = e.telegram_id WHERE coalesce(b.workspace, e.workspace) = ?`
	s, err := d.stored(ctx, bots, homes, cmp.Or(workspace, mainWorkspace))
	if err != nil {
		return s, fmt.Errorf("measure what workspace %q stores: %w", workspace, err)
	}
	return s, nil
}

// stored measures what is kept under the ids that two queries with one argument give: those of bots and those of their homes.
func (d *DB) stored(ctx context.Context, bots, homes string, arg any) (s host.Stored, err error) {
	read := d.read.WithContext(ctx)
	const files = "SELECT coalesce(sum(size), 0) FROM kept_files WHERE bot_id IN "
	const records = "SELECT coalesce(sum(octet_length(CAST(value AS text))), 0) FROM records WHERE bot_id IN "
	return s, cmp.Or(
		read.Raw(files+"("+bots+")", arg).Scan(&s.Files).Error,
		read.Raw(files+"("+homes+")", arg).Scan(&s.Library).Error,
		read.Raw(records+"("+bots+")", arg).Scan(&s.Records).Error,
	)
}

// keepUsage is how many days of usage are kept: a year and a month, for those who bill by it.
const keepUsage = 400

func (d *DB) purgeUsage(ctx context.Context, today int64) error {
	return d.write.WithContext(ctx).Exec("DELETE FROM usage_days WHERE day < ?", today-keepUsage).Error
}
