package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Cluster is how the processes that share a PostgreSQL database get along.
type Cluster struct {
	db   *DB
	seat *seat
}

var _ host.Cluster = (*Cluster)(nil)

// Cluster gives what this process knows of the others; nil, false where there can be no others, and for a guest.
func (d *DB) Cluster() (*Cluster, bool) {
	if d.peers == nil || d.Guest() {
		return nil, false
	}
	return &Cluster{d, d.peers.seat}, true
}

// Clock is the clock of everything that is stored: the database server's, or the machine's where that has the file.
func (d *DB) Clock() host.Clock { return clock{now: d.now} }

type clock struct {
	host.SystemClock
	now func() time.Time
}

// Now gives the time.
func (c clock) Now() time.Time { return c.now() }

// Watch has f told of what others did.
func (c *Cluster) Watch(f func(host.Notice)) (stop func()) { return c.seat.addWatcher(f) }

// Seated reports whether what this process has committed is its own to send.
func (c *Cluster) Seated() bool { return c.seat.seated() != 0 }

// Alone reports whether there is no other process.
func (c *Cluster) Alone() bool { return c.seat.alone() }

// Shared reads the variables of a bot and of its workspace with their versions.
func (c *Cluster) Shared(ctx context.Context, botID int64) (bot, workspace host.SharedVars, err error) {
	if bot, err = c.db.versioned(ctx, sharedRow{botID, engine.ScopeBot, 0}); err == nil {
		workspace, err = c.db.versioned(ctx, sharedRow{0, engine.ScopeWorkspace, 0})
	}
	if err != nil {
		return bot, workspace, fmt.Errorf("read shared variables of bot %d: %w", botID, err)
	}
	return bot, workspace, nil
}

// What moves the time up to which a rate is spent, that of a bot and that of a chat. Parameters are the bot and the chat, what is
// owed and what is taken, in microseconds.
const (
	reserveBot = `INSERT INTO rates AS r (bot_id, spent) VALUES (@bot, ` + reserved + `
		ON CONFLICT (bot_id) DO ` + reserveMore
	reserveChat = `INSERT INTO chat_rates AS r (bot_id, chat_id, spent) VALUES (@bot, @chat, ` + reserved + `
		ON CONFLICT (bot_id, chat_id) DO ` + reserveMore
	reserved    = serverNow + ` + CAST(@owed AS bigint) + CAST(@take AS bigint))`
	reserveMore = `UPDATE SET spent = greatest(r.spent, ` + serverNow + ` + CAST(@owed AS bigint)) + CAST(@take AS bigint)
		RETURNING spent - ` + serverNow
)

// reserve gives the statement for a chat, or for a bot as a whole for chat 0.
func reserve(g *gorm.DB, botID, chatID int64, owed, take time.Duration) *gorm.DB {
	args := map[string]any{"bot": botID, "owed": owed.Microseconds(), "take": take.Microseconds()}
	if chatID == 0 {
		return g.Raw(reserveBot, args)
	}
	args["chat"] = chatID
	return g.Raw(reserveChat, args)
}

// Reserve takes n more of what the rate allows.
func (c *Cluster) Reserve(ctx context.Context, botID, chatID int64, r host.Rate, n int, owed time.Duration) (opens time.Duration, err error) {
	take := time.Duration(n) * r.Every
	spent, err := c.spend(ctx, botID, chatID, owed, take)
	if err != nil {
		return 0, fmt.Errorf("reserve sends of bot %d: %w", botID, err)
	}
	return spent - take - time.Duration(max(r.Burst, 1)-1)*r.Every, nil
}

// spend moves the time up to which a rate is spent, and gives how far off it is. Of a person's chat it is told to the others.
func (c *Cluster) spend(ctx context.Context, botID, chatID int64, owed, take time.Duration) (spent time.Duration, err error) {
	var us int64
	if chatID <= 0 {
		err = reserve(c.db.write.WithContext(ctx), botID, chatID, owed, take).Row().Scan(&us)
		return time.Duration(us) * time.Microsecond, err
	}
	err = c.db.inTx(ctx, func(_ context.Context, t *tx) error {
		if err := reserve(t.gorm, botID, chatID, owed, take).Row().Scan(&us); err != nil {
			return err
		}
		spent = time.Duration(us) * time.Microsecond
		return c.tell(t.gorm, host.Notice{Kind: host.NoticeChat, BotID: botID, UserID: chatID, For: spent})
	})
	return spent, err
}

// Hold lets no process use the rate before the time has passed. Whoever writes to a chat asks for every message, and hears it then.
func (c *Cluster) Hold(ctx context.Context, botID, chatID int64, r host.Rate, d time.Duration) error {
	owed := d + time.Duration(max(r.Burst, 1)-1)*r.Every
	_, err := c.spend(ctx, botID, chatID, owed, 0)
	if err == nil && chatID == 0 {
		err = c.tell(c.db.write.WithContext(ctx), host.Notice{Kind: host.NoticeHold, BotID: botID, For: d})
	}
	if err != nil {
		return fmt.Errorf("hold sends of bot %d: %w", botID, err)
	}
	return nil
}

// tell tells others, and not this process.
func (c *Cluster) tell(g *gorm.DB, n host.Notice) error {
	said := notice{From: c.seat.seated(), Notice: n}
	return g.Exec("SELECT pg_notify(?, ?)", channel, said.text()).Error
}

// replyRow is one row of replies.
type replyRow struct {
	BotID  int64  `gorm:"column:bot_id;primaryKey;autoIncrement:false"`
	Caller string `gorm:"column:caller;primaryKey"`
	At     int64  `gorm:"column:at"`
	Data   string `gorm:"column:data"`
}

// TableName is the table's name.
func (replyRow) TableName() string { return "replies" }

// SaveReply keeps the answer to a caller, and tells the others. The first one stays.
func (c *Cluster) SaveReply(ctx context.Context, botID int64, caller string, data []byte) error {
	err := c.db.inTx(ctx, func(_ context.Context, t *tx) error {
		row := replyRow{botID, caller, c.db.now().UnixMicro(), plain(string(data))}
		if err := t.gorm.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
			return err
		}
		return c.tell(t.gorm, host.Notice{Kind: host.NoticeReply, BotID: botID, Caller: caller})
	})
	if err != nil {
		return fmt.Errorf("keep the answer to a caller of bot %d: %w", botID, err)
	}
	return nil
}

// Reply gives it; engine.ErrNotFound if there is none.
func (c *Cluster) Reply(ctx context.Context, botID int64, caller string) ([]byte, error) {
	var row replyRow
	err := c.db.read.WithContext(ctx).Where("bot_id = ? AND caller = ?", botID, caller).Take(&row).Error
	if err != nil {
		return nil, fmt.Errorf("read the answer to a caller of bot %d: %w", botID, found(err))
	}
	return []byte(row.Data), nil
}

// Own gives for which of the bots this process does what only one may do, polling for one. It takes on those that nobody has, up
// to its part of all, and says which of its own it should release to others since they are more than that.
func (c *Cluster) Own(ctx context.Context, bots []int64) (own, spare []int64, err error) {
	id := c.seat.seated()
	if id == 0 {
		return nil, nil, nil
	}
	err = c.db.inTx(ctx, func(_ context.Context, t *tx) error {
		own, spare = nil, nil
		var all int64
		if err := t.gorm.Raw("SELECT count(*) FROM instances").Scan(&all).Error; err != nil {
			return err
		}
		mine := func() error {
			return t.gorm.Raw("SELECT bot_id FROM bot_owners WHERE instance = ? ORDER BY bot_id", id).Scan(&own).Error
		}
		if err := mine(); err != nil {
			return err
		}
		part := (int64(len(bots)) + max(all, 1) - 1) / max(all, 1)
		more := part - int64(len(own))
		if more < 0 {
			spare = own[part:]
		}
		if more <= 0 {
			return nil
		}
		err := t.gorm.Exec(`INSERT INTO bot_owners (bot_id, instance) SELECT b, ? FROM (SELECT unnest(string_to_array(?, ',')::bigint[])) AS wanted (b)
			WHERE NOT EXISTS (SELECT FROM bot_owners o WHERE o.bot_id = b) AND EXISTS (SELECT FROM instances WHERE id = ?)
			ORDER BY b LIMIT ? ON CONFLICT DO NOTHING`, id, list(bots), id, more).Error
		if err != nil {
			return err
		}
		return mine()
	})
	if err != nil {
		return nil, nil, fmt.Errorf("ask whose bots are whose: %w", err)
	}
	if c.seat.seated() != id {
		return nil, nil, nil // it may be another's meanwhile
	}
	return own, spare, nil
}

// Release lets others take bots on at once; all for nil.
func (c *Cluster) Release(ctx context.Context, bots []int64) error {
	id := c.seat.seated()
	if id == 0 {
		return nil
	}
	err := c.db.inTx(ctx, func(_ context.Context, t *tx) error {
		q := t.gorm.Table("bot_owners").Where("instance = ?", id)
		if bots != nil {
			q = q.Where("bot_id IN ?", bots)
		}
		if err := q.Delete(nil).Error; err != nil {
			return err
		}
		return c.tell(t.gorm, host.Notice{Kind: host.NoticeOwners})
	})
	if err != nil {
		return fmt.Errorf("release bots: %w", err)
	}
	return nil
}

// versioned reads shared variables with their version.
func (d *DB) versioned(ctx context.Context, r sharedRow) (host.SharedVars, error) {
	var row scopeRow
	err := d.read.WithContext(ctx).Where("bot_id = ? AND scope = ? AND owner_id = ?", r.botID, r.scope, r.owner).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return host.SharedVars{}, nil
	}
	if err != nil {
		return host.SharedVars{}, err
	}
	v, err := decodeValues(sql.NullString{String: row.Vars, Valid: true})
	return host.SharedVars{Values: v, Version: row.Version}, err
}

// list writes numbers with commas between them.
func list(ids []int64) string {
	b := make([]byte, 0, 12*len(ids))
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(b)
}
