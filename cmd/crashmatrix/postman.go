package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// postman delivers updates as Telegram does, by way of a balancer: again and again until one is answered with 200. A chat's
// next update comes only then, since people wait for it.
type postman struct {
	hashed bool // by bot, else to anybody
	fleet  *fleet
	client *http.Client
	chance *rand.Rand // of p.mu

	last    atomic.Int64 // update id
	posted  atomic.Int64 // updates that were taken
	again   atomic.Int64 // tries that were refused or broke
	copies  atomic.Int64 // deliveries of what had been or was being delivered
	old     atomic.Int64 // those of them that came much later
	longest atomic.Int64 // nanoseconds from when an update was there until it was taken

	mu    sync.Mutex
	taken map[int64][]int64 // updates by bot
	late  []late            // by due
	shut  []error           // tries that came to nothing because whoever was asked was stopping

	beside sync.WaitGroup
}

// late is an update that comes once more when many others have come.
type late struct {
	due  int64 // when so many were posted
	bot  int64
	body string
}

const (
	copyPart = 0.02 // of updates that are delivered twice at the same time, and as many twice in a row
	latePart = 0.01
	tryTime  = time.Minute // for an answer
)

func newPostman(f *fleet, o *options, hashed bool) *postman {
	return &postman{
		hashed: hashed, fleet: f, taken: map[int64][]int64{}, chance: rand.New(rand.NewPCG(o.seed, 1)),
		client: &http.Client{Timeout: tryTime, Transport: &http.Transport{
			DialContext: new(net.Dialer).DialContext, MaxIdleConnsPerHost: o.people, IdleConnTimeout: 90 * time.Second, DisableCompression: true,
		}},
	}
}

// roll draws from chance.
func (p *postman) roll() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.chance.Float64()
}

// deliver has a new update delivered, and sometimes more than once.
func (p *postman) deliver(ctx context.Context, bot int64, write func(update int64) string) error {
	id := p.last.Add(1)
	body := write(id)
	roll := p.roll()
	if roll < copyPart {
		p.copies.Add(1)
		p.beside.Go(func() { _ = p.insist(ctx, bot, body) }) // the other one tells
	}
	begin := time.Now()
	if err := p.insist(ctx, bot, body); err != nil {
		return fmt.Errorf("deliver update %d to bot %d: %w", id, bot, err)
	}
	p.waited(time.Since(begin))
	posted := p.posted.Add(1)
	p.mu.Lock()
	p.taken[bot] = append(p.taken[bot], id)
	if roll > 1-latePart {
		p.late = append(p.late, late{posted + lateness, bot, body})
	}
	p.mu.Unlock()
	if roll > copyPart && roll < 2*copyPart {
		p.copies.Add(1)
		return p.insist(ctx, bot, body)
	}
	return nil
}

// waited notes how long an update took.
func (p *postman) waited(d time.Duration) {
	for {
		most := p.longest.Load()
		if int64(d) <= most || p.longest.CompareAndSwap(most, int64(d)) {
			return
		}
	}
}

// lateness is after how many other updates an old one comes again; what is left in the end comes then.
const lateness = 3000

// deliverLate delivers old updates again, as long as others come, and last all that are left.
func (p *postman) deliverLate(ctx context.Context, over <-chan struct{}) error {
	for {
		ended := false
		select {
		case <-over:
			ended = true
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
		for {
			p.mu.Lock()
			if len(p.late) == 0 || !ended && p.late[0].due > p.posted.Load() {
				p.mu.Unlock()
				break
			}
			next := p.late[0]
			p.late = p.late[1:]
			p.mu.Unlock()
			p.copies.Add(1)
			p.old.Add(1)
			if err := p.insist(ctx, next.bot, next.body); err != nil {
				return fmt.Errorf("deliver an old update again: %w", err)
			}
		}
		if ended {
			p.beside.Wait()
			return nil
		}
	}
}

// insist tries until the update is taken.
func (p *postman) insist(ctx context.Context, bot int64, body string) error {
	for ctx.Err() == nil {
		life := p.balance(bot)
		secret, said := p.fleet.tg.secret(bot) // before that, Telegram does not know where to deliver
		if life != nil && said {
			err := p.try(ctx, life, bot, secret, body)
			if err == nil || errors.Is(err, errWrong) {
				return err
			}
			p.refused(life, err)
		}
		select {
		case <-time.After(time.Duration((0.1 + 0.4*p.roll()) * float64(time.Second))):
		case <-ctx.Done():
		}
	}
	return context.Cause(ctx)
}

// refused notes a try that came to nothing.
func (p *postman) refused(by *life, err error) {
	p.again.Add(1)
	if !by.renewed.Load() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = append(p.shut, fmt.Errorf("%s: a delivery to instance %v: %w", clock(time.Now()), by.link, err))
}

var errWrong = errors.New("the update was refused for good")

func (p *postman) try(ctx context.Context, to *life, bot int64, secret, body string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("http://%s/telegram/%d", to.address, bot), strings.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: %w", errWrong, err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	res, err := p.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body) // only the status counts
	switch {
	case res.StatusCode == http.StatusOK:
		return nil
	case res.StatusCode >= http.StatusInternalServerError:
		return errors.New(res.Status)
	default:
		return fmt.Errorf("%w: %s", errWrong, res.Status)
	}
}

// balance chooses among the processes that say they are ready; nil if there is none.
func (p *postman) balance(bot int64) *life {
	ready := p.fleet.ready()
	if len(ready) == 0 {
		return nil
	}
	if !p.hashed {
		return ready[min(int(p.roll()*float64(len(ready))), len(ready)-1)]
	}
	best, most := ready[0], uint64(0)
	for _, l := range ready { // the highest of hashes: where one goes, only its bots move
		h := fnv.New64a()
		fmt.Fprintf(h, "%d %d", bot, l.link.instance)
		if sum := h.Sum64() * 0x9E3779B97F4A7C15; sum >= most { // FNV alone hardly spreads what differs at its end
			best, most = l, sum
		}
	}
	return best
}
