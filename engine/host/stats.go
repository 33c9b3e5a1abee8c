package host

import "sync/atomic"

// Stats are counts since the host was made, for metrics and health.
type Stats struct {
	Healthy    bool  // the store works: updates are acknowledged
	Received   int64 // events that came in
	Processed  int64 // turns committed
	Duplicates int64 // events known already
	Conflicts  int64 // turns run again because somebody else changed the session
	Dead       int64 // events given up
	Waiting    int64 // events taken on and not done
	Sessions   int64 // sessions with waiting events
	Batches    int64 // transactions
	Unsent     int64 // effects committed and not performed
	Sent       int64
	SendRetry  int64 // requests that are to be repeated
	SendFailed int64
	SendUnsure int64 // requests that may have been carried out
	SendSkips  int64 // bulk that was not tried, since its receiver has blocked the bot
	OverQuota  int64 // times that a quota held something back
	Answers    int64 // pressed buttons and checkouts answered
	Unmarked   int64 // effects performed whose end is not stored yet
	Lanes      int64 // chats with effects that wait, or that were written to a moment ago
	Bots       int64 // served
	Cached     int64 // sessions in memory
	CacheBytes int64 // of sessions and variables in memory, estimated
	Compiled   int64 // revisions in memory
}

type stats struct {
	received, processed, duplicates, conflicts, dead, batches              atomic.Int64
	sent, sendRetry, sendFailed, sendUnsure, sendSkips, overQuota, answers atomic.Int64
}

// Stats gives the counts.
func (h *Host) Stats() Stats {
	s := &h.stats
	waiting, sessions := h.mail.load()
	unsent, lanes := h.sender.load()
	cached, size := h.cache.held()
	served, compiled := h.compiled()
	return Stats{
		Healthy: !h.health.broken.Load(), Received: s.received.Load(), Processed: s.processed.Load(),
		Duplicates: s.duplicates.Load(), Conflicts: s.conflicts.Load(), Dead: s.dead.Load(), Waiting: int64(waiting),
		Sessions: int64(sessions), Batches: s.batches.Load(), Unsent: int64(unsent), Sent: s.sent.Load(),
		SendRetry: s.sendRetry.Load(), SendFailed: s.sendFailed.Load(), SendUnsure: s.sendUnsure.Load(), SendSkips: s.sendSkips.Load(),
		OverQuota: s.overQuota.Load(), Answers: s.answers.Load(),
		Unmarked: int64(h.journal.len()), Lanes: int64(lanes), Bots: int64(served), Cached: int64(cached), CacheBytes: size,
		Compiled: int64(compiled),
	}
}
