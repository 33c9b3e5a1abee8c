package main

import (
	"errors"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// begin is when the runs of these tests began.
var begin = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

const (
	bot    = firstBot
	ann    = firstPerson
	order  = "o1"
	charge = "c1"
)

// goodRun is one without a fault: Ann said something, a timer fired, and she paid for an order. Two messages of hers came by the
// first life of a process, and one by its second.
func goodRun() *evidence {
	one, two := &link{life: 1}, &link{life: 2}
	p := &person{
		id: ann, bot: bot, turns: 3, timers: 1, heard: map[int]*message{}, awaited: map[string]bool{}, said: map[string]*message{},
		charges: map[string]string{charge: order},
	}
	e := &evidence{people: []*person{p}, taken: map[int64][]int64{bot: {1, 2}}, found: &contents{
		updates: map[int64]map[int64]bool{bot: {1: true, 2: true}}, tallies: map[int64]host.Tally{bot: {Received: 2, Handled: 2}},
		orders: []orderRow{{bot, ann, order, "paid", []string{charge}}},
		users:  map[int64]map[string]any{ann: {"n": 3.0, "paid": 1.0}}, sold: map[int64]float64{bot: 1},
	}}
	for n, says := range []string{"hello", "timer w", "paid " + order} {
		m := &message{id: int64(n) + 1, bot: bot, chat: ann, text: p.head(n+1) + says, at: begin.Add(time.Duration(n) * time.Second), by: one, answered: true}
		if n == 2 {
			m.by = two
		}
		p.heard[n+1] = m
		e.messages = append(e.messages, m)
		e.found.effects = append(e.found.effects, effectRow{bot, ann, "send", m.text, "sent", "[" + string(rune('1'+n)) + "]"})
	}
	return e
}

// again has a message of the run come once more, after the others, and be noted as that.
func again(e *evidence, n int) (first, second *message) {
	first = e.messages[n]
	second = &message{id: 9, bot: bot, chat: ann, text: first.text, at: begin.Add(time.Minute), by: &link{life: 3}, answered: true}
	e.messages = append(e.messages, second)
	e.found.effects[n].ids = "[9]"
	return first, second
}

func TestJudge_FindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(e *evidence)
		broken promise // empty for none
		twice  cause
	}{
		"nothing":               {func(*evidence) {}, "", ""},
		"an update is missing":  {func(e *evidence) { delete(e.found.updates[bot], 2) }, noLoss, ""},
		"a tally is wrong":      {func(e *evidence) { e.found.tallies[bot] = host.Tally{Received: 2, Handled: 1, Dead: 1} }, noLoss, ""},
		"a letter":              {func(e *evidence) { e.found.letters = []host.DeadLetter{{BotID: bot, UpdateID: 1}} }, noLoss, ""},
		"unsent":                {func(e *evidence) { e.found.unsent = 1 }, noLoss, ""},
		"no answer":             {func(e *evidence) { e.people[0].stuck = errNoAnswer }, noLoss, ""},
		"a turn is missing":     {func(e *evidence) { e.found.users[ann]["n"] = 2.0 }, noLoss, ""},
		"a turn happened twice": {func(e *evidence) { e.found.users[ann]["n"] = 4.0 }, noDoubling, ""},
		"two turns, one text":   {func(e *evidence) { e.found.effects = append(e.found.effects, e.found.effects[0]) }, noDoubling, ""},
		"a message of no turn":  {func(e *evidence) { e.found.effects = e.found.effects[1:] }, noDoubling, ""},
		"a message never came":  {func(e *evidence) { e.messages = e.messages[:2]; delete(e.people[0].heard, 3) }, noLoss, ""},
		"another's words": {func(e *evidence) {
			e.people[0].hear(&message{id: 9, bot: bot, chat: ann, text: "B1001 U1000002 N3 hello"})
		}, noMixing, ""},
		"another bot's words": {func(e *evidence) {
			e.people[0].hear(&message{id: 9, bot: bot + 1, chat: ann, text: e.messages[0].text})
		}, noMixing, ""},
		"words that nobody asked for": {func(e *evidence) {
			e.people[0].hear(&message{id: 9, bot: bot, chat: ann, text: e.people[0].head(4) + "hello"})
		}, noMixing, ""},
		"an order is not paid":      {func(e *evidence) { e.found.orders[0].status = "checkout" }, paidOnce, ""},
		"an order is paid twice":    {func(e *evidence) { e.found.orders[0].charges = []string{charge, "c2"} }, paidOnce, ""},
		"an order is missing":       {func(e *evidence) { e.found.orders = nil }, paidOnce, ""},
		"an order that nobody paid": {func(e *evidence) { e.found.orders = append(e.found.orders, orderRow{bot, ann, "o2", "paid", nil}) }, paidOnce, ""},
		"a sale is counted twice":   {func(e *evidence) { e.found.sold[bot] = 2 }, paidOnce, ""},
		"a timer did not fire":      {func(e *evidence) { e.people[0].timers = 2 }, timersOnce, ""},
		"an upgrade was noticed":    {func(e *evidence) { e.shut = []error{errors.New("it was refused")} }, unnoticed, ""},
		"a process ended":           {func(e *evidence) { e.faults = []string{"it ended"} }, upright, ""},
		"again for no reason":       {func(e *evidence) { again(e, 2) }, inFlight, ""},
		"again after it was noted": {func(e *evidence) {
			first, _ := again(e, 2)
			first.by.killed = begin.Add(30 * time.Second)
			e.found.effects[2].ids = "[3]"
		}, inFlight, byKill},
		"again before the kill": {func(e *evidence) {
			first, second := again(e, 2)
			first.by.killed = second.at.Add(time.Second)
		}, inFlight, ""},
		"again by a kill": {func(e *evidence) {
			first, _ := again(e, 2)
			first.by.killed = begin.Add(30 * time.Second)
		}, "", byKill},
		"again by PostgreSQL": {func(e *evidence) {
			again(e, 2)
			e.outages = []outage{{begin.Add(20 * time.Second), begin.Add(30 * time.Second)}}
		}, "", byOutage},
		"again before PostgreSQL ended": {func(e *evidence) {
			again(e, 2)
			e.outages = []outage{{begin.Add(2 * time.Minute), begin.Add(3 * time.Minute)}}
		}, inFlight, ""},
		"again by a lost seat": {func(e *evidence) {
			first, _ := again(e, 2)
			first.by.unseated = []time.Time{begin.Add(30 * time.Second)}
		}, "", bySeat},
		"again by a cut": {func(e *evidence) {
			first, second := again(e, 2)
			first.answered, second.by = false, first.by
		}, "", byCut},
		"an invoice twice": {func(e *evidence) {
			first, _ := again(e, 2)
			first.by.killed = begin.Add(30 * time.Second)
			e.found.effects[2].kind, e.found.effects[2].state, e.found.effects[2].ids = "invoice", "unknown", ""
		}, inFlight, ""},
		"out of order": {func(e *evidence) { e.messages[0], e.messages[1] = e.messages[1], e.messages[0] }, inOrder, ""},
		"again behind a later one": {func(e *evidence) {
			first, _ := again(e, 1)
			first.by.killed = begin.Add(30 * time.Second)
		}, inOrder, byKill},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := goodRun()
			test.change(e)
			v := judge(e)
			for _, p := range promises {
				if (len(v.broken[p]) > 0) != (p == test.broken) {
					t.Errorf("%s: %q", p, v.broken[p])
				}
			}
			for _, c := range causes {
				if want := map[bool]int{true: 1}[c == test.twice]; v.twice[c] != want {
					t.Errorf("%d came twice by %s, want %d", v.twice[c], c, want)
				}
			}
		})
	}
}

// Who waits takes what is meant for them, and a copy for a copy.
func TestPerson_HearsCopiesOnce(t *testing.T) {
	t.Parallel()
	p := &person{
		id: ann, bot: bot, news: make(chan struct{}, 1), awaited: map[string]bool{}, heard: map[int]*message{}, said: map[string]*message{},
		charges: map[string]string{charge: order},
	}
	p.expect("went w", "timer w")
	p.expect("paid")
	for turn, says := range []string{"went w", "timer w", "paid " + order} {
		m := &message{id: int64(turn), bot: bot, chat: ann, text: p.head(turn+1) + says}
		p.hear(m)
		p.hear(m)
	}
	if len(p.wrong) > 0 || len(p.awaited) > 0 || len(p.heard) != 3 {
		t.Errorf("wrong %q, awaited %v, heard %d", p.wrong, p.awaited, len(p.heard))
	}
}
