package host

import (
	"sync"
	"time"
)

// meter counts what a bot, or a workspace, uses, and says when it is too much. Counts are in memory: what a process that
// dies has not written yet, of saveUsage at most, is not remembered. Several processes learn of each other's use by what is
// written, so together they may use more than a limit by what each of them uses in that time.
type meter struct {
	name string // of whom, for words

	mu     sync.Mutex
	quota  Quota
	turns  gate
	calls  gate
	day    int64 // of sends
	sends  int64
	wrote  Usage                // of the day: what this process has added to what is stored
	theirs Usage                // of the day: what others have, as far as it is counted here
	heard  bool                 // theirs was counted before
	stored Stored               // when it was measured last
	told   map[toldOf]time.Time // until when nobody is to be told; of bots only
	unkept Usage                // not written yet
}

// toldOf is a limit that a bot has reached: its own, or that of its workspace.
type toldOf struct {
	kind      QuotaKind
	workspace bool
}

// use is the bot's meter and that of its workspace.
type use struct{ bot, space *meter }

func (u use) both() [2]*meter { return [2]*meter{u.bot, u.space} }

// turn lets one update in, or says whose limit keeps it out.
func (u use) turn(now time.Time) (over *meter) {
	return u.pass(now, func(m *meter) (*gate, Rate) { return &m.turns, rate(m.quota.TurnsPerMinute, time.Minute) })
}

// call lets one request out, or says whose limit keeps it in.
func (u use) call(now time.Time) (over *meter) {
	return u.pass(now, func(m *meter) (*gate, Rate) { return &m.calls, rate(m.quota.HTTPPerHour, time.Hour) })
}

// pass counts one where both allow it.
func (u use) pass(now time.Time, of func(*meter) (*gate, Rate)) (over *meter) {
	for _, m := range u.both() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if g, r := of(m); g.opens(r).After(now) {
			return m
		}
	}
	for _, m := range u.both() {
		g, r := of(m)
		g.pass(r, now, 1)
	}
	return nil
}

// sendsFrom gives the time from which the bot may send, zero for at once, and whose limit that is.
func (u use) sendsFrom(now time.Time) (at time.Time, over *meter) {
	for _, m := range u.both() {
		m.mu.Lock()
		m.turnDay(now)
		full := m.quota.SendsPerDay > 0 && m.sends >= m.quota.SendsPerDay
		m.mu.Unlock()
		if full {
			return dayAfter(now), m
		}
	}
	return time.Time{}, nil
}

// turnDay begins a new day; m.mu is held.
func (m *meter) turnDay(now time.Time) {
	if day := DayOf(now); day != m.day {
		m.day, m.sends, m.wrote, m.theirs = day, 0, Usage{}, Usage{}
	}
}

// add counts further messages of the day, and gives how many they are.
func (m *meter) add(now time.Time, sends int64) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turnDay(now)
	m.sends += sends
	return m.sends
}

// count notes what was used.
func (u use) count(now time.Time, turns, calls, sends int64) {
	if u.bot == nil {
		return // it was never served here
	}
	for i, m := range u.both() {
		m.mu.Lock()
		m.turnDay(now)
		m.sends += sends
		if i == 0 {
			m.unkept.Turns += turns
			m.unkept.Calls += calls
			m.unkept.Sends += sends
		}
		m.mu.Unlock()
	}
}

// others counts what other processes, or an earlier one, have stored of today's use besides this one's. What they used since it was
// counted last holds back as if it had been used here.
func (u use) others(now time.Time, stored Usage) {
	m := u.bot
	m.mu.Lock()
	m.turnDay(now)
	news := stored.less(m.wrote).less(m.theirs)
	m.theirs = m.theirs.plus(news)
	lately := m.heard
	m.heard = true
	m.mu.Unlock()
	for _, m := range u.both() {
		m.mu.Lock()
		m.turnDay(now)
		m.sends += news.Sends
		if lately {
			m.turns.pass(rate(m.quota.TurnsPerMinute, time.Minute), now, int(news.Turns))
			m.calls.pass(rate(m.quota.HTTPPerHour, time.Hour), now, int(news.Calls))
		}
		m.mu.Unlock()
	}
}

// room gives how many bytes of files the bot may have, at most so many.
func (u use) room(most int64) int64 {
	u.bot.mu.Lock()
	own := u.bot.stored.Files
	u.bot.mu.Unlock()
	for _, m := range u.both() {
		m.mu.Lock()
		if m.quota.StoredMB > 0 {
			most = min(most, max(0, m.quota.StoredMB*1e6-(m.stored.Sum()-own)))
		}
		m.mu.Unlock()
	}
	return most
}

// full says whose limit keeps further rows out.
func (u use) full() (over *meter) {
	for _, m := range u.both() {
		m.mu.Lock()
		full := m.quota.StoredMB > 0 && m.stored.Sum() >= m.quota.StoredMB*1e6
		m.mu.Unlock()
		if full {
			return m
		}
	}
	return nil
}

// tell reports whether a limit that a bot has reached is to be told of: once a day, UTC.
func (m *meter) tell(of toldOf, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now.Before(m.told[of]) {
		return false
	}
	if m.told == nil {
		m.told = map[toldOf]time.Time{}
	}
	m.told[of] = dayAfter(now)
	return true
}

// tellAgain has a limit told of again, if it is still reached then.
func (m *meter) tellAgain(of toldOf, from time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.told[of] = from
}
