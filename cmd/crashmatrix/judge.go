package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// promise is what Scenarist promises of a crash.
type promise string

const (
	noLoss     promise = "lost"         // every update has had its turn, and every message of it has come
	noDoubling promise = "doubled"      // no turn happened twice
	noMixing   promise = "mixed up"     // nobody was told what is another's, or what no turn of theirs says
	paidOnce   promise = "orders wrong" // an order is paid once and delivered once
	timersOnce promise = "timers wrong" // a timer fires once
	inFlight   promise = "unexcused"    // what comes twice was on its way when something broke
	inOrder    promise = "out of order" // the messages of a chat come in the order of its turns
	upright    promise = "processes"    // processes go on without a database, and stop in order
	unnoticed  promise = "noticed"      // who stops in order goes on as long as anything comes
)

var promises = []promise{noLoss, noDoubling, noMixing, paidOnce, timersOnce, inFlight, inOrder, upright, unnoticed}

// cause is why a message came twice.
type cause string

const (
	byKill   cause = "kills"      // whoever sent it was killed, and another one sent it again
	byOutage cause = "PostgreSQL" // the database was killed before it had been noted
	bySeat   cause = "seats lost" // whoever sent it lost its place in the database, as when the machine stalls
	byCut    cause = "cuts"       // the connection was cut before the answer
)

var causes = []cause{byKill, byOutage, bySeat, byCut}

// evidence is all that is known of a run.
type evidence struct {
	people   []*person
	taken    map[int64][]int64 // updates that were taken, by bot
	messages []*message        // in the order in which they came
	outages  []outage
	faults   []string // of processes
	shut     []error  // deliveries that were refused by who was stopping in order
	found    *contents
}

func (c *cell) evidence(found *contents) *evidence {
	return &evidence{people: c.people, taken: c.post.taken, messages: c.tg.messages, outages: c.outages, faults: c.fleet.faults(), found: found, shut: c.post.shut}
}

// verdict is what came of it.
type verdict struct {
	broken   map[promise][]string // what and where
	updates  int
	messages int // different ones
	orders   int // that were paid
	timers   int // that were set
	doubts   int // invoices that were not sent again, since they may have come
	twice    map[cause]int
	flown    []time.Duration // from when a message came until its sender was killed, of those that came again
}

func (v *verdict) say(p promise, format string, args ...any) {
	v.broken[p] = append(v.broken[p], fmt.Sprintf(format, args...))
}

// judge compares what was to happen with what the database and Telegram have.
func judge(e *evidence) *verdict {
	v := &verdict{broken: map[promise][]string{}, twice: map[cause]int{}}
	for _, f := range e.faults {
		v.say(upright, "%s", f)
	}
	for _, err := range e.shut {
		v.say(unnoticed, "%v", err)
	}
	v.judgeUpdates(e)
	for _, p := range e.people {
		v.judgePerson(e, p)
	}
	v.judgeOrders(e)
	v.judgeMessages(e)
	v.judgeOrder(e)
	slices.Sort(v.flown)
	return v
}

// flight is how long messages that came again had been with Telegram when their senders were killed: this part of them no longer.
func (v *verdict) flight(part float64) time.Duration {
	if len(v.flown) == 0 {
		return 0
	}
	return v.flown[int(part*float64(len(v.flown)-1))].Round(time.Millisecond)
}

// judgeUpdates looks for updates that were acknowledged and are not there.
func (v *verdict) judgeUpdates(e *evidence) {
	for _, bot := range slices.Sorted(maps.Keys(e.taken)) {
		ids := e.taken[bot]
		v.updates += len(ids)
		for _, id := range ids {
			if !e.found.updates[bot][id] {
				v.say(noLoss, "update %d of bot %d is not in the database", id, bot)
			}
		}
		if want := (host.Tally{Received: int64(len(ids)), Handled: int64(len(ids))}); e.found.tallies[bot] != want {
			v.say(noLoss, "the tally of bot %d is %+v, not %+v", bot, e.found.tallies[bot], want)
		}
	}
	for _, l := range e.found.letters {
		v.say(noLoss, "update %d of bot %d was put aside: %s", l.UpdateID, l.BotID, l.Error)
	}
	if e.found.unsent > 0 {
		v.say(noLoss, "%d messages were not sent", e.found.unsent)
	}
}

// judgePerson compares the turns that somebody led to with those that happened.
func (v *verdict) judgePerson(e *evidence, p *person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stuck != nil {
		v.say(noLoss, "%v", p.stuck)
	}
	for _, w := range p.wrong {
		v.say(noMixing, "%s", w)
	}
	vars := e.found.users[p.id]
	for name, want := range map[string]int{"n": p.turns, "paid": len(p.charges)} {
		got := 0
		if value, ok := vars[name].(float64); ok {
			got = int(value)
		}
		switch {
		case got > want:
			v.say(noDoubling, "person %d of bot %d: variable %s is %d, not %d", p.id, p.bot, name, got, want)
		case got < want:
			v.say(noLoss, "person %d of bot %d: variable %s is %d, not %d", p.id, p.bot, name, got, want)
		}
	}
	fired := 0
	for _, m := range p.heard {
		if strings.HasPrefix(strings.TrimPrefix(m.text, p.head(turnOf(m.text))), "timer ") {
			fired++
		}
	}
	v.timers += p.timers
	if fired != p.timers {
		v.say(timersOnce, "person %d of bot %d: %d timers fired, not %d", p.id, p.bot, fired, p.timers)
	}
	for turn := 1; turn <= p.turns; turn++ {
		if p.heard[turn] == nil && !slices.Contains(p.doubts, turn) {
			v.say(noLoss, "person %d of bot %d: no message of turn %d came", p.id, p.bot, turn)
		}
	}
}

// judgeOrders compares what people paid for with what the bots know.
func (v *verdict) judgeOrders(e *evidence) {
	sold := map[int64]float64{}
	paid := map[string]string{} // charges by order
	for _, p := range e.people {
		for charge, order := range p.charges {
			sold[p.bot]++
			paid[fmt.Sprint(p.bot, order)] = charge
		}
	}
	v.orders = len(paid)
	for bot, n := range sold {
		if e.found.sold[bot] != n {
			v.say(paidOnce, "bot %d has counted %v payments, not %v", bot, e.found.sold[bot], n)
		}
	}
	for _, o := range e.found.orders {
		key := fmt.Sprint(o.bot, o.id)
		charge, was := paid[key]
		delete(paid, key)
		switch {
		case was && (o.status != "paid" || !slices.Equal(o.charges, []string{charge})):
			v.say(paidOnce, "order %s of bot %d, person %d, is %s with the charges %q, not paid with %q", o.id, o.bot, o.chat, o.status, o.charges, charge)
		case !was && (o.status == "paid" || len(o.charges) > 0):
			v.say(paidOnce, "order %s of bot %d, person %d, is %s with the charges %q, and nobody has paid", o.id, o.bot, o.chat, o.status, o.charges)
		}
	}
	for _, charge := range paid {
		v.say(paidOnce, "the order that was paid with %q is not in the database", charge)
	}
}

// sending is all that became of one message.
type sending struct {
	copies []*message
	rows   []*effectRow
}

type sendingKey struct {
	bot, chat int64
	text      string
}

// judgeMessages compares what came with what turns asked for, and looks for the reason of every copy.
func (v *verdict) judgeMessages(e *evidence) {
	all := map[sendingKey]*sending{}
	at := func(k sendingKey) *sending {
		if all[k] == nil {
			all[k] = &sending{}
		}
		return all[k]
	}
	for _, m := range e.messages {
		s := at(sendingKey{m.bot, m.chat, m.text})
		s.copies = append(s.copies, m)
	}
	for i := range e.found.effects {
		if r := &e.found.effects[i]; r.kind == "send" || r.kind == "invoice" {
			s := at(sendingKey{r.bot, r.chat, r.text})
			s.rows = append(s.rows, r)
		}
	}
	keys := slices.SortedFunc(maps.Keys(all), func(a, b sendingKey) int {
		return cmp.Or(cmp.Compare(a.bot, b.bot), cmp.Compare(a.chat, b.chat), cmp.Compare(a.text, b.text))
	})
	for _, k := range keys {
		v.judgeSending(e, k, all[k])
	}
}

func (v *verdict) judgeSending(e *evidence, k sendingKey, s *sending) {
	if len(s.rows) != 1 {
		v.say(noDoubling, "bot %d, chat %d, %q: %d turns have asked for it%s", k.bot, k.chat, k.text, len(s.rows), told(s.copies))
		return
	}
	r := s.rows[0]
	if r.state == string(host.SendUnknown) && r.kind == "invoice" {
		v.doubts++
		if len(s.copies) > 1 {
			v.say(inFlight, "bot %d, chat %d, %q: an invoice in doubt came %d times%s", k.bot, k.chat, k.text, len(s.copies), told(s.copies))
		}
		if len(s.copies) > 0 {
			v.messages++
		}
		return
	}
	if len(s.copies) == 0 {
		v.say(noLoss, "bot %d, chat %d, %q: it is %s in the database and never came", k.bot, k.chat, k.text, r.state)
		return
	}
	v.messages++
	last := s.copies[len(s.copies)-1]
	ids, err := r.messageIDs()
	// Unknown is a message of which two answers were lost.
	if err != nil || r.state == string(host.SendSent) && !slices.Equal(ids, []int64{last.id}) ||
		r.state != string(host.SendSent) && r.state != string(host.SendUnknown) {
		v.say(inFlight, "bot %d, chat %d, %q: the database has it as %s %v (%v), but what came last is message %d: it was sent again after it had been noted%s",
			k.bot, k.chat, k.text, r.state, ids, err, last.id, told(s.copies))
	}
	for i := 1; i < len(s.copies); i++ {
		a, b := s.copies[i-1], s.copies[i]
		why := e.excuse(a, b)
		if why == "" {
			v.say(inFlight, "bot %d, chat %d, %q came again, and nothing had broken%s", k.bot, k.chat, k.text, told(s.copies))
			continue
		}
		v.twice[why]++
		if why == byKill {
			v.flown = append(v.flown, max(a.by.killed.Sub(a.at), 0)) // what was written before is read a little later
		}
	}
}

// excuse gives the reason why b repeats a, empty for none. That a had not been noted is seen from the database, which has the
// number of the last copy; here it is asked what kept whoever sent it from noting it. No span of time excuses anything, so that
// a slow machine judges as a fast one does.
func (e *evidence) excuse(a, b *message) cause {
	switch {
	case a.by != b.by && !a.by.killed.IsZero() && b.at.After(a.by.killed):
		return byKill
	case slices.ContainsFunc(e.outages, func(o outage) bool { return a.at.Before(o.to) && b.at.After(o.from) }):
		return byOutage
	case slices.ContainsFunc(a.by.unseated, func(t time.Time) bool { return b.at.After(t) }):
		return bySeat
	case !a.answered:
		return byCut
	default:
		return ""
	}
}

// judgeOrder looks for messages that overtook others of their chat: neither the first copies nor the last ones may.
func (v *verdict) judgeOrder(e *evidence) {
	chats := map[int64][]*message{}
	last := map[sendingKey]*message{}
	for _, m := range e.messages {
		chats[m.chat] = append(chats[m.chat], m)
		last[sendingKey{m.bot, m.chat, m.text}] = m
	}
	for _, chat := range slices.Sorted(maps.Keys(chats)) {
		late := map[string]bool{}
		seen := map[string]bool{}
		var first, final *message
		for _, m := range chats[chat] {
			if !seen[m.text] {
				seen[m.text] = true
				if first != nil && turnOf(m.text) < turnOf(first.text) {
					late[m.text] = true
					v.say(inOrder, "bot %d, chat %d: %s came after %s", m.bot, chat, told([]*message{m}), told([]*message{first}))
				} else {
					first = m
				}
			}
			if last[sendingKey{m.bot, m.chat, m.text}] != m {
				continue
			}
			if final != nil && turnOf(m.text) < turnOf(final.text) {
				if !late[m.text] {
					v.say(inOrder, "bot %d, chat %d: %s came once more after %s", m.bot, chat, told([]*message{m}), told([]*message{final}))
				}
			} else {
				final = m
			}
		}
	}
}

func clock(t time.Time) string { return t.Format("15:04:05.000") }

// told describes copies of a message.
func told(copies []*message) string {
	var out strings.Builder
	for _, m := range copies {
		fmt.Fprintf(&out, " [%s message %d by %v %s", clock(m.at), m.id, m.by, strconv.Quote(m.text))
		if !m.answered {
			out.WriteString(", not answered")
		}
		if !m.by.killed.IsZero() {
			fmt.Fprintf(&out, ", killed %s", clock(m.by.killed))
		}
		out.WriteString("]")
	}
	return out.String()
}
