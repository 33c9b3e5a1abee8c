package host

import (
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Observer is told what has become of events, groups, sends and jobs: for metrics and for traces. Its methods are called where
// users wait, by many goroutines at once: they are quick, never block, keep nothing that they are given a pointer to and
// change none of it.
type Observer interface {
	// Watch reports whether the turn is worth its film: TurnSeen.Film is empty otherwise.
	Watch(b *BotRecord, key engine.SessionKey, turn int64) bool
	Turn(s TurnSeen)
	Group(s GroupSeen)
	Send(s SendSeen)
	Job(s JobSeen)
}

// TurnEnd is what became of an event.
type TurnEnd string

// The ends of events.
const (
	TurnCommitted TurnEnd = "committed" // it is stored with all that it led to
	TurnAnswered  TurnEnd = "answered"  // by the fast lane, without a turn
	TurnDuplicate TurnEnd = "duplicate" // it was known already
	TurnIgnored   TurnEnd = "ignored"   // a timer or a refresh that was no news any more
	TurnDead      TurnEnd = "dead"      // it cannot be handled, and was put aside
	TurnFull      TurnEnd = "full"      // there was no room for it: it comes again
	TurnFailed    TurnEnd = "failed"    // the store does not work, or the host stops: it comes again
)

// TurnSeen is an event that has come to its end. Times are zero for what it did not come to; where it was tried several times,
// they are those of the last try, and what came before counts as waiting.
type TurnSeen struct {
	Bot  *BotRecord
	Key  engine.SessionKey
	Kind engine.EventKind
	End  TurnEnd
	Err  error // of TurnDead, TurnFull and TurnFailed

	EventKey string // of an event of the host's own it says what it comes from; see Cause

	Taken time.Time // by the admission
	Begun time.Time // the turn
	Ran   time.Time // the turn; from here it waits for its group
	Ended time.Time // this is its acknowledgement

	Due       time.Time  // of a timer that was still wanted
	Group     *GroupSeen // that stored it; nil if none did
	Conflicts int        // how often it ran again since somebody else was faster
	Failures  int        // how often it went wrong

	Turn    int64 // its number in the session; 0 if there was none
	Watched bool  // as Observer.Watch said
	Film    []engine.Frameshot
}

// GroupSeen is a transaction that stored turns and marks, or failed to.
type GroupSeen struct {
	Number  int64  // of the host's groups, from 1 on
	Members int    // turns and notes
	Marks   []Mark // what became of sends
	Begun   time.Time
	Ended   time.Time
	Err     error // nothing of it is stored
}

// SendEnd is what became of one try to perform an effect.
type SendEnd string

// The ends of tries. TrySent, TryUnknown and TryFailed are the effect's end, too.
const (
	TrySent     SendEnd = "sent"
	TryFailed   SendEnd = "failed"   // refused for good
	TryUnknown  SendEnd = "unknown"  // nobody knows, and it is not repeated
	TryRetried  SendEnd = "retried"  // it is to be repeated
	TryFlooded  SendEnd = "flooded"  // the same, since too much is sent (429)
	TryRejected SendEnd = "rejected" // the bot's token is refused: it is repeated when there is another
)

// SendSeen is a try to perform an effect.
type SendSeen struct {
	Bot    *BotRecord
	Effect *engine.Effect
	End    SendEnd
	Code   string // of SendError
	Try    int    // from 1 on; 0 for an effect that was given up without one, after a restart
	Queued time.Time
	Begun  time.Time
	Ended  time.Time
}

// JobEnd is what became of a run of slow work.
type JobEnd string

// The ends of runs.
const (
	JobEnded   JobEnd = "done"
	JobTrouble JobEnd = "trouble" // the session hears what went wrong
	JobAgain   JobEnd = "again"   // it asked to be run again
	JobRetried JobEnd = "retried" // it failed for a reason of ours and is tried again
)

// JobSeen is a run of slow work.
type JobSeen struct {
	Bot   *BotRecord
	Item  *JobItem
	End   JobEnd
	Try   int
	Begun time.Time
	Ended time.Time
	Err   error
}

// Kind names the work.
func (s *JobSeen) Kind() string {
	if s.Item.Job == nil {
		return "start"
	}
	return s.Item.Job.Kind
}

// Cause reads which turn an event of the host's own goes back to: the one that asked for the job or the send whose end it is,
// or for the start; false for what comes from outside.
func (s *TurnSeen) Cause() (_ engine.SessionKey, turn int64, ok bool) {
	what, key, _ := strings.Cut(s.EventKey, ":")
	switch what {
	case "sent", "send_failed":
		return Origin(s.Bot.ID, key)
	case "job", "start":
		item := JobItem{ID: key}
		return item.Origin(s.Bot.ID)
	default:
		return engine.SessionKey{}, 0, false
	}
}

// Origin reads from the key of an effect, or the id of a job, which turn asked for it; false for what no turn did.
func Origin(botID int64, key string) (_ engine.SessionKey, turn int64, ok bool) {
	var n [3]int64
	for i := range n {
		part, rest, more := strings.Cut(key, ".")
		x, err := strconv.ParseInt(part, 36, 64)
		if err != nil || !more {
			return engine.SessionKey{}, 0, false
		}
		n[i], key = x, rest
	}
	return engine.SessionKey{BotID: botID, ChatID: n[0], UserID: n[1]}, n[2], true
}

// Origin is the turn that asked for the work.
func (j *JobItem) Origin(botID int64) (_ engine.SessionKey, turn int64, ok bool) {
	if len(j.ID) == 0 {
		return engine.SessionKey{}, 0, false
	}
	return Origin(botID, j.ID[1:]) // behind the letter that tells jobs from starts
}

// Observers makes one observer of several; nil of none.
func Observers(list ...Observer) Observer {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	return observers(list)
}

type observers []Observer

func (l observers) Watch(b *BotRecord, key engine.SessionKey, turn int64) bool {
	for _, o := range l {
		if o.Watch(b, key, turn) {
			return true
		}
	}
	return false
}

func (l observers) Turn(s TurnSeen) {
	for _, o := range l {
		o.Turn(s)
	}
}

func (l observers) Group(s GroupSeen) {
	for _, o := range l {
		o.Group(s)
	}
}

func (l observers) Send(s SendSeen) {
	for _, o := range l {
		o.Send(s)
	}
}

func (l observers) Job(s JobSeen) {
	for _, o := range l {
		o.Job(s)
	}
}
