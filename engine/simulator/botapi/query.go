package botapi

import (
	"time"
)

// How long queries may be answered: the life of their updates on Telegram's
// server, and 10 seconds for pre-checkout (Bot API, answerPreCheckoutQuery).
const (
	callbackLife    = 150 * time.Second
	inlineLife      = 30 * time.Second
	shippingLife    = 150 * time.Second
	preCheckoutLife = 10 * time.Second
)

// query is a question of a person that the bot must answer once.
type query struct {
	id      string
	kind    string // the update it came in: callback_query, inline_query, …
	person  *Person
	chat    *chat // callbacks: where the button is
	message int64 // callbacks: the message with the button
	expires time.Time
	payment *Payment
}

// sweepAt is how many open queries there may be before expired ones are
// thrown out.
const sweepAt = 10_000

// ask opens a query.
func (b *bot) ask(q *query, life time.Duration) {
	now := b.server.now()
	q.id, q.expires = b.server.newID(), now.Add(life)
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.queries) > sweepAt {
		for id, old := range b.queries {
			if old.expires.Before(now) {
				delete(b.queries, id)
			}
		}
	}
	b.queries[q.id] = q
}

// takeQuery closes a query for its answer. Unknown, answered and expired ones
// are refused with the one text Telegram has for them.
func (b *bot) takeQuery(id, kind string) (*query, *Error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	q := b.queries[id]
	if q == nil || q.kind != kind || b.server.now().After(q.expires) {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	delete(b.queries, id)
	return q, nil
}

// openQueries gives the unanswered, unexpired queries of the kind from a person.
func (b *bot) openQueries(p *Person, kind string) []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	now := b.server.now()
	var ids []string
	for _, id := range sortedKeys(b.queries) {
		if q := b.queries[id]; q.person == p && q.kind == kind && !now.After(q.expires) {
			ids = append(ids, id)
		}
	}
	return ids
}
