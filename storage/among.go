package storage

import (
	"context"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// amongOthers writes the statements of the group commit that only a database of several processes needs. Those that look
// give a row for what they find.
func amongOthers(s *[statementCount]string, b map[statement]bulk) {
	// An effect belongs to whoever has the newest unsent one of its chat, so that no process overtakes another. One with a
	// time of its own is in nobody's way. The sum keeps the server from walking through the effects of all chats. What comes back
	// is behind which one it is, or an empty text if that is another process's.
	const columns = `AS u (bot_id, chat_id, user_id, state, at, send_at, tries, key, data, owner)`
	const begin = `WITH n AS (SELECT u.*, l.owner AS lane, l.key AS behind FROM `
	const insert = ` LEFT JOIN LATERAL (SELECT m.owner, m.key FROM messages m WHERE m.bot_id = u.bot_id AND m.chat_id = u.chat_id
			AND m.state IN ('pending', 'sending') AND m.send_at IS NULL ORDER BY m.seq + 0 DESC LIMIT 1) l ON true),
		put AS (INSERT INTO messages (bot_id, chat_id, user_id, state, at, send_at, tries, key, data, owner)
			SELECT n.bot_id, n.chat_id, n.user_id, n.state, n.at, n.send_at, n.tries, n.key, n.data, coalesce(n.lane, n.owner) FROM n)`
	const behind = `CASE WHEN n.lane = n.owner THEN n.behind ELSE '' END FROM n WHERE n.lane IS NOT NULL`
	s[addOutgoingBehind] = begin + `(VALUES ($1::bigint, $2::bigint, $3::bigint, $4::text, $5::bigint, $6::bigint, $7::bigint, $8::text,
		$9::bytea, $10::bigint)) ` + columns + insert + ` SELECT ` + behind
	b[addOutgoingBehind] = bulk{
		query: begin + `unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
			$9::bytea[], $10::bigint[]) ` + columns + insert + ` SELECT n.bot_id, n.chat_id, n.key, ` + behind,
		kinds: "iiitiiitbi", key: []int{0, 1, 7}, returns: true,
	}
	s[tellOthers] = `SELECT pg_notify('` + channel + `', ?)`
	s[staleContact] = `SELECT 1 FROM contacts WHERE bot_id = ? AND contact_id = ? AND version <> ?`
	b[staleContact] = bulk{
		query: `SELECT n.bot_id, n.contact_id, n.version FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS n (bot_id, contact_id, version)
			JOIN contacts c ON c.bot_id = n.bot_id AND c.contact_id = n.contact_id WHERE c.version <> n.version`,
		kinds: "iii", key: []int{0, 1, 2}, returns: true,
	}
	s[staleScope] = `SELECT 1 FROM scopes WHERE bot_id = ? AND scope = ? AND owner_id = ? AND version <> ?`
	b[staleScope] = bulk{
		query: `SELECT n.bot_id, n.scope, n.owner_id, n.version
			FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[]) AS n (bot_id, scope, owner_id, version)
			JOIN scopes s ON s.bot_id = n.bot_id AND s.scope = n.scope AND s.owner_id = n.owner_id WHERE s.version <> n.version`,
		kinds: "itii", key: []int{0, 1, 2, 3}, returns: true,
	}
}

// as makes the batch one of an instance.
func (b *batch) as(instance int64) *batch {
	b.instance = instance
	b.among = b.db.peers != nil && !b.db.Guest() && !b.db.peers.seat.alone()
	return b
}

// behind is an effect that was stored, and may be behind another one, perhaps of another instance.
type behind struct {
	call int
	out  *host.Outgoing
}

// leave says of effects behind which one they are, and whether others send them.
func (b *batch) leave(calls []call) {
	for _, x := range b.behind {
		x.out.Left = calls[x.call].rows > 0 && x.out.Behind == ""
		b.left = b.left || x.out.Left
	}
	b.behind = b.behind[:0]
}

// tellOfLeft has the others look for them when the batch is committed.
func (b *batch) tellOfLeft() {
	if b.left {
		b.ask(tellOthers, notice{From: b.instance, Notice: host.Notice{Kind: host.NoticeSends}}.text())
	}
}

// sharedRead is a row of shared variables that turns started from, as they knew it.
type sharedRead struct {
	row     sharedRow
	version int64
}

func readOf(m *host.Member, r *host.Read) (sharedRead, bool) {
	row, ok := rowOf(&engine.Write{Scope: r.Scope}, m.Key)
	return sharedRead{row, r.Version}, ok
}

// checkReads refuses members whose turns started from shared variables that are not the stored ones any more.
func (b *batch) checkReads(ctx context.Context, claims []claim) error {
	asked := b.askReads(claims)
	calls, err := b.phase(ctx)
	if err == nil {
		seeReads(claims, asked, calls)
	}
	return err
}

// askReads asks which shared variables are not those that members started from, and gives the calls that do.
func (b *batch) askReads(claims []claim) map[sharedRead]int {
	if !b.among {
		return nil
	}
	asked := map[sharedRead]int{}
	for i := range claims {
		m := claims[i].member
		for j := range m.Reads {
			r, ok := readOf(m, &m.Reads[j])
			if _, known := asked[r]; ok && !known {
				asked[r] = r.row.ask(b, staleContact, staleScope, r.version)
			}
		}
	}
	return asked
}

// seeReads sees what became of askReads. A member that started from something old is a conflict.
func seeReads(claims []claim, asked map[sharedRead]int, calls []call) {
	if len(asked) == 0 {
		return
	}
	for i := range claims {
		c := &claims[i]
		for j := range c.member.Reads {
			r, ok := readOf(c.member, &c.member.Reads[j])
			if ok && calls[asked[r]].rows > 0 && c.open() {
				c.verdict.State, c.verdict.Stale = host.VerdictConflict, true
			}
		}
	}
}

// tellOthers tells other processes when the transaction is committed.
func (d *DB) tellOthers(g *gorm.DB, n host.Notice) error {
	if d.peers == nil {
		return nil
	}
	said := notice{Notice: n}
	return g.Exec("SELECT pg_notify(?, ?)", channel, said.text()).Error
}

// clientID is how the job queue knows this process.
func (d *DB) clientID() string {
	if d.peers == nil || d.Guest() {
		return "" // River makes one
	}
	return d.peers.seat.client
}
