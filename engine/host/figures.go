package host

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// CountKind says what is counted.
type CountKind string

// The kinds of counts. Name and Part say of what.
const (
	CountTurns    CountKind = "turn"
	CountBlocks   CountKind = "block"  // passes that began at a block; Name
	CountEdges    CountKind = "edge"   // leaves of a block, Name, by an exit, Part
	CountNew      CountKind = "new"    // people who came to the bot for the first time
	CountUsers    CountKind = "user"   // people who did something on the day
	CountReceived CountKind = "in"     // messages from people
	CountSent     CountKind = "out"    // messages to be sent
	CountTroubles CountKind = "error"  // troubles of runs
	CountPaid     CountKind = "paid"   // payments
	CountMoney    CountKind = "money"  // what came by them, in minor units of the currency Name
	CountRefunds  CountKind = "refund" // what went back, in minor units of the currency Name
	CountGoals    CountKind = "goal"   // Name
	CountSplits   CountKind = "split"  // the experiment Name, the branch Part
)

// Count is how much a turn adds to one of the bot's figures.
type Count struct {
	Kind       CountKind
	Name, Part string
	N          int64
}

// Counts are what a turn adds to the figures of its bot, on a day of the bot's time zone.
type Counts struct {
	Day    int64 // since 1970
	Offset int   // of the bot's clock from UTC then, in seconds
	List   []Count
}

// FiguresStore is a Store that keeps figures. What members count is stored with them, and added up by FoldFigures.
type FiguresStore interface {
	// FoldFigures adds what was counted to the figures. Nothing is lost if it is not called, and then reading them takes longer.
	FoldFigures(ctx context.Context) error
}

// foldEvery is how often figures are added up where something has happened. The more seldom, the less work it is: each of many bots
// has dozens of figures. Whoever looks at the figures of a bot has them added up at once; a list of bots is behind by this.
const foldEvery = 15 * time.Second

// foldLoop adds figures up, again and again; seen is how many turns there were the last time.
func (h *Host) foldLoop(store FiguresStore, seen int64) {
	h.later(foldEvery, func() {
		turns := h.stats.processed.Load()
		if turns == seen {
			h.foldLoop(store, seen)
			return
		}
		h.tasks.run(func(ctx context.Context) {
			if err := store.FoldFigures(ctx); err != nil && ctx.Err() == nil {
				h.log.WarnContext(ctx, "figures could not be added up; the next time will do it", "error", err)
			}
			h.foldLoop(store, turns)
		})
	})
}

// DayIn is the day of a time by a clock that is so many seconds ahead of UTC.
func DayIn(at time.Time, offset int) int64 {
	s := at.Unix() + int64(offset)
	day := s / secondsOfDay
	if s%secondsOfDay < 0 {
		day--
	}
	return day
}

const secondsOfDay = 24 * 60 * 60

// usualCounts is how many counts a turn has, seldom more.
const usualCounts = 10

// count notes what the turn adds to the figures. The store adds it up in the commit of the turn, so that nothing is counted twice
// or forgotten, whatever fails; who comes first on a day is told by the session itself, whose versions make sure that one turn
// alone takes it from one day to the next.
func (h *Host) count(p *pending, it *item, st *start, rev *engine.Revision, res *engine.Result, now time.Time) {
	m := &p.member
	if !h.cfg.Figures || m.Session == nil {
		return
	}
	_, offset := now.In(rev.Zone()).Zone()
	c := &Counts{Day: DayIn(now, offset), Offset: offset, List: make([]Count, 0, usualCounts)}
	add := func(kind CountKind, name, part string, n int64) {
		c.List = append(c.List, Count{kind, name, part, n})
	}
	if it.in.Event.Kind != engine.SessionRefreshed {
		add(CountTurns, "", "", 1)
	}
	for i := range res.Film {
		s := &res.Film[i]
		if s.Entered {
			add(CountBlocks, s.Block, "", 1)
		}
		if s.Exit != "" {
			add(CountEdges, s.Block, s.Exit, 1)
		}
	}
	if before, is := st.Session.ActiveAt, res.Session.ActiveAt; m.Key.ChatID == m.Key.UserID && !is.IsZero() {
		if before.IsZero() {
			add(CountNew, "", "", 1)
		}
		if before.IsZero() || DayIn(before, offset) < DayIn(is, offset) {
			add(CountUsers, "", "", 1)
		}
	}
	if it.in.Event.Kind == engine.MessageReceived {
		add(CountReceived, "", "", 1)
	}
	if n := p.messages(); n > 0 {
		add(CountSent, "", "", n)
	}
	countNotes(res.Notes, add)
	countMoney(res.Orders, add)
	if len(c.List) > 0 {
		m.Counts = c
	}
}

// messages is how many messages are to be sent.
func (p *pending) messages() (n int64) {
	for _, d := range p.sends {
		if d.effect.Kind == engine.SendMessage || d.effect.Kind == engine.SendInvoice {
			n++
		}
	}
	return n
}

func countNotes(notes []engine.Note, add func(kind CountKind, name, part string, n int64)) {
	for i := range notes {
		switch n := &notes[i]; n.Kind {
		case engine.NoteError:
			add(CountTroubles, "", "", 1)
		case engine.NoteGoal:
			add(CountGoals, n.Name, "", 1)
		case engine.NoteSplit:
			add(CountSplits, n.Name, n.Text, 1)
		case engine.NoteCost, engine.NoteInfo, engine.NoteEvent:
		}
	}
}

func countMoney(orders []engine.OrderChange, add func(kind CountKind, name, part string, n int64)) {
	for i := range orders {
		o := &orders[i]
		switch {
		case o.Charge == nil:
		case o.To == engine.OrderPaid:
			add(CountPaid, "", "", 1)
			add(CountMoney, o.Charge.Currency, "", o.Charge.Amount)
		case o.To == engine.OrderRefunded:
			add(CountRefunds, o.Charge.Currency, "", o.Charge.Amount)
		}
	}
}
