package engine

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// account is a contact's balance of one unit, as its record holds it: what is free, in lots by their expiry, and what is
// held for something under way. Its methods change it and give the movements to be booked; they know no store.
type account struct {
	Lots  []lot // what expires first comes first; without expiry last
	Holds map[string]hold
}

// lot is an amount that expires together. N is at least 1.
type lot struct {
	N     int64
	Until time.Time
}

// hold is what was set aside under a name; it goes back by itself at Until.
type hold struct {
	Lots  []lot
	Until time.Time
}

// flowOf is an amount that goes from one place to another; places are those of entries.
type flowOf struct {
	from, to string
	n        int64
}

// The places of a movement. Those of the user are behind the user's id in the ledger, the others belong to the bot.
const (
	placeFree    = "free"
	placeHeld    = "held"
	placeGranted = "granted" // where units come from; below zero by what was ever granted
	placeSpent   = "spent"
	placeExpired = "expired"
)

const (
	maxLots  = 50 // of one account; beyond, the two that expire first become one
	maxHolds = 20
)

func (a *account) free() int64 { return lotsSum(a.Lots) }

func (a *account) held() int64 {
	var n int64
	for _, h := range a.Holds {
		n += lotsSum(h.Lots)
	}
	return n
}

func lotsSum(ls []lot) int64 {
	var n int64
	for _, l := range ls {
		n += l.N
	}
	return n
}

// settle lets come about what time has brought: holds go back, then lots expire.
func (a *account) settle(now time.Time) []flowOf {
	var out []flowOf
	for _, name := range slices.Sorted(maps.Keys(a.Holds)) {
		if h := a.Holds[name]; !h.Until.IsZero() && !h.Until.After(now) {
			out = append(out, a.release(name)...)
		}
	}
	var gone int64
	a.Lots = slices.DeleteFunc(a.Lots, func(l lot) bool {
		over := !l.Until.IsZero() && !l.Until.After(now)
		if over {
			gone += l.N
		}
		return over
	})
	if gone > 0 {
		out = append(out, flowOf{placeFree, placeExpired, gone})
	}
	return out
}

// add puts an amount in.
func (a *account) add(l lot) {
	i, found := slices.BinarySearchFunc(a.Lots, l.Until, func(x lot, until time.Time) int { return byExpiry(x.Until, until) })
	if found {
		a.Lots[i].N += l.N
		return
	}
	a.Lots = slices.Insert(a.Lots, i, l)
	if len(a.Lots) > maxLots { // in the user's favour: the sooner one lasts as long as the later
		a.Lots[1].N += a.Lots[0].N
		a.Lots = slices.Delete(a.Lots, 0, 1)
	}
}

// byExpiry puts never last.
func byExpiry(a, b time.Time) int {
	switch {
	case a.IsZero() || b.IsZero():
		return cmp.Compare(boolNumber(a.IsZero()), boolNumber(b.IsZero()))
	default:
		return a.Compare(b)
	}
}

// take takes an amount out of what is free, what expires first; nil if there is not enough.
func (a *account) take(n int64) []lot {
	if a.free() < n {
		return nil
	}
	var out []lot
	for n > 0 {
		l := a.Lots[0]
		l.N = min(l.N, n)
		out = append(out, l)
		n -= l.N
		if a.Lots[0].N -= l.N; a.Lots[0].N == 0 {
			a.Lots = slices.Delete(a.Lots, 0, 1)
		}
	}
	return out
}

// grant puts new units in.
func (a *account) grant(n int64, until time.Time) []flowOf {
	a.add(lot{n, until})
	return []flowOf{{placeGranted, placeFree, n}}
}

// charge spends; false if there is not enough.
func (a *account) charge(n int64) ([]flowOf, bool) {
	if a.take(n) == nil {
		return nil, false
	}
	return []flowOf{{placeFree, placeSpent, n}}, true
}

// reserve sets an amount aside; false if there is not enough. What the name held before goes back first.
func (a *account) reserve(name string, n int64, until time.Time) ([]flowOf, bool) {
	if a.free()+lotsSum(a.Holds[name].Lots) < n {
		return nil, false
	}
	back := a.release(name)
	lots := a.take(n)
	if a.Holds == nil {
		a.Holds = map[string]hold{}
	}
	a.Holds[name] = hold{lots, until}
	return append(back, flowOf{placeFree, placeHeld, n}), true
}

// commit spends what is held, or the first n of it, and gives the rest back. Until is when the last of it would have expired.
func (a *account) commit(name string, n int64) (moved []flowOf, until time.Time) {
	h, ok := a.Holds[name]
	if !ok {
		return nil, until
	}
	var spent int64
	for i := range h.Lots {
		part := h.Lots[i].N
		if n > 0 {
			part = min(part, n-spent)
		}
		if part > 0 { // lots are in the order in which they expire
			until = h.Lots[i].Until
		}
		h.Lots[i].N -= part
		spent += part
	}
	h.Lots = slices.DeleteFunc(h.Lots, func(l lot) bool { return l.N == 0 })
	a.Holds[name] = h
	return append([]flowOf{{placeHeld, placeSpent, spent}}, a.release(name)...), until
}

// release gives back what is held. What has expired meanwhile expires at the next settle.
func (a *account) release(name string) []flowOf {
	h, ok := a.Holds[name]
	if !ok {
		return nil
	}
	delete(a.Holds, name)
	n := lotsSum(h.Lots)
	for _, l := range h.Lots {
		a.add(l)
	}
	if n == 0 {
		return nil
	}
	return []flowOf{{placeHeld, placeFree, n}}
}
