package host

// lines are what waits for the committer, one line for each bot. Bots take turns, so that a flood of one fills no group
// while others have something to be stored; what is a bot's own stays in its order.
type lines struct {
	bots map[int64]*line
	ring []*line // the first is next
	free []*line
	n    int
}

type line struct {
	bot     int64
	waiting []*pending
}

// add puts a member at the end of its bot's line.
func (q *lines) add(p *pending) {
	bot := p.member.Key.BotID
	l := q.bots[bot]
	if l == nil {
		if n := len(q.free); n > 0 {
			l, q.free = q.free[n-1], q.free[:n-1]
		} else {
			l = &line{}
		}
		l.bot = bot
		if q.bots == nil {
			q.bots = map[int64]*line{}
		}
		q.bots[bot] = l
		q.ring = append(q.ring, l)
	}
	l.waiting = append(l.waiting, p)
	q.n++
}

// take appends up to most members, one of each bot in turn.
func (q *lines) take(batch []*pending, most int) []*pending {
	for ; most > 0 && q.n > 0; most-- {
		l := q.ring[0]
		q.ring = q.ring[1:]
		batch = append(batch, l.waiting[0])
		l.waiting[0] = nil
		l.waiting = l.waiting[1:]
		q.n--
		if len(l.waiting) > 0 {
			q.ring = append(q.ring, l)
			continue
		}
		delete(q.bots, l.bot)
		if len(q.free) < keptLines {
			l.waiting = nil
			q.free = append(q.free, l)
		}
	}
	return batch
}

// keptLines is how many empty lines are kept for those that come next.
const keptLines = 64
