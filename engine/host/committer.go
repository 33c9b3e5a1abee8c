package host

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// committer gathers members and stores them in groups. No timer holds a group back: while one is being stored, the
// next one forms by itself. A second group goes beside the first only when there are many for it: a transaction costs the
// same whether two members are in it or fifty, so that small groups side by side would take the time that they save. Marks go
// along with the members; while groups take long, they go alone and beside.
type committer struct {
	batch int
	most  int // groups at a time

	mu      sync.Mutex
	changed *sync.Cond
	waiting lines
	running int  // groups that are being stored, but for those of marks alone
	marks   bool // there are some, and no group carries any
	slow    bool // the last group took long
	closed  bool
}

// crowd is how many members must wait for each group that is being stored before another one goes beside.
const crowd = 32

// slowGroup is what a group may take so that marks go along with the next one. What was sent and is not marked comes twice after
// a crash, and a second is time for a hundred messages.
const slowGroup = 50 * time.Millisecond

func newCommitter(l Limits) *committer {
	c := &committer{batch: l.Batch, most: l.Committers}
	c.changed = sync.NewCond(&c.mu)
	return c
}

// add gives the committer a member. How many may wait is bounded by what the mailroom takes on.
func (c *committer) add(p *pending) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting.add(p)
	c.wake()
}

// mark has waiting marks stored, with the next group or alone.
func (c *committer) mark() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.marks = true
	c.wake()
}

// wake lets a group be taken if there is one; c.mu is held.
func (c *committer) wake() {
	if c.due() {
		c.changed.Signal()
	}
}

// apart reports whether marks go alone; one committer would only be kept from the members by that. c.mu is held.
func (c *committer) apart() bool { return c.slow && c.most > 1 }

// due reports whether a group is to be stored now; c.mu is held.
func (c *committer) due() bool {
	switch {
	case c.apart() && c.marks:
		return true
	case c.apart() && c.running == c.most-1: // the last one is for marks
		return false
	case c.running == 0:
		return c.marks || c.waiting.n > 0
	}
	return c.waiting.n >= min(c.running*crowd, c.batch)
}

// part is what a group stores.
type part int

const (
	nothing part = iota // the committer is closed and empty
	all
	membersAlone
	marksAlone
)

// begin waits until a group is to be stored, and gives what of. If that is not nothing, gather and done must follow.
func (c *committer) begin() part {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.due() {
		if c.closed && !c.marks && c.waiting.n == 0 {
			return nothing
		}
		c.changed.Wait()
	}
	switch {
	case !c.apart():
		c.running++
		return all
	case c.marks:
		c.marks = false
		c.wake()
		return marksAlone
	default:
		c.running++
		return membersAlone
	}
}

// gather appends the members of the group to the batch.
func (c *committer) gather(of part, batch []*pending) []*pending {
	if of == marksAlone {
		return batch
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	batch = c.waiting.take(batch, c.batch)
	if of == all {
		c.marks = false // the group takes them
	}
	c.wake()
	return batch
}

// done ends a group that was taken.
func (c *committer) done(of part, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if of != marksAlone {
		c.running--
		c.slow = took > slowGroup
	}
	if c.closed {
		c.changed.Broadcast()
		return
	}
	c.wake()
}

// close lets the committers end once all is stored.
func (c *committer) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.changed.Broadcast()
}

// commit stores groups until the committer is closed and nothing is left.
func (h *Host) commit(ctx context.Context) {
	c := h.committer
	batch, members := make([]*pending, 0, c.batch), make([]Member, 0, c.batch+1)
	for {
		of := c.begin()
		if of == nothing {
			h.store(ctx, nil, h.journal.take(), members) // marks that could not be stored before
			return
		}
		runtime.Gosched() // turns that are about to end come along
		group := c.gather(of, batch[:0])
		var marks []Mark
		if of != membersAlone {
			marks = h.journal.take()
		}
		begun := h.cfg.Clock.Now()
		h.store(ctx, group, marks, members)
		clear(group) // what was stored may go
		clear(members[:min(len(group)+1, cap(members))])
		c.done(of, h.cfg.Clock.Now().Sub(begun))
	}
}

// store commits one group, with marks, and deals with the verdicts. The members are put together in what has room for them.
func (h *Host) store(ctx context.Context, batch []*pending, marks []Mark, members []Member) {
	if len(batch) == 0 && len(marks) == 0 {
		return
	}
	slices.SortStableFunc(batch, func(a, b *pending) int { return CompareKeys(a.member.Key, b.member.Key) })
	members = members[:0]
	seat := h.sender.seatNumber()
	for _, p := range batch {
		members = append(members, p.member)
		h.sender.reserveAll(p.sends)
		p.seat = seat
	}
	if len(marks) > 0 {
		members = append(members, Member{Key: engine.SessionKey{BotID: marks[0].BotID}, Marks: marks})
	}
	changing := h.cache.begin(members)
	begun := h.watch.now()
	verdicts, err := h.commitInTime(ctx, members)
	if err == nil && len(verdicts) != len(members) {
		err = fmt.Errorf("the store gave %d verdicts for %d members", len(verdicts), len(members))
	}
	defer func() { h.cache.end(changing, err == nil) }()
	h.watch.group(batch, marks, begun, err)
	if err != nil {
		h.notStored(ctx, batch, marks, fmt.Errorf("commit: %w", err))
		return
	}
	if h.health.up(ctx) {
		h.tasks.run(h.catchUp)
	}
	h.stats.batches.Add(1)
	now := h.now()
	if len(marks) > 0 {
		h.marked(ctx, marks, verdicts[len(batch)])
	}
	for i, p := range batch {
		h.verdict(ctx, p, verdicts[i], now)
	}
}

// commitTimeout is how long a group may wait for the store. Others wait for it, and Telegram for an answer; what holds the
// store up for longer is a trouble that has to be told.
const commitTimeout = 10 * time.Second

func (h *Host) commitInTime(ctx context.Context, members []Member) ([]Verdict, error) {
	ctx, cancel := context.WithTimeout(ctx, commitTimeout)
	defer cancel()
	return h.cfg.Store.Commit(ctx, members)
}

// catchUp looks for what a commit stored although it failed for us, since the connection broke at its end: nobody sends its
// effects so far.
func (h *Host) catchUp(ctx context.Context) {
	if err := h.Sweep(ctx); err != nil {
		h.log.WarnContext(ctx, "what may have been stored unheard could not be looked for; the next sweep will", "error", err)
	}
}

// notStored ends a group of which nothing is stored: whoever sent the events keeps them.
func (h *Host) notStored(ctx context.Context, batch []*pending, marks []Mark, err error) {
	h.health.down(ctx, err)
	if len(marks) > 0 {
		h.journal.settle(false)
		h.later(h.cfg.Limits.StoreRetry, h.journal.signal)
	}
	for _, p := range batch {
		h.release(p.sends)
		if p.box == nil {
			h.again(p)
			continue
		}
		h.end(p.box, p.item, err)
	}
}

// again stores a member without a turn later; it is given up when the host stops.
func (h *Host) again(p *pending) {
	if h.running.Load() {
		h.later(h.cfg.Limits.StoreRetry, func() { h.tasks.run(func(context.Context) { h.submit(p) }) })
	}
	h.busy.end(1)
}

// submit gives the committer a member without a turn.
func (h *Host) submit(p *pending) {
	h.busy.add(1)
	h.committer.add(p)
}

// marked ends a group of marks. A refusal would come again every time: the effects stay pending in the store, and known
// here as done, so that they are sent once more after the next start and not at every sweep.
func (h *Host) marked(ctx context.Context, marks []Mark, v Verdict) {
	if v.State == VerdictCommitted {
		h.sender.forget(marks)
	} else {
		h.log.ErrorContext(ctx, "what became of sends could not be stored", "count", len(marks), "error", v.Err)
	}
	h.journal.settle(true)
}

func (h *Host) verdict(ctx context.Context, p *pending, v Verdict, now time.Time) {
	if v.State != VerdictCommitted {
		h.release(p.sends)
	}
	if p.box == nil {
		if v.State != VerdictCommitted {
			h.log.ErrorContext(ctx, "a note could not be stored", "bot_id", p.member.Key.BotID, "error", v.Err)
		}
		if v.State == VerdictCommitted {
			h.cache.committed(&p.member, nil, 0)
			h.sender.forget(p.member.Marks)
		}
		h.busy.end(1)
		return
	}
	it := p.item
	switch v.State {
	case VerdictCommitted:
		h.committed(p, now)
	case VerdictDuplicate:
		h.duplicate(p.box, it)
	case VerdictConflict:
		h.stats.conflicts.Add(1)
		h.cache.outdated(&p.member)
		if it.conflicts++; it.conflicts > maxConflicts {
			h.end(p.box, it, fmt.Errorf("run turn %d times: %w", it.conflicts, engine.ErrConflict))
			return
		}
		h.mail.again(p.box)
	case VerdictRejected:
		h.cache.forget(sessionEntry(p.member.Key))
		h.failed(ctx, p.bot, p.box, it, fmt.Errorf("commit: %w", reason(v.Err)))
	}
}

// maxConflicts is how often a turn runs again because the session, or a record that it changes, was changed elsewhere. Of
// many turns that want the same record one wins in every group, so that those of a large group need many.
const maxConflicts = 500

var errRefused = errors.New("the store refuses it")

func reason(err error) error {
	if err == nil {
		return errRefused
	}
	return err
}

// committed does what follows a commit, in the order in which others may rely on it: memory first, then the alarm and
// the effects, and the acknowledgement last.
func (h *Host) committed(p *pending, now time.Time) {
	it, m := p.item, &p.member
	var s *engine.Session
	if p.result != nil {
		s = p.result.Session
	}
	h.cache.committed(m, s, p.failures)
	h.recent.add(m.Key.BotID, m.UpdateID)
	h.sender.forget(m.Marks)
	if h.cfg.Film != nil && p.result != nil {
		h.cfg.Film(m.Key, p.result)
	}
	for _, ref := range p.notices {
		h.notices.committed(ref, now)
	}
	if m.Session != nil {
		h.alarms.set(m.Key, m.WakeAt, m.WakeGen)
	}
	if h.sender.committed(h.own(p, now), p.seat) {
		h.sends.look(h)
	}
	h.answerPress(p.bot, it, p.answers)
	h.callers.answer(m.Key.BotID, p.replies)
	h.passReplies(m.Key.BotID, p.replies)
	h.stats.processed.Add(1)
	it.seen.end = TurnCommitted
	h.quotas.of(m.Key.BotID).count(now, 1, 0, 0)
	h.end(p.box, it, nil)
}
