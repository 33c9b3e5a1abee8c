package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scenarist/scenarist/cmd/internal/served"
)

// generator sends the updates of both bots.
type generator struct {
	o            options
	tg           *standIn
	quietHook    webhook
	noisyHook    webhook
	client       *http.Client
	update       atomic.Int64
	person       atomic.Int64
	refused      atomic.Int64
	floodsBefore int64 // answers of the flooded bot that were due before
}

// answerTimeout is when an answer counts as lost.
const answerTimeout = time.Minute

var errNoAnswer = errors.New("no answer came")

// connections are as many deliveries of a bot at once as Telegram makes at most.
const connections = 100

func newGenerator(ctx context.Context, o options, tg *standIn, s *served.Process) (*generator, error) {
	g := &generator{o: o, tg: tg, client: &http.Client{Transport: &http.Transport{
		DialContext: new(net.Dialer).DialContext, MaxIdleConns: 3 * connections, MaxIdleConnsPerHost: 3 * connections, DisableCompression: true,
	}}}
	var err error
	if g.quietHook, err = tg.hook(ctx, quietToken, s.Over); err != nil {
		return nil, err
	}
	g.noisyHook, err = tg.hook(ctx, noisyToken, s.Over)
	return g, err
}

// quiet asks the quiet bot at fixed times, and gives the sorted waits.
func (g *generator) quiet(ctx context.Context) ([]time.Duration, error) {
	var asking sync.WaitGroup
	var mu sync.Mutex
	var waits []time.Duration
	var failed error
	every := time.Duration(float64(time.Second) / g.o.rate)
	begin := time.Now()
	for due := begin; due.Sub(begin) < g.o.length; due = due.Add(every) {
		select {
		case <-time.After(time.Until(due)):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		asking.Go(func() {
			wait, err := g.ask(ctx, due)
			mu.Lock()
			defer mu.Unlock()
			waits = append(waits, wait)
			failed = errors.Join(failed, err)
		})
	}
	asking.Wait()
	slices.Sort(waits)
	return waits, failed
}

// ask has a new person ask the quiet bot what was due then.
func (g *generator) ask(ctx context.Context, due time.Time) (time.Duration, error) {
	person := 1_000_000 + g.person.Add(1)
	answer := g.tg.expect(person)
	if err := g.deliver(ctx, g.quietHook, person); err != nil {
		return 0, err
	}
	select {
	case at := <-answer:
		return at.Sub(due), nil
	case <-time.After(answerTimeout):
		return 0, errNoAnswer
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// flood begins to write to the other bot. The function waits until all of them are answered.
func (g *generator) flood(ctx context.Context) (end func() error) {
	users := int(float64(g.o.users) * g.o.length.Minutes())
	due := make(chan time.Time, users)
	begin := time.Now()
	for n := range users {
		at := begin
		if n >= users/2 {
			at = begin.Add(g.o.length * time.Duration(2*n-users) / time.Duration(users))
		}
		due <- at
	}
	close(due)
	var senders sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range connections {
		senders.Go(func() {
			for at := range due {
				select {
				case <-time.After(time.Until(at)):
				case <-ctx.Done():
					return
				}
				if err := g.deliver(ctx, g.noisyHook, 1_000_000+g.person.Add(1)); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
					return
				}
			}
		})
	}
	return func() error {
		senders.Wait()
		g.floodsBefore += int64(users)
		for until := time.Now().Add(answerTimeout); g.tg.noise.Load() < g.floodsBefore && failed == nil && ctx.Err() == nil; {
			if time.Now().After(until) {
				return fmt.Errorf("the flooded bot has answered %d of %d: %w", g.tg.noise.Load(), g.floodsBefore, errNoAnswer)
			}
			select {
			case <-time.After(50 * time.Millisecond):
			case <-ctx.Done():
			}
		}
		return errors.Join(failed, ctx.Err())
	}
}

// deliver posts an update until it is taken, as Telegram does.
func (g *generator) deliver(ctx context.Context, to webhook, person int64) error {
	body := question(g.update.Add(1), person)
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.url, strings.NewReader(body))
		if err != nil {
			return fmt.Errorf("deliver update: %w", err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", to.secret)
		res, err := g.client.Do(req)
		if err != nil {
			return fmt.Errorf("deliver update: %w", err)
		}
		_, _ = io.Copy(io.Discard, res.Body) // only the status counts
		res.Body.Close()
		switch res.StatusCode {
		case http.StatusOK:
			return nil
		case http.StatusServiceUnavailable:
			g.refused.Add(1)
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
				return ctx.Err()
			}
		default:
			return fmt.Errorf("deliver update: %s", res.Status)
		}
	}
}
