package storage

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// batch is one group commit while it is being written: the statements of all members go to the database together, phase by
// phase, so that a database at the other end of a connection is waited for a few times and not for every statement.
type batch struct {
	db     *DB
	tx     *tx
	now    time.Time
	nowUS  int64
	shared sharedWrites
	jobs   []river.InsertManyParams
	alarms []alarm
	*batchRoom

	instance int64    // of this process; 0 where there is one only
	among    bool     // there are other processes
	behind   []behind // effects of the phase that may have been left to others
	left     bool     // some have been
}

func (d *DB) newBatch(t *tx) *batch {
	now := d.now()
	t.at = now.UnixMicro()
	return &batch{db: d, tx: t, now: now, nowUS: t.at, batchRoom: takeBatchRoom()}
}

// batchRoom is memory in which batches gather, one after the other: made anew for each of them it was a tenth of the garbage of an
// update at 1,000 a second.
type batchRoom struct {
	calls  []call // of the phase that is being gathered
	args   []any  // of all calls so far, one after the other
	wanted map[any]struct{}
	counts deltas
}

const (
	usualCalls = 64
	usualArgs  = 512
	// mostCalls and mostArgs are what is kept. A crowd takes more, of which each member has little.
	mostCalls = 1 << 9
	mostArgs  = 1 << 12
)

var batchRooms = sync.Pool{New: func() any {
	return &batchRoom{calls: make([]call, 0, usualCalls), args: make([]any, 0, usualArgs), wanted: map[any]struct{}{}, counts: deltas{}}
}}

func takeBatchRoom() *batchRoom {
	r, ok := batchRooms.Get().(*batchRoom)
	if !ok {
		panic("storage: a pool has something else in it")
	}
	return r
}

// over gives the memory to the next batch. Nothing of this one may be used any more.
func (b *batch) over() {
	r := b.batchRoom
	b.batchRoom = nil
	if cap(r.calls) > mostCalls || cap(r.args) > mostArgs {
		return
	}
	clear(r.calls[:cap(r.calls)])
	clear(r.args)
	r.calls, r.args = r.calls[:0], r.args[:0]
	clear(r.wanted)
	clear(r.counts)
	batchRooms.Put(r)
}

// ask adds a statement to the phase and gives its place in it.
func (b *batch) ask(s statement, args ...any) int {
	b.calls = append(b.calls, call{statement: s, args: b.keep(args)})
	return len(b.calls) - 1
}

// keep takes arguments into the memory of the batch. Where that has no room any more, the ones before stay where they are.
func (r *batchRoom) keep(args []any) []any {
	from := len(r.args)
	r.args = append(r.args, args...)
	return r.args[from:len(r.args):len(r.args)]
}

// read adds a statement that reads one column of at most one row.
func (b *batch) read(dst any, s statement, args ...any) {
	b.calls = append(b.calls, call{statement: s, args: b.keep(args), dst: dst})
}

// phase runs what was gathered and gives it back with its results. They are there until the next phase is gathered.
func (b *batch) phase(ctx context.Context) ([]call, error) {
	calls := b.calls
	b.calls = b.calls[:0]
	if len(calls) == 0 {
		return nil, nil
	}
	return calls, b.db.backend.run(ctx, b.tx, calls)
}

// claim is what a member takes before anything of it is written, and whether it got it.
type claim struct {
	member  *host.Member
	verdict *host.Verdict
	ids     [2]int // calls of the phase that take its ids, from and to
	session int    // the call that takes its session, -1 for none
	records [2]int // calls that change its records
	taken   []bool // its update, its event, the charges of its orders, as far as it has them
	// versions are those of the records that it changes, 0 for none.
	versions []int64
}

func claimsOf(members []host.Member, verdicts []host.Verdict) []claim {
	claims := make([]claim, len(members))
	for i := range members {
		claims[i] = claim{member: &members[i], verdict: &verdicts[i]}
	}
	return claims
}

// write stores the members, in their order, and gives the verdicts. Members that want the same thing come one after the
// other: the second one must see what became of the first.
func (b *batch) write(ctx context.Context, members []host.Member, verdicts []host.Verdict) error {
	first := 0
	for i := range members {
		if want(b.wanted, &members[i]) {
			continue
		}
		if err := b.wave(ctx, members[first:i], verdicts[first:i]); err != nil {
			return err
		}
		first = i
		clear(b.wanted)
		want(b.wanted, &members[i])
	}
	if err := b.wave(ctx, members[first:], verdicts[first:]); err != nil {
		return err
	}
	return b.finish(ctx)
}

// wave writes members that want different things. First comes everything that can refuse a member; what such a one took by
// then is taken back by its key, which is cheaper than a savepoint for every member.
func (b *batch) wave(ctx context.Context, members []host.Member, verdicts []host.Verdict) error {
	claims := claimsOf(members, verdicts)
	for _, step := range []func(context.Context, []claim) error{
		b.takeIDs, b.checkReads, b.lookAtRecords, b.takeSessions, b.giveBack, b.readShared, b.fill, b.armAlarms,
	} {
		if err := step(ctx, claims); err != nil {
			return err
		}
	}
	return nil
}

// takeIDs takes updates, events and charges.
func (b *batch) takeIDs(ctx context.Context, claims []claim) error {
	if err := b.askIDs(claims); err != nil {
		return err
	}
	calls, err := b.phase(ctx)
	if err == nil {
		seeIDs(claims, calls)
	}
	return err
}

func (b *batch) askIDs(claims []claim) error {
	for i := range claims {
		c := &claims[i]
		m, bot := c.member, c.member.Key.BotID
		c.ids[0] = len(b.calls)
		if m.UpdateID != 0 {
			b.ask(addUpdate, bot, m.UpdateID, b.nowUS)
		}
		if m.EventKey != "" {
			b.ask(addEvent, bot, m.EventKey, b.nowUS)
		}
		for j := range m.Orders {
			if err := b.charge(bot, &m.Orders[j]); err != nil {
				return err
			}
		}
		c.ids[1] = len(b.calls)
	}
	return nil
}

// seeIDs sees what became of askIDs. A member that did not get all of its own is a duplicate.
func seeIDs(claims []claim, calls []call) {
	for i := range claims {
		c := &claims[i]
		for _, call := range calls[c.ids[0]:c.ids[1]] {
			c.taken = append(c.taken, call.rows == 1)
			if call.rows != 1 {
				c.verdict.State = host.VerdictDuplicate
			}
		}
	}
}

// open reports whether nothing has refused the member so far.
func (c *claim) open() bool { return c.verdict.State == host.VerdictCommitted }

// takeSessions moves sessions from their base version to the next.
func (b *batch) takeSessions(ctx context.Context, claims []claim) error {
	b.askSessions(claims)
	calls, err := b.phase(ctx)
	if err == nil {
		seeSessions(claims, calls)
	}
	return err
}

func (b *batch) askSessions(claims []claim) {
	for i := range claims {
		c := &claims[i]
		m, k := c.member, c.member.Key
		switch {
		case !c.open() || m.Session == nil:
			c.session = -1
		case m.BaseVersion == 0:
			c.session = b.ask(newSession, 1, m.Revision, micros(m.WakeAt), m.WakeGen, m.Session, k.BotID, k.ChatID, k.UserID)
		default:
			c.session = b.ask(nextSession, m.BaseVersion+1, m.Revision, micros(m.WakeAt), m.WakeGen, m.Session,
				k.BotID, k.ChatID, k.UserID, m.BaseVersion)
		}
	}
}

// seeSessions sees what became of askSessions. A member whose session stands elsewhere is a conflict.
func seeSessions(claims []claim, calls []call) {
	for i := range claims {
		if at := claims[i].session; at >= 0 && calls[at].rows == 0 {
			claims[i].verdict.State = host.VerdictConflict
		}
	}
}

// giveBack takes back what refused members took.
func (b *batch) giveBack(ctx context.Context, claims []claim) error {
	for i := range claims {
		c := &claims[i]
		if c.open() {
			continue
		}
		m, bot, taken := c.member, c.member.Key.BotID, c.taken
		next := func() bool {
			got := taken[0]
			taken = taken[1:]
			return got
		}
		if m.UpdateID != 0 && next() {
			b.ask(dropUpdate, bot, m.UpdateID)
		}
		if m.EventKey != "" && next() {
			b.ask(dropEvent, bot, m.EventKey)
		}
		for j := range m.Orders {
			if o := &m.Orders[j]; o.Charge != nil && next() {
				b.ask(dropPayment, bot, o.Charge.ChargeID, o.To == engine.OrderRefunded)
			}
		}
	}
	_, err := b.phase(ctx)
	return err
}

// errRace says that another transaction came in between: all is to be done again on what is there now.
var errRace = errors.New("another transaction came in between")

// fill writes all the rest of the members that were not refused.
func (b *batch) fill(ctx context.Context, claims []claim) error {
	marks, err := b.askRest(claims)
	if err != nil {
		return err
	}
	calls, err := b.phase(ctx)
	if err != nil {
		return err
	}
	for i := range claims {
		c := &claims[i]
		if !c.open() {
			continue
		}
		for _, call := range calls[c.records[0]:c.records[1]] {
			if call.rows != 1 { // its version was right a moment ago
				return errRace
			}
		}
	}
	b.leave(calls)
	return b.markOthers(ctx, marks, calls)
}

// askRest asks for what fill writes, and gives the marks among it.
func (b *batch) askRest(claims []claim) (marks []marking, err error) {
	for i := range claims {
		c := &claims[i]
		if !c.open() {
			continue
		}
		if err := b.variables(c.member); err != nil {
			return nil, err
		}
		if err := b.orders(c.member); err != nil {
			return nil, err
		}
	}
	for i := range claims {
		c := &claims[i]
		if !c.open() {
			continue
		}
		c.records[0] = len(b.calls)
		if err := b.records(c); err != nil {
			return nil, err
		}
		c.records[1] = len(b.calls)
		b.contact(c.member)
		b.ledger(c.member)
		b.messages(c.member)
		b.film(c.member)
		b.counts.add(c.member)
		if err := b.notes(c.member); err != nil {
			return nil, err
		}
		marks = b.mark(marks, c.member.Marks)
		if err := b.jobsOf(c.member); err != nil {
			return nil, err
		}
	}
	return marks, nil
}

// armAlarms sees to it that every session with a time to wake has an alarm that is not later.
func (b *batch) armAlarms(ctx context.Context, claims []claim) error {
	waiting, armed := b.askAlarms(claims)
	if _, err := b.phase(ctx); err != nil {
		return err
	}
	b.seeAlarms(waiting, armed)
	return nil
}

// askAlarms asks for the alarms of sessions with a time to wake: armed gets their times, -1 where there is none.
func (b *batch) askAlarms(claims []claim) (waiting []*host.Member, armed []int64) {
	for i := range claims {
		// An alarm of a session that waits no more comes too early, and finds that out itself.
		if m := claims[i].member; claims[i].open() && m.Session != nil && !m.WakeAt.IsZero() {
			waiting = append(waiting, m)
		}
	}
	armed = make([]int64, len(waiting))
	for i, m := range waiting {
		armed[i] = -1
		b.read(&armed[i], alarmAt, m.Key.BotID, m.Key.ChatID, m.Key.UserID)
	}
	return waiting, armed
}

func (b *batch) seeAlarms(waiting []*host.Member, armed []int64) {
	for i, m := range waiting {
		if armed[i] <= b.nowUS || armed[i] > m.WakeAt.UnixMicro() {
			b.alarms = append(b.alarms, alarm{key: m.Key, at: m.WakeAt})
		}
	}
}

// jobsOf notes the jobs of a member; they are stored with those of all others.
func (b *batch) jobsOf(m *host.Member) error {
	for _, item := range m.Jobs {
		p, err := jobParams(item, b.now)
		if err != nil {
			return err
		}
		b.jobs = append(b.jobs, p)
	}
	return nil
}

// finish writes what is better done once for all members: shared variables, jobs, alarms.
func (b *batch) finish(ctx context.Context) error {
	if err := b.writeShared(); err != nil {
		return err
	}
	if err := b.insertJobs(ctx); err != nil {
		return err
	}
	b.tellOfLeft()
	b.askCounts()
	_, err := b.phase(ctx)
	return err
}

// insertJobs inserts the jobs of all members, those of alarms among them, and asks for what says so.
func (b *batch) insertJobs(ctx context.Context) error {
	if len(b.jobs)+len(b.alarms) == 0 {
		return nil
	}
	for _, a := range b.alarms {
		b.jobs = append(b.jobs, a.params(b.now))
	}
	rows, err := b.db.queue.client.insert(ctx, b.tx, b.jobs)
	if err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	others := len(rows) - len(b.alarms)
	for i := range rows[:others] {
		if at := b.jobs[i].InsertOpts.ScheduledAt; !at.IsZero() && at.Sub(b.now) < soon {
			b.ask(offerJob, rows[i].Job.ID)
		}
	}
	for i, a := range b.alarms {
		b.ask(setAlarm, a.key.BotID, a.key.ChatID, a.key.UserID, a.at.UnixMicro(), rows[others+i].Job.ID)
	}
	return nil
}
