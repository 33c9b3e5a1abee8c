package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// person goes round the conversation of bot.json with one bot: says something, presses a button, says something else while a
// timer runs, orders and pays. They do the next thing when they have read what the last one led to.
type person struct {
	id, bot  int64
	patience time.Duration
	think    time.Duration // at most, before an update
	post     *postman
	tg       *standIn
	stored   *stored
	news     chan struct{} // has room for one; a message has come

	mu      sync.Mutex
	turns   int                 // that they have led to, timers and payments too; each counts itself in its message
	awaited map[string]bool     // what messages have to say, without their heads
	heard   map[int]*message    // first copies, by the number of the turn
	said    map[string]*message // first copies of the round, by what they say
	wrong   []string            // what they should not have been told
	timers  int                 // that were set
	charges map[string]string   // what they paid with, and for which order
	doubts  []int               // turns whose invoice never came, as the database says
	stuck   error
}

// head begins all messages of a turn.
func (p *person) head(turn int) string { return fmt.Sprintf("B%d U%d N%d ", p.bot, p.id, turn) }

// hear takes a message. What is neither awaited nor a copy is none of theirs, or of a turn that should not have been.
func (p *person) hear(m *message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	turn := turnOf(m.text)
	says, mine := strings.CutPrefix(m.text, p.head(turn))
	first := p.heard[turn]
	switch {
	case first != nil && first.text == m.text && m.bot == p.bot:
		return
	case slices.Contains(p.doubts, turn) && mine && m.bot == p.bot: // it has come after all
		p.heard[turn] = m
		return
	case !mine || m.bot != p.bot || turn < 1 || turn > p.turns || first != nil || !p.awaited[p.key(says)]:
		p.wrong = append(p.wrong, fmt.Sprintf("%s: message %d of bot %d to %d says %q; %d turns were due, and there was to be said: %q",
			clock(m.at), m.id, m.bot, p.id, m.text, p.turns, slices.Sorted(maps.Keys(p.awaited))))
		return
	}
	delete(p.awaited, p.key(says))
	p.heard[turn], p.said[p.key(says)] = m, m
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// key takes the number of an order away, which nobody knows beforehand.
func (p *person) key(says string) string {
	if order, paid := strings.CutPrefix(says, "paid "); paid && p.bought(order) {
		return "paid"
	}
	return says
}

// bought tells whether they have paid for the order. p.mu is held.
func (p *person) bought(order string) bool {
	return slices.Contains(slices.Collect(maps.Values(p.charges)), order)
}

// turnOf reads the number of a turn out of the head of a message, 0 if there is none.
func turnOf(text string) int {
	parts := strings.SplitN(text, " ", 4)
	if len(parts) < 3 {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimPrefix(parts[2], "N"))
	if err != nil {
		return 0
	}
	return n
}

// expect notes what their next update leads to: a turn for each message.
func (p *person) expect(says ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turns += len(says)
	for _, s := range says {
		p.awaited[s] = true
		delete(p.said, s)
	}
}

var errNoAnswer = errors.New("no message came")

// await waits until they were told something.
func (p *person) await(ctx context.Context, says string) (*message, error) {
	return p.awaitUnless(ctx, says, func() (bool, error) { return false, nil })
}

// awaitUnless waits until they were told something, or it is certain that it does not come: then the message is nil.
func (p *person) awaitUnless(ctx context.Context, says string, hopeless func() (bool, error)) (*message, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, p.patience, errNoAnswer)
	defer cancel()
	look := time.NewTicker(lookTime)
	defer look.Stop()
	for {
		p.mu.Lock()
		m := p.said[says]
		p.mu.Unlock()
		if m != nil {
			return m, nil
		}
		select {
		case <-p.news:
		case <-look.C:
			if over, err := hopeless(); err != nil || over {
				return nil, err
			}
		case <-ctx.Done():
			return nil, fmt.Errorf("person %d waits for %q of bot %d: %w", p.id, says, p.bot, context.Cause(ctx))
		}
	}
}

// lookTime is how often somebody who waits for an invoice asks whether it will ever come.
const lookTime = 5 * time.Second

// talk goes round the conversation until the others have said enough, too.
func (p *person) talk(ctx context.Context, enough func() bool) {
	for round := 1; !enough(); round++ {
		if err := p.round(ctx, strconv.Itoa(round)); err != nil {
			p.mu.Lock()
			p.stuck = err
			p.mu.Unlock()
			return
		}
	}
}

func (p *person) round(ctx context.Context, n string) error {
	word := fmt.Sprintf("w%d-%s", p.id, n)
	if err := p.say(ctx, "/start", "hello"); err != nil {
		return err
	}
	if _, err := p.await(ctx, "hello"); err != nil {
		return err
	}
	if err := p.say(ctx, word, "word "+word); err != nil {
		return err
	}
	m, err := p.await(ctx, "word "+word)
	if err != nil {
		return err
	}
	if err := p.ponder(ctx); err != nil {
		return err
	}
	p.expect("went "+word, "timer "+word)
	p.mu.Lock()
	p.timers++
	p.mu.Unlock()
	if err := p.post.deliver(ctx, p.bot, func(update int64) string { return press(update, p.id, m) }); err != nil {
		return err
	}
	if _, err := p.await(ctx, "went "+word); err != nil {
		return err
	}
	if err := p.say(ctx, "ping "+n, "pong ping "+n); err != nil { // while the timer runs
		return err
	}
	for _, says := range []string{"pong ping " + n, "timer " + word} {
		if _, err := p.await(ctx, says); err != nil {
			return err
		}
	}
	return p.buy(ctx)
}

func (p *person) say(ctx context.Context, text, leadsTo string) error {
	if err := p.ponder(ctx); err != nil {
		return err
	}
	p.expect(leadsTo)
	return p.post.deliver(ctx, p.bot, func(update int64) string { return words(update, p.id, text) })
}

// ponder takes a while, as people do.
func (p *person) ponder(ctx context.Context) error {
	return pause(ctx, time.Duration(p.post.roll()*float64(p.think)))
}

// buy orders something and pays for it. An invoice that was on its way when its sender died is not sent again, and one that
// never came cannot be paid.
func (p *person) buy(ctx context.Context) error {
	if err := p.say(ctx, "/buy", "order"); err != nil {
		return err
	}
	p.mu.Lock()
	turn := p.turns
	p.mu.Unlock()
	invoice, err := p.awaitUnless(ctx, "order", func() (bool, error) { return p.stored.inDoubt(ctx, p.bot, p.id, turn) })
	if err != nil {
		return err
	}
	if invoice == nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.said["order"] == nil { // it may have come while the database was asked
			p.doubts = append(p.doubts, turn)
			delete(p.awaited, "order")
			return nil
		}
		invoice = p.said["order"]
	}
	for try := 1; ; try++ {
		query := fmt.Sprintf("q%d-%d", invoice.id, try)
		if err := p.post.deliver(ctx, p.bot, func(update int64) string { return checkout(update, p.id, query, invoice.order) }); err != nil {
			return err
		}
		if agreed, _ := p.tg.checkout(query); agreed {
			break
		}
		select { // they try again, as people do when a payment does not go through
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	charge := fmt.Sprintf("c%d", invoice.id)
	p.mu.Lock()
	p.charges[charge] = invoice.order
	p.mu.Unlock()
	p.expect("paid")
	if err := p.post.deliver(ctx, p.bot, func(update int64) string { return payment(update, p.id, charge, invoice.order) }); err != nil {
		return err
	}
	_, err = p.await(ctx, "paid")
	return err
}
