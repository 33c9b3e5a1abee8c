package host

import (
	"slices"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// sender holds the effects that are to be performed, one lane for each chat. A lane is strictly ordered, and at most
// one effect of it is on its way; lanes run beside each other, bots take turns.
type sender struct {
	clock Clock
	rates Rates
	busy  *activity // counts lanes that are ready or sending, not those that sleep

	mu      sync.Mutex
	changed *sync.Cond
	lanes   map[chatRef]*lane
	bots    map[int64]*botLanes
	ring    []*botLanes            // awake, with ready lanes; the first is next
	quiet   []*lane                // empty ones that are kept for their rate, the longest first
	held    []*botLanes            // awake, with ready lanes, and with their share of what may be on its way
	places  shares                 // of effects on their way
	takes   uint64                 // effects taken so far
	known   map[effectRef]struct{} // queued, or performed and not marked in the store
	gone    map[effectRef]struct{} // left known while a sweep was going on; nil without a sweep
	ended   endings                // where other processes may have left something
	moved   map[chatRef]int64      // groups that became supergroups
	count   int                    // in lanes, or delayed
	queued  int                    // in lanes
	most    int                    // in lanes, and as many delayed; see shares
	closed  bool

	reserved map[effectRef]int      // being committed, how many times
	passed   map[effectRef]struct{} // of those, what a sweep has found in the store

	// Of several processes that share a store; see Cluster. The functions are nil for one that has its store for itself.
	mine     func() bool // what is queued is this process's to send
	alone    func() bool
	reserve  func(c chatRef, n, unsent int, owed time.Duration) // ends with grant; chat 0 is for the bot as a whole, BulkChat for its bulk
	paused   func(c chatRef, d time.Duration)                   // tells the others
	standing bool                                               // nothing goes out
	seats    int                                                // that were lost
	quota    func(botID int64, now time.Time) time.Time         // gives when a bot may send
}

type chatRef struct{ bot, chat int64 }

type effectRef struct {
	bot int64
	key string
}

// delivery is one effect to be performed.
type delivery struct {
	chat      chatRef
	effect    *engine.Effect
	notBefore time.Time
	spent     time.Time // up to when what other processes sent spends the chat's rate
	behind    string    // key of the one before it in the store's order, of another turn; empty for none
	shared    bool      // sessions of which this process does not hear may write to the chat, too
	skip      bool      // bulk for somebody who may have blocked the bot: that is looked up, and it is given up without a try
	announced bool      // is marked as sending in the store
	tries     int
	unsure    int       // tries that may have been carried out
	queued    time.Time // or due, if that is later
	begun     time.Time // the last try
}

type laneState int

const (
	laneEmpty laneState = iota
	laneReady
	laneSending
	laneAsleep
	laneAsking // for a place in the rate that processes share
)

type lane struct {
	chat  chatRef
	bot   *botLanes
	queue []*delivery
	state laneState
	until time.Time // paused, or up to when a place that was got is not yet due
	gate  gate
	place bool // got from the others for the first effect

	replies int     // effects in the queue that are no bulk
	lined   urgency // of a ready lane: the line that it stands in
	taken   uint64  // of one that is sending: number of the take
}

type botLanes struct {
	id      int64
	ready   [urgencies][]*lane // with empty places of lanes that have changed the line
	waiting [urgencies]int     // lanes that stand in the lines
	resting bool               // bulk, until a timer or a ration of it
	bulk    gate
	bulks   ration // of bulk
	sending int
	queued  int // in lanes
	floods  floods
	left    bool // what comes is left in the store; see readLeft
	missed  int  // effects left there, ever
	reading bool
	later   map[*delivery]struct{} // not yet due, and in no lane: what comes after them does not wait
	until   time.Time              // paused
	gate    gate
	ration  ration
	asleep  bool // until a timer, a ration or resume
	halted  bool // until resume
	inRing  bool // or held
}

func newSender(clock Clock, rates Rates, l Limits, busy *activity) *sender {
	s := &sender{
		clock: clock, rates: rates, busy: busy, places: shares{places: l.Senders}, most: l.Unsent, lanes: map[chatRef]*lane{}, bots: map[int64]*botLanes{},
		known: map[effectRef]struct{}{}, moved: map[chatRef]int64{},
		reserved: map[effectRef]int{}, passed: map[effectRef]struct{}{},
	}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// committed queues effects that were reserved, in order, if they are this process's: if it still has the seat. One behind an
// effect that is in the store only must not overtake it: then a sweep is due, which finds both. So it is where one has passed by.
func (s *sender) committed(ds []*delivery, seat int) (due bool) {
	if len(ds) == 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range ds {
		due = s.unreserve(d.ref()) || due
		if d.behind != "" && !s.caresFor(effectRef{d.chat.bot, d.behind}) {
			due = true
			continue
		}
		s.add([]*delivery{d}, seat)
	}
	return due
}

// adopted queues effects of the outbox for which adopt said yes.
func (s *sender) adopted(ds []*delivery, seat int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(ds, seat)
}

func (s *sender) add(ds []*delivery, seat int) {
	s.tidy()
	if seat != s.seats {
		return
	}
	for _, d := range ds {
		s.push(d)
	}
}

func (s *sender) push(d *delivery) {
	b := s.bot(d.chat.bot)
	wait := d.notBefore.Sub(s.clock.Now())
	switch {
	case d.notBefore.IsZero() || wait <= 0:
		if b.left || !s.roomFor(b) {
			s.leaveOut(b, d)
			return
		}
	case wait > soonDue && !s.roomLater(b):
		delete(s.known, d.ref()) // a sweep finds it
		return
	}
	s.place(b, d)
}

// bot gives what waits for a bot; s.mu is held.
func (s *sender) bot(id int64) *botLanes {
	b := s.bots[id]
	if b == nil {
		b = &botLanes{id: id, later: map[*delivery]struct{}{}}
		s.bots[id] = b
	}
	return b
}

// place queues an effect now or when it is due; s.mu is held.
func (s *sender) place(b *botLanes, d *delivery) {
	s.known[d.ref()] = struct{}{}
	s.count++
	now := s.clock.Now()
	d.queued = latest(now, d.notBefore)
	if wait := d.notBefore.Sub(now); !d.notBefore.IsZero() && wait > 0 {
		s.putOff(b, d, wait)
		return
	}
	s.queue(b, d)
}

// putOff keeps a delayed effect beside its lane until it is due; s.mu is held.
func (s *sender) putOff(b *botLanes, d *delivery, wait time.Duration) {
	b.later[d] = struct{}{}
	s.clock.AfterFunc(wait, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if _, waits := b.later[d]; !waits || s.bots[b.id] != b {
			return // the bot was removed
		}
		delete(b.later, d)
		s.queue(b, d)
	})
}

// queue puts an effect at the end of its lane; s.mu is held.
func (s *sender) queue(b *botLanes, d *delivery) {
	l := s.lanes[d.chat]
	if l == nil {
		l = &lane{chat: d.chat, bot: b}
		s.lanes[d.chat] = l
	}
	l.gate.spent = latest(l.gate.spent, d.spent)
	l.queue = append(l.queue, d)
	b.queued++
	s.queued++
	if !d.effect.Bulk {
		l.replies++
	}
	if l.state == laneEmpty {
		s.ready(l)
	} else {
		s.promote(l)
	}
}

func (d *delivery) ref() effectRef { return effectRef{d.chat.bot, d.effect.Key} }

// leave takes a bot out of the ring, or from those that are held; s.mu is held.
func (s *sender) leave(b *botLanes) {
	is := func(x *botLanes) bool { return x == b }
	s.ring, s.held = slices.DeleteFunc(s.ring, is), slices.DeleteFunc(s.held, is)
	b.inRing = false
}

// tidy drops lanes that are kept for a rate which has recovered; s.mu is held.
func (s *sender) tidy() {
	if len(s.quiet) == 0 {
		return
	}
	now := s.clock.Now()
	for len(s.quiet) > 0 && !s.quiet[0].gate.spent.After(now) {
		l := s.quiet[0]
		s.quiet = s.quiet[1:]
		if l.state == laneEmpty && s.lanes[l.chat] == l {
			delete(s.lanes, l.chat)
		}
	}
}

// resume lets a halted bot send again.
func (s *sender) resume(botID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.bots[botID]; b != nil && b.halted {
		b.halted, b.until = false, time.Time{}
		s.wakeBot(b)
	}
}

// reconsider wakes all bots: what they slept for may have changed.
func (s *sender) reconsider() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.bots {
		if !b.halted {
			s.wakeBot(b)
		}
	}
}

// remove forgets what is queued for a bot.
func (s *sender) remove(botID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetBot(botID)
}

// forgetBot forgets what is queued for a bot; s.mu is held.
func (s *sender) forgetBot(botID int64) {
	b := s.bots[botID]
	if b == nil {
		return
	}
	s.tally(b, func() { b.asleep = true })
	s.leave(b)
	delete(s.bots, botID)
	for d := range b.later {
		s.count--
		delete(s.known, d.ref())
	}
	for ref, l := range s.lanes {
		if ref.bot != botID {
			continue
		}
		s.count -= len(l.queue)
		s.queued -= len(l.queue)
		delete(s.lanes, ref)
		for i, d := range l.queue {
			if i > 0 || l.state != laneSending { // what is on its way stays known until its mark is stored
				delete(s.known, d.ref())
			}
		}
	}
}

// chatOf gives where messages to a chat go now.
func (s *sender) chatOf(c chatRef) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if to, ok := s.moved[c]; ok {
		return to
	}
	return c.chat
}

const maxMoved = 10_000

// move remembers that a group has another id now.
func (s *sender) move(c chatRef, to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.moved) >= maxMoved {
		clear(s.moved) // it costs a refused request each to learn of one again
	}
	s.moved[c] = to
}

// load gives how many effects wait, and how many lanes there are, of which some are kept for their rate alone.
func (s *sender) load() (unsent, lanes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count, len(s.lanes)
}

// close lets nothing be taken any more.
func (s *sender) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.changed.Broadcast()
}
