package host

import "time"

// Rate is how often something may happen; the zero value has no limit.
type Rate struct {
	Every time.Duration // one more is allowed after each
	Burst int           // at once after a quiet time; 0 means 1
}

// Rates are the limits on sending. Edits, deletions and answers are not counted.
type Rates struct {
	Bot   Rate // all messages of a bot
	Bulk  Rate // of these, the ones that answer nobody; see Effect.Bulk
	Chat  Rate // messages to one person
	Group Rate // messages to one group or channel
}

// TelegramRates are the limits that Telegram names: about 30 messages a second for a bot, one a second in a chat with
// short bursts, 20 a minute in a group (Bot FAQ, "My bot is hitting limits").
func TelegramRates() Rates {
	r := BotRates(30)
	r.Chat = Rate{Every: time.Second, Burst: 3}
	r.Group = Rate{Every: time.Minute / 17, Burst: 3} // so that no minute has more than 20
	return r
}

// BotRates allow a bot so many messages a second, and bulk five sixths of them: replies find room at once, and do not wait
// behind bulk either.
func BotRates(perSecond int) Rates {
	bulk := max(1, perSecond*5/6)
	return Rates{
		Bot:  Rate{Every: time.Second / time.Duration(perSecond), Burst: perSecond},
		Bulk: Rate{Every: time.Second / time.Duration(bulk), Burst: max(1, bulk/5)},
	}
}

// of gives the rate of a chat.
func (r *Rates) of(chat int64) Rate {
	if chat < 0 { // ids of groups and channels are negative: Bot API, Chat.id
		return r.Group
	}
	return r.Chat
}

// gate applies a rate: the time up to which it is spent is all that has to be remembered (generic cell rate algorithm).
type gate struct{ spent time.Time }

// opens gives the time from which the gate lets one through.
func (g *gate) opens(r Rate) time.Time {
	if r.Every <= 0 {
		return time.Time{}
	}
	return g.spent.Add(-time.Duration(max(r.Burst, 1)-1) * r.Every)
}

// pass lets n through.
func (g *gate) pass(r Rate, now time.Time, n int) {
	if r.Every <= 0 {
		return
	}
	if g.spent.Before(now) {
		g.spent = now
	}
	g.spent = g.spent.Add(time.Duration(n) * r.Every)
}
