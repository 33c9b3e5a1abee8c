package host

import (
	"context"
	"time"
)

// Quota is what a bot, or all bots of a workspace together, may use; a zero field has no limit.
type Quota struct {
	// TurnsPerMinute bounds the updates that are taken in. What comes beyond is refused with ErrFull, so that Telegram keeps
	// it and brings it a little later: nothing is lost. A sixth of it may come at once. Alarms, jobs and payments are not held
	// back.
	TurnsPerMinute int64 `json:"turns_per_minute,omitempty"`
	// HTTPPerHour bounds the requests to other servers: those of jobs, and those for files that go into messages and that Telegram
	// cannot get by itself. A sixth of it may be made at once. A job or a message that finds no room fails with http_quota.
	HTTPPerHour int64 `json:"http_per_hour,omitempty"`
	// SendsPerDay bounds the messages of a day, UTC. What comes beyond waits for the next day.
	SendsPerDay int64 `json:"sends_per_day,omitempty"`
	// StoredMB bounds the files that are kept and the records, in MB of a million bytes. A file or a row of a table beyond it
	// is refused; everything else that a bot remembers is not.
	StoredMB int64 `json:"stored_mb,omitempty"`
}

// QuotaKind names one limit of a Quota.
type QuotaKind string

// The limits.
const (
	QuotaTurns  QuotaKind = "turns"
	QuotaHTTP   QuotaKind = "http"
	QuotaSends  QuotaKind = "sends"
	QuotaStored QuotaKind = "stored"
)

// ReachedQuota is a limit of a bot that holds something back, or that has on this day.
type ReachedQuota struct {
	BotID     int64
	Kind      QuotaKind
	Workspace bool // it is that of the bot's workspace, for all its bots together
	At        time.Time
}

// Of gives the limit of a kind; 0 for none.
func (q Quota) Of(k QuotaKind) int64 {
	switch k {
	case QuotaTurns:
		return q.TurnsPerMinute
	case QuotaHTTP:
		return q.HTTPPerHour
	case QuotaSends:
		return q.SendsPerDay
	case QuotaStored:
		return q.StoredMB
	}
	return 0
}

// Stored is what is kept, in bytes.
type Stored struct {
	Files   int64 // under the bot's own id: those of its jobs, and a library that nobody edits here
	Library int64 // the media library of the editor
	Records int64
}

// Sum is all of it.
func (s Stored) Sum() int64 { return s.Files + s.Library + s.Records }

// Usage is what a bot used on a day.
type Usage struct {
	BotID int64
	Day   int64 // since 1970, UTC
	Turns int64
	Calls int64 // requests to other servers
	Sends int64 // messages
	// Workspace is where the bot belongs now; empty means main. It is told by UsageOn, and not stored.
	Workspace string
}

// plus gives both together, of the day of the first.
func (u Usage) plus(v Usage) Usage {
	u.Turns, u.Calls, u.Sends = u.Turns+v.Turns, u.Calls+v.Calls, u.Sends+v.Sends
	return u
}

// less gives what is left of it without the other, nothing where that is more: it was counted before it was stored.
func (u Usage) less(v Usage) Usage {
	u.Turns, u.Calls, u.Sends = max(0, u.Turns-v.Turns), max(0, u.Calls-v.Calls), max(0, u.Sends-v.Sends)
	return u
}

// UsageStore is a Store that remembers what bots use. Without one, a restart forgets it.
type UsageStore interface {
	// AddUsage adds to what is stored of bots and days.
	AddUsage(ctx context.Context, list []Usage) error
	// UsageOn gives what bots used on a day, by id; those that used nothing, or are there no more, are left out.
	UsageOn(ctx context.Context, day int64) (map[int64]Usage, error)
	// Stored gives how many bytes a bot keeps.
	Stored(ctx context.Context, botID int64) (Stored, error)
	// StoredIn gives how many bytes all bots of a workspace keep, those that are paused or only drafts too. Empty means main.
	StoredIn(ctx context.Context, workspace string) (Stored, error)
	// NoteReached remembers that a limit was reached, and reports whether it is the first of its kind that this bot has
	// reached on its day. Who else is to be told of that is told.
	NoteReached(ctx context.Context, r ReachedQuota) (first bool, err error)
}

// DayOf is the day of a time, as Usage counts it.
func DayOf(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }

// dayAfter is when the next day begins, as Usage counts days.
func dayAfter(t time.Time) time.Time { return time.Unix((DayOf(t)+1)*24*60*60, 0) }

// rate is a limit in a time, of which a part may be used at once.
func rate(n int64, per time.Duration) Rate {
	if n <= 0 {
		return Rate{}
	}
	return Rate{Every: per / time.Duration(n), Burst: int(max(1, n/6))}
}
