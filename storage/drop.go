package storage

import (
	"cmp"
	"context"
	"fmt"
)

// botTable is a table whose rows belong to bots.
type botTable struct {
	name string
	// key are the columns that tell a row of a bot from its others; a journal has the number of its rows, by which it is read
	// in order.
	key     string
	journal bool
	rows    int // deleted at once, where they are large; 0 for dropRows
	moves   part
}

// botTables are all of them. The bot itself comes last, or that it is being brought in: as long as it is there, what is left
// of it can be found.
func botTables() []botTable {
	return []botTable{
		{name: "alarms", key: "chat_id, user_id", moves: partNever},
		{name: "bot_owners", key: "bot_id", moves: partNever},
		{name: "chat_rates", key: "chat_id", moves: partNever},
		{name: "contacts", key: "contact_id", moves: partPeople},
		{name: "dead_letters", key: "id", journal: true, moves: partPeople},
		{name: "events", key: "key", moves: partPeople},
		{name: "files", key: "hash", moves: partBot},
		{name: "figures", key: "day, kind, name", moves: partPeople},
		{name: "films", key: "user_id, at, turn", moves: partNever}, // they tell of turns that were made elsewhere
		{name: "incidents", key: "id", moves: partNever},
		{name: "kept_files", key: "id", moves: partFiles},
		{name: "kept_parts", key: "id, part", rows: 32, moves: partFiles}, // 8 MB
		{name: "ledger", key: "seq", journal: true, moves: partPeople},
		{name: "media", key: "name", moves: partBot},
		{name: "messages", key: "seq", journal: true, moves: partJournal},
		{name: "notes", key: "id", journal: true, moves: partPeople},
		{name: "offsets", key: "bot_id", moves: partPeople},
		{name: "orders", key: "id", moves: partPeople},
		{name: "payments", key: "charge_id, refund", moves: partPeople},
		{name: "rates", key: "bot_id", moves: partNever},
		{name: "records", key: "kind, key", moves: partPeople},
		{name: "refreshes", key: "kind", moves: partPeople},
		{name: "replies", key: "caller", moves: partNever},
		{name: "revisions", key: "revision", moves: partBot},
		{name: "scopes", key: "scope, owner_id", moves: partPeople},
		{name: "secrets", key: "name", moves: partSecrets},
		{name: "sessions", key: "chat_id, user_id", moves: partPeople},
		{name: "slots", key: "chat_id, slot", moves: partPeople},
		{name: "staff", key: "user_id, role", moves: partPeople},
		{name: "tallies", key: "bot_id", moves: partPeople},
		{name: "updates", key: "update_id", moves: partPeople},
		{name: "usage_days", key: "day", moves: partPeople},
		{name: "vault_keys", key: "id", moves: partNever}, // secrets are sealed anew where they arrive
		{name: "imports", key: "bot_id", moves: partNever},
		{name: "bots", key: "bot_id", moves: partSelf},
	}
}

// withItsKeys are the last tables: a bot whose keys are gone could not be read any more, nor one that is half there be told from it.
const withItsKeys = 3

// dropBot deletes everything of a bot: small ones only, since it is one transaction.
func (d *DB) dropBot(t *tx, botID int64) error {
	if err := t.gorm.Exec("DELETE FROM river_job WHERE "+d.words.ofBot, botID).Error; err != nil {
		return err
	}
	for _, table := range botTables() {
		if err := t.gorm.Exec("DELETE FROM "+table.name+" WHERE bot_id = ?", botID).Error; err != nil {
			return err
		}
	}
	return nil
}

// How much of a bot is deleted at once: the writer is free for turns in between.
const (
	dropRows  = 1000  // by key
	dropRange = 10000 // numbers of a journal, which may be other bots'
)

// DropBot deletes a bot and everything that is stored of it, some rows at a time. It must not be served any more. What
// was interrupted may be called again, as may what is not there.
func (d *DB) DropBot(ctx context.Context, botID int64) error {
	if err := d.FoldFigures(ctx); err != nil { // else its last ones would come behind it
		return fmt.Errorf("drop bot %d: %w", botID, err)
	}
	if err := d.dropSome(ctx, "DELETE FROM river_job WHERE "+d.words.ofBot, botID); err != nil {
		return fmt.Errorf("drop the jobs of bot %d: %w", botID, err)
	}
	tables := botTables()
	last := len(tables) - withItsKeys
	for _, table := range tables[:last] {
		drop := d.dropByKey
		if table.journal {
			drop = d.dropByNumber
		}
		if err := drop(ctx, table, botID); err != nil {
			return fmt.Errorf("drop %s of bot %d: %w", table.name, botID, err)
		}
	}
	err := d.inTx(ctx, func(_ context.Context, t *tx) error {
		for _, table := range tables[last:] {
			if err := t.gorm.Exec("DELETE FROM "+table.name+" WHERE bot_id = ?", botID).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("drop bot %d: %w", botID, err)
	}
	return nil
}

func (d *DB) dropByKey(ctx context.Context, table botTable, botID int64) error {
	most := int64(cmp.Or(table.rows, dropRows))
	statement := fmt.Sprintf("DELETE FROM %[1]s WHERE bot_id = ? AND (%[2]s) IN (SELECT %[2]s FROM %[1]s WHERE bot_id = ? LIMIT %[3]d)",
		table.name, table.key, most)
	for {
		var n int64
		err := d.inTx(ctx, func(_ context.Context, t *tx) error {
			res := t.gorm.Exec(statement, botID, botID)
			n = res.RowsAffected
			return res.Error
		})
		if err != nil || n < most {
			return err
		}
	}
}

func (d *DB) dropByNumber(ctx context.Context, table botTable, botID int64) error {
	var last int64
	newest := fmt.Sprintf("SELECT coalesce(max(%s), 0) FROM %s", table.key, table.name)
	if err := d.read.WithContext(ctx).Raw(newest).Scan(&last).Error; err != nil {
		return err
	}
	statement := fmt.Sprintf("DELETE FROM %[1]s WHERE bot_id = ? AND %[2]s > ? AND %[2]s <= ?", table.name, table.key)
	for from := int64(0); from < last; from += dropRange {
		if err := d.dropSome(ctx, statement, botID, from, from+dropRange); err != nil {
			return err
		}
	}
	return nil
}

func (d *DB) dropSome(ctx context.Context, statement string, args ...any) error {
	return d.inTx(ctx, func(_ context.Context, t *tx) error { return t.gorm.Exec(statement, args...).Error })
}
