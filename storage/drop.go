package storage

import (
	"context"
	"database/sql"
	"fmt"

	"gorm.io/gorm"
)

// botTable is a table whose rows belong to bots.
type botTable struct {
	name string
	// key are the columns that tell a row of a bot from its others; a journal has the number of its rows, by which it is read
	// in order.
	key     string
	journal bool
}

// botTables are all of them. The bot itself comes last: as long as it is there, what is left of it can be found.
func botTables() []botTable {
	return []botTable{
		{"alarms", "chat_id, user_id", false},
		{"contacts", "contact_id", false},
		{"dead_letters", "id", true},
		{"events", "key", false},
		{"files", "hash", false},
		{"ledger", "seq", true},
		{"messages", "seq", true},
		{"notes", "id", true},
		{"offsets", "bot_id", false},
		{"orders", "id", false},
		{"payments", "charge_id, refund", false},
		{"records", "kind, key", false},
		{"refreshes", "bot_id", false},
		{"revisions", "revision", false},
		{"scopes", "scope, owner_id", false},
		{"secrets", "name", false},
		{"sessions", "chat_id, user_id", false},
		{"slots", "chat_id, slot", false},
		{"staff", "user_id, role", false},
		{"updates", "update_id", false},
		{"bots", "bot_id", false},
	}
}

// dropBot deletes everything of a bot: small ones only, since it is one transaction.
func dropBot(ctx context.Context, tx *sql.Tx, botID int64) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM river_job WHERE "+ofBot, botID); err != nil {
		return err
	}
	for _, table := range botTables() {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table.name+" WHERE bot_id = ?", botID); err != nil {
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
	if err := d.dropSome(ctx, "DELETE FROM river_job WHERE "+ofBot, botID); err != nil {
		return fmt.Errorf("drop the jobs of bot %d: %w", botID, err)
	}
	for _, table := range botTables() {
		drop := d.dropByKey
		if table.journal {
			drop = d.dropByNumber
		}
		if err := drop(ctx, table, botID); err != nil {
			return fmt.Errorf("drop %s of bot %d: %w", table.name, botID, err)
		}
	}
	return nil
}

func (d *DB) dropByKey(ctx context.Context, table botTable, botID int64) error {
	statement := fmt.Sprintf("DELETE FROM %[1]s WHERE bot_id = ? AND (%[2]s) IN (SELECT %[2]s FROM %[1]s WHERE bot_id = ? LIMIT %[3]d)",
		table.name, table.key, dropRows)
	for {
		var n int64
		err := d.inTx(ctx, func(ctx context.Context, _ *gorm.DB, tx *sql.Tx) error {
			res, err := tx.ExecContext(ctx, statement, botID, botID)
			if err != nil {
				return err
			}
			n, err = res.RowsAffected()
			return err
		})
		if err != nil || n < dropRows {
			return err
		}
	}
}

func (d *DB) dropByNumber(ctx context.Context, table botTable, botID int64) error {
	var last int64
	if err := d.readSQL.QueryRowContext(ctx, fmt.Sprintf("SELECT coalesce(max(%s), 0) FROM %s", table.key, table.name)).Scan(&last); err != nil {
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
	return d.inTx(ctx, func(ctx context.Context, _ *gorm.DB, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	})
}
