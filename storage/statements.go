package storage

import (
	"fmt"
	"strconv"
	"strings"
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
	newContactVars
	writeContactVars
	readScope
	newScope
	writeScope
	addOutgoing
	addOutgoingBehind
	tellOthers
	staleContact
	staleScope
	addIncoming
	addNote
	addFilm
	addDelta
	markRecent
	markOutgoing
	markElsewhere
	setSlot
	recordVersion
	addRecord
	nextRecord
	dropRecord
	addEntry
	statementCount
)

// sharedStatements are the statements, but for the few that the databases write differently. Placeholders are question
// marks.
func sharedStatements() [statementCount]string {
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
			ON CONFLICT (bot_id, chat_id, user_id) DO UPDATE SET at = excluded.at, job_id = excluded.job_id`,
		offerJob: `UPDATE river_job SET state = 'available' WHERE id = ? AND state = 'scheduled'`,
		// The condition keeps a profile that did not change, nearly all of them, from being written again.
		setProfile: `INSERT INTO contacts (bot_id, contact_id, first_name, last_name, username, language, premium, is_bot)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (bot_id, contact_id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
				username = excluded.username, language = excluded.language, premium = excluded.premium, is_bot = excluded.is_bot
			WHERE (contacts.first_name, contacts.last_name, contacts.username, contacts.language, contacts.premium, contacts.is_bot)
				IS DISTINCT FROM
				(excluded.first_name, excluded.last_name, excluded.username, excluded.language, excluded.premium, excluded.is_bot)`,
		setReachable: `INSERT INTO contacts (bot_id, contact_id, reachable) VALUES (?, ?, ?)
			ON CONFLICT (bot_id, contact_id) DO UPDATE SET reachable = excluded.reachable, version = contacts.version + 1`,
		readContactVars: `SELECT vars FROM contacts WHERE bot_id = ? AND contact_id = ?`,
		newContactVars:  `INSERT INTO contacts (bot_id, contact_id) VALUES (?, ?) ON CONFLICT DO NOTHING`,
		writeContactVars: `INSERT INTO contacts (bot_id, contact_id, vars, version) VALUES (?, ?, ?, 1)
			ON CONFLICT (bot_id, contact_id) DO UPDATE SET vars = excluded.vars, version = contacts.version + 1`,
		readScope: `SELECT vars FROM scopes WHERE bot_id = ? AND scope = ? AND owner_id = ?`,
		newScope:  `INSERT INTO scopes (bot_id, scope, owner_id, vars) VALUES (?, ?, ?, '{}') ON CONFLICT DO NOTHING`,
		writeScope: `INSERT INTO scopes (bot_id, scope, owner_id, vars, version) VALUES (?, ?, ?, ?, 1)
			ON CONFLICT (bot_id, scope, owner_id) DO UPDATE SET vars = excluded.vars, version = scopes.version + 1`,
		addOutgoing: `INSERT INTO messages (bot_id, chat_id, user_id, state, at, send_at, tries, key, data, owner)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		addIncoming: `INSERT INTO messages (bot_id, chat_id, user_id, state, at, kind, message_ids, data)
			VALUES (?, ?, ?, 'received', ?, ?, ?, ?)`,
		addNote: `INSERT INTO notes (bot_id, chat_id, user_id, kind, at, flow, block, name, text, value, data, error)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		addFilm:  `INSERT INTO films (bot_id, user_id, chat_id, turn, at, trouble, data) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		addDelta: `INSERT INTO figure_deltas (data) VALUES (?)`,
		markRecent: `UPDATE messages SET state = ?, message_ids = coalesce(?, message_ids), code = ?, marked_at = ?,
			tries = tries + ? WHERE bot_id = ? AND chat_id = ? AND key = ?`,
		markOutgoing: `UPDATE messages SET state = ?, message_ids = coalesce(?, message_ids), code = ?, marked_at = ?,
			tries = tries + ? WHERE bot_id = ? AND chat_id = ? AND key = ?`,
		markElsewhere: `UPDATE messages SET state = ?, message_ids = coalesce(?, message_ids), code = ?, marked_at = ?,
			tries = tries + ? WHERE bot_id = ? AND key = ? AND state IN ('pending', 'sending')`,
		setSlot: `INSERT INTO slots (bot_id, chat_id, slot, message_ids) VALUES (?, ?, ?, ?)
			ON CONFLICT (bot_id, chat_id, slot) DO UPDATE SET message_ids = excluded.message_ids`,
		recordVersion: `SELECT version FROM records WHERE bot_id = ? AND kind = ? AND key = ?`,
		addRecord: `INSERT INTO records (bot_id, kind, key, version, owner_id, value, made_at, expires_at)
			VALUES (?, ?, ?, 1, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		nextRecord: `UPDATE records SET version = ?, owner_id = ?, value = ?, made_at = ?, expires_at = ?
			WHERE bot_id = ? AND kind = ? AND key = ? AND version = ?`,
		dropRecord: `DELETE FROM records WHERE bot_id = ? AND kind = ? AND key = ? AND version = ?`,
		addEntry:   `INSERT INTO ledger (bot_id, tx, account, unit, amount, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
	}
}

// purpose says what a statement was to do, for its error.
func (s statement) purpose() string {
	return [statementCount]string{
		addUpdate: "store update", dropUpdate: "take back update", addEvent: "store event", dropEvent: "take back event",
		addPayment: "store payment", dropPayment: "take back payment", newSession: "store session", nextSession: "store session",
		alarmAt: "read alarm", setAlarm: "store alarm", offerJob: "offer job", setProfile: "store profile",
		setReachable: "store reachability", readContactVars: "read variables of a contact",
		newContactVars: "make variables of a contact", writeContactVars: "write variables of a contact",
		readScope: "read shared variables", newScope: "make shared variables", writeScope: "write shared variables",
		addOutgoing: "store effect", addOutgoingBehind: "store effect", tellOthers: "tell others", staleContact: "check variables of a contact",
		staleScope: "check shared variables", addIncoming: "store received message", addNote: "store note", addFilm: "store film", addDelta: "store figures", markRecent: "mark effect",
		markOutgoing: "mark effect", markElsewhere: "mark effect", setSlot: "set slot", recordVersion: "look at record",
		addRecord: "store record", nextRecord: "store record", dropRecord: "delete record", addEntry: "store ledger entry",
	}[s]
}

// call is one run of a statement, and what came of it.
type call struct {
	statement statement
	args      []any
	dst       any   // of a statement that reads: where its one column goes; left alone if there is no row
	rows      int64 // changed, or read
}

func (c *call) failed(err error) error { return fmt.Errorf("%s: %w", c.statement.purpose(), err) }

// numbered turns question marks into numbered placeholders.
func numbered(query string) string {
	var b strings.Builder
	n := 0
	for part, rest := "", query; ; {
		var more bool
		if part, rest, more = strings.Cut(rest, "?"); !more {
			b.WriteString(part)
			return b.String()
		}
		n++
		b.WriteString(part + "$" + strconv.Itoa(n))
	}
}
