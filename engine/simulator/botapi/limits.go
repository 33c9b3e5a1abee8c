package botapi

import (
	"math"
	"sync"
	"time"
)

// Limits are rates of messages. A zero rate is no limit. An album counts as its
// items.
type Limits struct {
	BotPerSecond   float64 // all chats of a bot
	ChatPerSecond  float64 // one private chat or channel
	GroupPerMinute float64 // one group
	// Burst is how many messages may come at once to one chat, and to the bot
	// as many seconds' worth; below 1 means 1.
	Burst int
}

// DefaultLimits are the limits that Telegram's FAQ for bots tells: about one
// message a second to a chat with short bursts, 20 a minute to a group and 30 a
// second in all.
func DefaultLimits() *Limits {
	return &Limits{BotPerSecond: 30, ChatPerSecond: 1, GroupPerMinute: 20, Burst: 3}
}

// limiter holds one GCRA clock a scope: the time at which the scope would be
// idle again.
type limiter struct {
	limits *Limits

	mu    sync.Mutex
	idle  map[limitScope]time.Time
	swept time.Time
}

type limitScope struct {
	token string
	chat  int64 // 0 is the bot itself
}

// take counts n messages against the chat and the bot, or refuses with the
// seconds to wait, in which case nothing is counted.
func (l *limiter) take(b *bot, c *chat, n int) *Error {
	if l.limits == nil {
		return nil
	}
	burst := float64(max(l.limits.Burst, 1))
	chatRate, botRate := l.limits.ChatPerSecond, l.limits.BotPerSecond
	if c.info.Type == "group" || c.info.Type == "supergroup" {
		chatRate, burst = l.limits.GroupPerMinute/60, l.limits.GroupPerMinute
	}
	scopes := []struct {
		key         limitScope
		rate, burst float64
	}{
		{limitScope{b.token, c.info.ID}, chatRate, burst},
		{limitScope{b.token, 0}, botRate, max(botRate, 1)},
	}
	now := b.server.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.idle == nil {
		l.idle = map[limitScope]time.Time{}
	}
	for _, s := range scopes {
		if s.rate <= 0 {
			continue
		}
		interval := time.Duration(float64(time.Second) / s.rate)
		over := later(l.idle[s.key], now).Add(time.Duration(n-1)*interval).Sub(now) - time.Duration((s.burst-1)*float64(interval))
		// An album larger than the burst still goes when the scope is idle.
		if over > 0 && l.idle[s.key].After(now) {
			return tooManyRequests(int(math.Ceil(over.Seconds())))
		}
	}
	for _, s := range scopes {
		if s.rate > 0 {
			l.idle[s.key] = later(l.idle[s.key], now).Add(time.Duration(float64(n) * float64(time.Second) / s.rate))
		}
	}
	l.sweep(now)
	return nil
}

// sweep forgets idle scopes once a minute.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for key, idle := range l.idle {
		if idle.Before(now) {
			delete(l.idle, key)
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
