package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// statement names one statement of the group commit. They are prepared once: parsing SQL would cost more than running it.
type statement int

const (
	addUpdate statement = iota
	dropUpdate
	addEvent
	dropEvent
	addPayment
	dropPayment
	newSession
	nextSession
	alarmAt
	setAlarm
	offerJob
	setProfile
	setReachable
	readContactVars
	writeContactVars
	readScope
	writeScope
	addOutgoing
	addIncoming
	addNote
	markOutgoing
	markElsewhere
	setSlot
	hasRecord
	addRecord
	nextRecord
	dropRecord
	addEntry
	statementCount
)

func statementSQL() [statementCount]string {
	return [statementCount]string{
		addUpdate:  `INSERT INTO updates (bot_id, update_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		dropUpdate: `DELETE FROM updates WHERE bot_id = ? AND update_id = ?`,
		addEvent:   `INSERT INTO events (bot_id, key, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		dropEvent:  `DELETE FROM events WHERE bot_id = ? AND key = ?`,
		addPayment: `INSERT INTO payments (bot_id, charge_id, refund, order_id, currency, amount, at, data)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		dropPayment: `DELETE FROM payments WHERE bot_id = ? AND charge_id = ? AND refund = ?`,
		newSession: `INSERT INTO sessions (version, revision, wake_at, wake_gen, data, bot_id, chat_id, user_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		nextSession: `UPDATE sessions SET version = ?, revision = ?, wake_at = ?, wake_gen = ?, data = ?
			WHERE bot_id = ? AND chat_id = ? AND user_id = ? AND version = ?`,
		alarmAt: `SELECT at FROM alarms WHERE bot_id = ? AND chat_id = ? AND user_id = ?`,
		setAlarm: `INSERT INTO alarms (bot_id, chat_id, user_id, at, job_id) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET at = excluded.at, job_id = excluded.job_id`,
		offerJob: `UPDATE river_job SET state = 'available' WHERE id = ? AND state = 'scheduled'`,
		// The condition keeps a profile that did not change, nearly all of them, from being written again.
		setProfile: `INSERT INTO contacts (bot_id, contact_id, first_name, last_name, username, language, premium, is_bot)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
				username = excluded.username, language = excluded.language, premium = excluded.premium, is_bot = excluded.is_bot
			WHERE (first_name, last_name, username, language, premium, is_bot) IS NOT
				(excluded.first_name, excluded.last_name, excluded.username, excluded.language, excluded.premium, excluded.is_bot)`,
		setReachable: `INSERT INTO contacts (bot_id, contact_id, reachable) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET reachable = excluded.reachable`,
		readContactVars: `SELECT vars FROM contacts WHERE bot_id = ? AND contact_id = ?`,
		writeContactVars: `INSERT INTO contacts (bot_id, contact_id, vars) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET vars = excluded.vars`,
		readScope: `SELECT vars FROM scopes WHERE bot_id = ? AND scope = ? AND owner_id = ?`,
		writeScope: `INSERT INTO scopes (bot_id, scope, owner_id, vars) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET vars = excluded.vars`,
		addOutgoing: `INSERT INTO messages (bot_id, chat_id, user_id, state, at, send_at, tries, key, data)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		addIncoming: `INSERT INTO messages (bot_id, chat_id, user_id, state, at, kind, message_ids, data)
			VALUES (?, ?, ?, 'received', ?, ?, ?, ?)`,
		addNote: `INSERT INTO notes (bot_id, chat_id, user_id, kind, at, flow, block, name, text, value, data, error)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		markOutgoing: `UPDATE messages SET state = ?, message_ids = coalesce(?, message_ids), code = ?, marked_at = ?,
			tries = tries + ? WHERE bot_id = ? AND chat_id = ? AND key = ?`,
		markElsewhere: `UPDATE messages INDEXED BY messages_open SET state = ?, message_ids = coalesce(?, message_ids), code = ?, marked_at = ?,
			tries = tries + ? WHERE bot_id = ? AND key = ? AND state IN ('pending', 'sending')`,
		setSlot: `INSERT INTO slots (bot_id, chat_id, slot, message_ids) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET message_ids = excluded.message_ids`,
		hasRecord: `SELECT 1 FROM records WHERE bot_id = ? AND kind = ? AND key = ?`,
		addRecord: `INSERT INTO records (bot_id, kind, key, version, owner_id, value, made_at, expires_at)
			VALUES (?, ?, ?, 1, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		nextRecord: `UPDATE records SET version = ?, owner_id = ?, value = ?, made_at = ?, expires_at = ?
			WHERE bot_id = ? AND kind = ? AND key = ? AND version = ?`,
		dropRecord: `DELETE FROM records WHERE bot_id = ? AND kind = ? AND key = ? AND version = ?`,
		addEntry:   `INSERT INTO ledger (bot_id, tx, account, unit, amount, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
	}
}

// statements are the prepared ones.
type statements [statementCount]*sql.Stmt

func prepareCommit(ctx context.Context, db *sql.DB) (*statements, error) {
	var s statements
	for i, q := range statementSQL() {
		st, err := db.PrepareContext(ctx, q) //nolint:sqlclosecheck // closed by close
		if err != nil {
			return nil, errors.Join(fmt.Errorf("prepare %q: %w", q, err), s.close())
		}
		s[i] = st
	}
	return &s, nil
}

func (s *statements) close() error {
	var errs []error
	for _, st := range s {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	return errors.Join(errs...)
}

// bound are the prepared statements inside one transaction.
type bound struct {
	all *statements
	tx  *sql.Tx
	in  [statementCount]*sql.Stmt
}

func (b *bound) stmt(ctx context.Context, s statement) *sql.Stmt {
	if b.in[s] == nil {
		b.in[s] = b.tx.StmtContext(ctx, b.all[s])
	}
	return b.in[s]
}

// exec runs a statement and gives the number of rows that it changed.
func (b *bound) exec(ctx context.Context, s statement, args ...any) (int64, error) {
	res, err := b.stmt(ctx, s).ExecContext(ctx, args...) //nolint:sqlclosecheck // it ends with the transaction
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// read runs a statement that gives one row of one column, or none: dst is left alone then.
func (b *bound) read(ctx context.Context, s statement, dst any, args ...any) error {
	err := b.stmt(ctx, s).QueryRowContext(ctx, args...).Scan(dst) //nolint:sqlclosecheck // it ends with the transaction
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
