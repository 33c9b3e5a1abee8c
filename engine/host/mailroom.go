package host

import (
	"sync"

	"github.com/scenarist/scenarist/engine"
)

// mailroom holds the mailboxes and says which session is next. A mailbox exists while something is in it. Bots with
// sessions to run take turns, so that none gets more than its part while others wait.
type mailroom struct {
	limit, perBot int
	busy          *activity

	mu      sync.Mutex
	changed *sync.Cond
	boxes   map[engine.SessionKey]*mailbox
	bots    map[int64]*botMail
	ring    []*botMail // with ready boxes; the first is next
	waiting int        // items in all boxes
	shut    bool       // takes nothing from outside
	closed  bool       // takes nothing, and the workers end
}

// mailbox is the queue of one session. The first item is the one that runs.
type mailbox struct {
	key   engine.SessionKey
	bot   *botMail
	items []*item
}

// botMail is what waits for one bot.
type botMail struct {
	id      int64
	ready   []*mailbox
	waiting int
	inRing  bool
}

func newMailroom(l Limits, busy *activity) *mailroom {
	m := &mailroom{
		limit: l.Waiting, perBot: l.WaitingPerBot, busy: busy,
		boxes: map[engine.SessionKey]*mailbox{}, bots: map[int64]*botMail{}, shut: true,
	}
	m.changed = sync.NewCond(&m.mu)
	return m
}

// add puts an item into its mailbox. The host's own items are taken on beyond the bounds: there is at most one of each
// kind for each thing that the host already holds.
func (m *mailroom) add(it *item, own bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed || m.shut && !own {
		return ErrStopped
	}
	key := it.in.Key
	bm := m.bots[key.BotID]
	if !own && (m.waiting >= m.limit || bm != nil && bm.waiting >= m.perBot) {
		return ErrFull
	}
	if bm == nil {
		bm = &botMail{id: key.BotID}
		m.bots[key.BotID] = bm
	}
	box := m.boxes[key]
	if box == nil {
		box = &mailbox{key: key, bot: bm}
		m.boxes[key] = box
	}
	box.items = append(box.items, it)
	bm.waiting++
	m.waiting++
	m.busy.add(1)
	if len(box.items) == 1 {
		m.ready(box)
	}
	return nil
}

// ready lets a box be taken; m.mu is held.
func (m *mailroom) ready(box *mailbox) {
	bm := box.bot
	bm.ready = append(bm.ready, box)
	if !bm.inRing {
		bm.inRing = true
		m.ring = append(m.ring, bm)
	}
	m.changed.Signal()
}

// take waits for the next session to run and gives its first item; false once the room is
// closed and all is ended: until then an item may have to run again.
func (m *mailroom) take() (*mailbox, *item, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.ring) == 0 {
		if m.closed && m.waiting == 0 {
			return nil, nil, false
		}
		m.changed.Wait()
	}
	bm := m.ring[0]
	m.ring = m.ring[1:]
	box := bm.ready[0]
	bm.ready = bm.ready[1:]
	if len(bm.ready) > 0 {
		m.ring = append(m.ring, bm)
	} else {
		bm.inRing, bm.ready = false, nil
	}
	return box, box.items[0], true
}

// again lets the box's first item run once more.
func (m *mailroom) again(box *mailbox) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ready(box)
}

// finish ends the box's first item and lets the next one run.
func (m *mailroom) finish(box *mailbox, err error) {
	it := m.next(box)
	it.err = err
	close(it.done)
	m.busy.end(1)
}

func (m *mailroom) next(box *mailbox) *item {
	m.mu.Lock()
	defer m.mu.Unlock()
	it := box.items[0]
	box.items[0] = nil
	box.items = box.items[1:]
	m.waiting--
	if box.bot.waiting--; box.bot.waiting == 0 {
		delete(m.bots, box.bot.id)
	}
	if len(box.items) > 0 {
		m.ready(box)
	} else {
		delete(m.boxes, box.key)
	}
	if m.closed && m.waiting == 0 {
		m.changed.Broadcast()
	}
	return it
}

func (m *mailroom) load() (waiting, sessions int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.waiting, len(m.boxes)
}

// open takes events from outside.
func (m *mailroom) open() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.shut = false
}

// refuse takes nothing from outside any more.
func (m *mailroom) refuse() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.shut = true
}

// close takes nothing any more; the workers end when all items have ended.
func (m *mailroom) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.shut, m.closed = true, true
	m.changed.Broadcast()
}
