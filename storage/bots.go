package storage

import (
	"cmp"
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// botRow is one row of bots.
type botRow struct {
	BotID         int64  `gorm:"column:bot_id;primaryKey;autoIncrement:false"`
	Name          string `gorm:"column:name"`
	Username      string `gorm:"column:username"`
	Token         []byte `gorm:"column:token"`          // sealed
	SigningKey    []byte `gorm:"column:signing_key"`    // sealed
	WebhookSecret []byte `gorm:"column:webhook_secret"` // sealed
	Revision      int    `gorm:"column:revision"`
	Paused        bool   `gorm:"column:paused"`
	Trouble       string `gorm:"column:trouble"`
	Hosted        bool   `gorm:"column:hosted"`
	Receiver      string `gorm:"column:receiver"`
	Leaving       bool   `gorm:"column:leaving"`
	Version       int64  `gorm:"column:version"`
	Repairs       int64  `gorm:"column:repairs"`
	Workspace     string `gorm:"column:workspace"`
	Quota         string `gorm:"column:quota"` // JSON
}

// TableName is the table's name.
func (botRow) TableName() string { return "bots" }

// sealed gives the sealed columns by name.
func (r *botRow) sealed() map[string]*[]byte {
	return map[string]*[]byte{"token": &r.Token, "signing_key": &r.SigningKey, "webhook_secret": &r.WebhookSecret}
}

func (s *sealer) botRow(b *host.BotRecord) *botRow {
	return &botRow{
		BotID: b.ID, Name: b.Name, Username: b.Username,
		Token:         s.seal([]byte(b.Token), "bots", "token", ""),
		SigningKey:    s.seal(b.Key, "bots", "signing_key", ""),
		WebhookSecret: s.seal([]byte(b.Secret), "bots", "webhook_secret", ""),
		Revision:      b.Revision, Paused: b.Paused, Trouble: b.Trouble,
		Hosted: b.Hosted, Receiver: b.Receiver, Leaving: b.Leaving, Version: b.Version, Repairs: b.Repairs,
		Workspace: cmp.Or(b.Workspace, mainWorkspace), Quota: encodeQuota(b.Quota),
	}
}

func (keys keyring) botRecord(r *botRow) (host.BotRecord, error) {
	token, err := keys.unsealed(r.Token, "bots", "token", r.BotID, "")
	if err != nil {
		return host.BotRecord{}, err
	}
	key, err := keys.unsealed(r.SigningKey, "bots", "signing_key", r.BotID, "")
	if err != nil {
		return host.BotRecord{}, err
	}
	secret, err := keys.unsealed(r.WebhookSecret, "bots", "webhook_secret", r.BotID, "")
	if err != nil {
		return host.BotRecord{}, err
	}
	quota, err := decodeQuota(r.Quota)
	if err != nil {
		return host.BotRecord{}, fmt.Errorf("read quota of bot %d: %w", r.BotID, err)
	}
	return host.BotRecord{
		ID: r.BotID, Name: r.Name, Username: r.Username, Token: string(token), Key: key, Secret: string(secret),
		Revision: r.Revision, Paused: r.Paused, Trouble: r.Trouble,
		Hosted: r.Hosted, Receiver: r.Receiver, Leaving: r.Leaving, Version: r.Version, Repairs: r.Repairs,
		Workspace: r.Workspace, Quota: quota,
	}, nil
}

// Bots gives all bots, by id.
func (d *DB) Bots(ctx context.Context) ([]host.BotRecord, error) {
	bots, err := d.botRecords(d.keys(ctx), d.read.WithContext(ctx).Order("bot_id"))
	if err != nil {
		return nil, fmt.Errorf("read bots: %w", err)
	}
	return bots, nil
}

// Bot gives one; engine.ErrNotFound if there is none.
func (d *DB) Bot(ctx context.Context, botID int64) (host.BotRecord, error) {
	bots, err := d.botRecords(d.keys(ctx), d.read.WithContext(ctx).Where("bot_id = ?", botID))
	if err == nil && len(bots) == 0 {
		err = engine.ErrNotFound
	}
	if err != nil {
		return host.BotRecord{}, fmt.Errorf("read bot %d: %w", botID, err)
	}
	return bots[0], nil
}

// ChangedBots gives the bots with a token whose version is above the given one, by it; -1 gives all.
func (d *DB) ChangedBots(ctx context.Context, after int64) ([]host.BotRecord, error) {
	bots, err := d.botRecords(d.keys(ctx), d.read.WithContext(ctx).Where("version > ? AND bot_id > 0", after).Order("version"))
	if err != nil {
		return nil, fmt.Errorf("read changed bots: %w", err)
	}
	return bots, nil
}

// botRecords reads the bots of a query.
func (d *DB) botRecords(keys keyring, query *gorm.DB) ([]host.BotRecord, error) {
	var rows []botRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	if len(rows) > 1 {
		if err := d.readAhead(query.Statement.Context, rows); err != nil {
			return nil, err
		}
	}
	spaces, err := workspaceQuotas(query.Session(&gorm.Session{NewDB: true}))
	if err != nil {
		return nil, err
	}
	bots := make([]host.BotRecord, len(rows))
	for i := range rows {
		b, err := keys.botRecord(&rows[i])
		if err != nil {
			return nil, err
		}
		if b.SpaceQuota = spaces[b.Workspace]; b.Workspace == mainWorkspace {
			b.Workspace = ""
		}
		bots[i] = b
	}
	return bots, nil
}

// SaveBot makes or replaces a bot.
func (d *DB) SaveBot(ctx context.Context, b host.BotRecord) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		s, err := d.sealer(t, b.ID)
		if err != nil {
			return err
		}
		return d.saveBot(t, s, &b)
	})
	if err != nil {
		return fmt.Errorf("save bot %d: %w", b.ID, err)
	}
	return nil
}

// ChangeBot lets change alter what is stored of a bot, unless it gives an error; engine.ErrNotFound if there is no such bot.
func (d *DB) ChangeBot(ctx context.Context, botID int64, change func(*host.BotRecord) error) error {
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		s, err := d.sealer(t, botID)
		if err != nil {
			return err
		}
		bots, err := d.botRecords(d.keysIn(t), t.gorm.Clauses(forUpdate).Where("bot_id = ?", botID))
		if err == nil && len(bots) == 0 {
			err = engine.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := change(&bots[0]); err != nil {
			return err
		}
		return d.saveBot(t, s, &bots[0])
	})
	if err != nil {
		return fmt.Errorf("change bot %d: %w", botID, err)
	}
	return nil
}

// saveBot writes the row with the next version.
func (d *DB) saveBot(t *tx, s *sealer, b *host.BotRecord) error {
	row := s.botRow(b)
	var err error
	if row.Version, err = d.nextBotVersion(t.gorm); err != nil {
		return err
	}
	return t.gorm.Clauses(clause.OnConflict{UpdateAll: true}).Create(row).Error
}

// nextBotVersion counts up. The row stays locked to the end of the transaction, so that versions are committed in their
// order, and whoever follows them misses none. Others hear of it when the transaction is committed.
func (d *DB) nextBotVersion(g *gorm.DB) (version int64, err error) {
	err = g.Raw("UPDATE bot_versions SET last = last + 1 WHERE id = 1 RETURNING last").Scan(&version).Error
	if err == nil {
		err = d.tellOthers(g, host.Notice{Kind: host.NoticeBots})
	}
	return version, err
}

// Offset gives the next getUpdates offset that was saved, 0 for none.
func (d *DB) Offset(ctx context.Context, botID int64) (int64, error) {
	var rows []offsetRow
	if err := d.read.WithContext(ctx).Where("bot_id = ?", botID).Find(&rows).Error; err != nil {
		return 0, fmt.Errorf("read offset of bot %d: %w", botID, err)
	}
	if len(rows) == 0 {
		return 0, nil
	}
	return rows[0].NextUpdate, nil
}

// SaveOffset keeps it.
func (d *DB) SaveOffset(ctx context.Context, botID, offset int64) error {
	err := d.write.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).
		Create(&offsetRow{BotID: botID, NextUpdate: offset}).Error
	if err != nil {
		return fmt.Errorf("save offset of bot %d: %w", botID, err)
	}
	return nil
}

// offsetRow is one row of offsets.
type offsetRow struct {
	BotID      int64 `gorm:"column:bot_id;primaryKey;autoIncrement:false"`
	NextUpdate int64 `gorm:"column:next_update"`
}

// TableName is the table's name.
func (offsetRow) TableName() string { return "offsets" }

// Counts gives how many sessions the bot has by status. It reads every session of the bot.
func (d *DB) Counts(ctx context.Context, botID int64) (map[string]int64, error) {
	var rows []struct {
		Status string
		N      int64
	}
	err := d.read.WithContext(ctx).Raw(d.words.countByStatus, botID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count sessions of bot %d: %w", botID, err)
	}
	counts := make(map[string]int64, len(rows))
	for _, r := range rows {
		counts[r.Status] = r.N
	}
	return counts, nil
}
