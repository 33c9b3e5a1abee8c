package storage

import (
	"database/sql"
	"hash/maphash"

	"github.com/jackc/pgx/v5"
)

// bulk is a statement of the group commit for many rows at once: every parameter is an array, with one element a row. What
// every turn runs has such a form: one statement of 64 rows takes the server a fraction of what 64 of one row take.
type bulk struct {
	query string
	// kinds has a letter a parameter, for the type of its elements: i bigint, t text, b bytea, f boolean.
	kinds string
	// key are the parameters by which a row is known. If several have the same, all run one by one: a statement may not
	// change a row twice.
	key []int
	// returns says that the statement gives the keys of the rows that it changed. Else nobody asks.
	returns bool
}

// bulks are the statements that have this form, with the parameters in the order of the single one.
func bulks() map[statement]bulk {
	return map[statement]bulk{
		addUpdate: {
			query: `INSERT INTO updates (bot_id, update_id, at) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
				ON CONFLICT DO NOTHING RETURNING bot_id, update_id`,
			kinds: "iii", key: []int{0, 1}, returns: true,
		},
		newSession: {
			query: `INSERT INTO sessions (version, revision, wake_at, wake_gen, data, bot_id, chat_id, user_id)
				SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bigint[], $7::bigint[], $8::bigint[])
				ON CONFLICT DO NOTHING RETURNING bot_id, chat_id, user_id`,
			kinds: "iiiibiii", key: []int{5, 6, 7}, returns: true,
		},
		nextSession: {
			query: `UPDATE sessions s SET version = n.version, revision = n.revision, wake_at = n.wake_at, wake_gen = n.wake_gen, data = n.data
				FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
					AS n (version, revision, wake_at, wake_gen, data, bot_id, chat_id, user_id, base)
				WHERE s.bot_id = n.bot_id AND s.chat_id = n.chat_id AND s.user_id = n.user_id AND s.version = n.base
				RETURNING s.bot_id, s.chat_id, s.user_id`,
			kinds: "iiiibiiii", key: []int{5, 6, 7}, returns: true,
		},
		setProfile: {
			query: `INSERT INTO contacts (bot_id, contact_id, first_name, last_name, username, language, premium, is_bot)
				SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::boolean[])
				ON CONFLICT (bot_id, contact_id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
					username = excluded.username, language = excluded.language, premium = excluded.premium, is_bot = excluded.is_bot
				WHERE (contacts.first_name, contacts.last_name, contacts.username, contacts.language, contacts.premium, contacts.is_bot)
					IS DISTINCT FROM
					(excluded.first_name, excluded.last_name, excluded.username, excluded.language, excluded.premium, excluded.is_bot)`,
			kinds: "iittttff", key: []int{0, 1},
		},
		// Whoever holds rows takes them in the order of the array, which is that of the keys: what stands in LATERAL is looked up for
		// one element after the other. NULL and an empty text are the same to the reader.
		readContactVars: {
			query: `SELECT n.bot_id, n.contact_id, c.vars FROM unnest($1::bigint[], $2::bigint[]) AS n (bot_id, contact_id)
				CROSS JOIN LATERAL (SELECT coalesce(c.vars, '') AS vars FROM contacts c
					WHERE c.bot_id = n.bot_id AND c.contact_id = n.contact_id FOR UPDATE) c`,
			kinds: "ii", key: []int{0, 1}, returns: true,
		},
		// The rows are there: they were read before, and made where there were none.
		writeContactVars: {
			query: `UPDATE contacts c SET vars = n.vars, version = c.version + 1
				FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS n (bot_id, contact_id, vars)
				WHERE c.bot_id = n.bot_id AND c.contact_id = n.contact_id`,
			kinds: "iit", key: []int{0, 1},
		},
		addOutgoing: {
			query: `INSERT INTO messages (bot_id, chat_id, user_id, state, at, send_at, tries, key, data, owner)
				SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::bytea[], $10::bigint[])`,
			kinds: "iiitiiitbi",
		},
		addIncoming: {
			query: `INSERT INTO messages (bot_id, chat_id, user_id, state, at, kind, message_ids, data)
				SELECT n.bot_id, n.chat_id, n.user_id, 'received', n.at, n.kind, n.message_ids, n.data
				FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bytea[])
					AS n (bot_id, chat_id, user_id, at, kind, message_ids, data)`,
			kinds: "iiiittb",
		},
		addFilm: {
			query: `INSERT INTO films (bot_id, user_id, chat_id, turn, at, trouble, data)
				SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::boolean[], $7::bytea[])`,
			kinds: "iiiiifb",
		},
		addDelta: {query: `INSERT INTO figure_deltas (data) SELECT * FROM unnest($1::bytea[])`, kinds: "b"},
		markRecent: {
			query: `UPDATE messages m SET state = n.state, message_ids = coalesce(n.message_ids, m.message_ids), code = n.code,
					marked_at = n.marked_at, tries = m.tries + n.tries
				FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[])
					AS n (state, message_ids, code, marked_at, tries, bot_id, chat_id, key)
				WHERE m.bot_id = n.bot_id AND m.chat_id = n.chat_id AND m.key = n.key
				RETURNING m.bot_id, m.chat_id, m.key`,
			kinds: "tttiiiit", key: []int{5, 6, 7}, returns: true,
		},
	}
}

// unit is one statement on its way: a single call, or many as one.
type unit struct {
	calls  []int
	single string
	bulk   *bulk // nil for a single call
}

// formsOf gives how a statement is written now, for one row and for many, nil if it has no such form. Effects are marked in
// this week's part of the journal, and only what is not found there in all parts: else each of them would have to be opened
// and looked into for every mark.
func (p *postgresDB) formsOf(s statement, at int64) (single string, many *bulk) {
	if s == markRecent {
		weeks := *p.weeks.Load()
		for i := range weeks {
			if w := &weeks[i]; w.from <= at && at < w.to {
				return w.mark, &w.marks
			}
		}
	}
	return p.statements[s], p.bulks[s]
}

// units puts calls of the same statement together, where that has a form for many; they go in the order of the first of
// each. They are good until the connection's next phase.
func (p *postgresDB) units(w *wire, calls []call, at int64) []unit {
	all := w.units[:0]
	var place [statementCount]int // of a statement's unit in all, from 1
	for i := range calls {
		s := calls[i].statement
		if n := place[s]; n > 0 && all[n-1].bulk != nil {
			all[n-1].calls = append(all[n-1].calls, i)
			continue
		}
		var room []int
		if n := len(all); n < cap(all) {
			room = all[:n+1][n].calls[:0]
		}
		u := unit{calls: append(room, i)}
		u.single, u.bulk = p.formsOf(s, at)
		all = append(all, u)
		place[s] = len(all)
	}
	w.units = all
	return all
}

// queue adds the unit to what is sent, and gives about how many bytes it takes.
func (u *unit) queue(batch *pgx.Batch, w *wire, calls []call) (size int, err error) {
	if u.bulk != nil && (len(u.calls) == 1 || u.twice(calls)) {
		u.bulk = nil
	}
	if u.bulk == nil {
		for _, i := range u.calls {
			batch.Queue(u.single, calls[i].args...)
			size += roomOf(calls[i].args)
		}
		return size, nil
	}
	args, size, err := arraysOf(w, u.bulk.kinds, u.calls, calls)
	if err != nil {
		return 0, err
	}
	batch.Queue(u.bulk.query, args...)
	return size + bulkHead, nil
}

// bulkHead is more than what a bulk takes on the wire besides its arrays.
const bulkHead = 256

// rowKey is what a row is known by: up to three numbers and texts.
type rowKey [4]any

func (b *bulk) keyOf(c *call) (k rowKey) {
	for n, at := range b.key {
		k[n] = c.args[at]
	}
	return k
}

// twice reports whether two calls are for the same row. Rows are told apart by hashes: two that have the same by chance go one by one,
// which is as right.
func (u *unit) twice(calls []call) bool {
	if len(u.bulk.key) == 0 {
		return false
	}
	seed := maphash.MakeSeed()
	seen := make(map[uint64]struct{}, len(u.calls))
	for _, i := range u.calls {
		seen[maphash.Comparable(seed, u.bulk.keyOf(&calls[i]))] = struct{}{}
	}
	return len(seen) < len(u.calls)
}

// read reads what became of a unit.
func (u *unit) read(results pgx.BatchResults, calls []call) error {
	if u.bulk == nil {
		for _, i := range u.calls {
			if err := calls[i].read(results); err != nil {
				return calls[i].failed(err)
			}
		}
		return nil
	}
	first := &calls[u.calls[0]]
	if !u.bulk.returns {
		if _, err := results.Exec(); err != nil {
			return first.failed(err)
		}
		return nil
	}
	rows, err := results.Query()
	if err != nil {
		return first.failed(err)
	}
	defer rows.Close()
	found := foundRows{bytes: make([]byte, 0, usualKey*len(u.calls)), ends: make([]int, 0, len(u.bulk.key)*len(u.calls))}
	for rows.Next() {
		found.add(rows.RawValues())
	}
	if err := rows.Err(); err != nil {
		return first.failed(err)
	}
	u.take(&found, calls)
	return nil
}

// usualKey is how many bytes the key of a row has at most, nearly always.
const usualKey = 32

// foundRows are rows that a statement gave, each with its key and perhaps a text behind it, as they came: nearly always all have come that
// could, and nobody looks at them.
type foundRows struct {
	n     int
	bytes []byte
	ends  []int // of the columns
}

func (f *foundRows) add(columns [][]byte) {
	f.n++
	for _, c := range columns {
		f.bytes = append(f.bytes, c...)
		f.ends = append(f.ends, len(f.bytes))
	}
}

// take tells the calls which of them found their rows.
func (u *unit) take(f *foundRows, calls []call) {
	width := 0
	if f.n > 0 {
		width = len(f.ends) / f.n
	}
	keys := len(u.bulk.key)
	if f.n == len(u.calls) && width == keys {
		for _, i := range u.calls {
			calls[i].rows = 1
		}
		return
	}
	place := make(map[string]int, len(u.calls))
	for _, i := range u.calls {
		var b []byte
		for _, at := range u.bulk.key {
			b = appendElement(b, calls[i].args[at])
		}
		place[string(b)] = i
	}
	begin := 0
	for row := range f.n {
		ends := f.ends[row*width : (row+1)*width]
		var b []byte
		for _, end := range ends[:keys] {
			b = appendElement(b, f.bytes[begin:end])
			begin = end
		}
		i, ok := place[string(b)]
		if !ok {
			begin = ends[width-1]
			continue
		}
		calls[i].rows = 1
		if width > keys {
			calls[i].found(f.bytes[begin:ends[keys]])
		}
		begin = ends[width-1]
	}
}

// found gives the call the text that its row had, where it asked for one.
func (c *call) found(text []byte) {
	switch dst := c.dst.(type) {
	case *string:
		*dst = string(text)
	case *sql.NullString:
		*dst = sql.NullString{String: string(text), Valid: len(text) > 0}
	}
}
