package host

import (
	"errors"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// places are what some kind of work takes while it goes on, divided among bots by shares.
type places struct {
	mu    sync.Mutex
	all   shares
	has   map[int64]int
	turns map[int64]*gate // of bots that were sent away
}

func newPlaces(n int) *places {
	return &places{all: shares{places: n}, has: map[int64]int{}, turns: map[int64]*gate{}}
}

// enter takes a place; false if the bot has its share. leave must follow.
func (p *places) enter(bot int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.all.allow(p.has[bot]) {
		return false
	}
	p.has[bot]++
	p.all.taken++
	return true
}

// leave gives a place back.
func (p *places) leave(bot int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all.taken--
	if p.has[bot]--; p.has[bot] == 0 {
		delete(p.has, bot)
		delete(p.turns, bot)
	}
}

// again spreads those of a bot that found no place over time, so that each asks seldom however many they are.
func (p *places) again(bot int64, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.turns[bot]
	if g == nil {
		g = &gate{}
		p.turns[bot] = g
	}
	g.pass(Rate{Every: time.Second / jobTurns}, now, 1)
	return min(max(g.spent.Sub(now), minJobTurn), maxJobTurn)
}

const (
	jobTurns   = 25 // jobs of one bot that ask again in a second
	minJobTurn = time.Second
	maxJobTurn = 5 * time.Minute
)

// backlog says how far behind the jobs of others a bot's next ones stand, by how many it has asked for lately: the queue's
// workers would otherwise have to see all of a flood before the first job of another bot.
type backlog struct {
	mu   sync.Mutex
	bots map[int64]*gate
}

// jobRate is how many jobs of a bot count as none too many.
var jobRate = Rate{Every: 50 * time.Millisecond, Burst: 100}

// maxBehind is the last class of JobItem.Behind.
const maxBehind = 3

// next counts one more job, and gives its class.
func (b *backlog) next(bot int64, now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.bots[bot]
	if g == nil {
		if b.bots == nil {
			b.bots = map[int64]*gate{}
		}
		if len(b.bots) >= maxBacklogs {
			b.tidy(now)
		}
		g = &gate{}
		b.bots[bot] = g
	}
	g.pass(jobRate, now, 1)
	behind := 0
	for free := jobRate.Every * time.Duration(jobRate.Burst); g.spent.Sub(now) > free && behind < maxBehind; free *= 10 {
		behind++
	}
	return behind
}

const maxBacklogs = 10_000

// tidy drops bots without a backlog; b.mu is held.
func (b *backlog) tidy(now time.Time) {
	for id, g := range b.bots {
		if !g.spent.After(now) {
			delete(b.bots, id)
		}
	}
}

var errJobShare = errors.New("its bot has its share of the workers")

// jobPlace takes a place for slow work, or says when to ask again.
func (h *Host) jobPlace(bot int64) error {
	if h.jobs.enter(bot) {
		return nil
	}
	return &engine.AgainError{After: h.jobs.again(bot, h.now()), Err: errJobShare}
}
