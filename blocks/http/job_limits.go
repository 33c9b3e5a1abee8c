package http

import (
	"slices"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// limits is how many jobs run at once. Jobs of one group share their places.
type limits struct {
	PerUser int    `json:"per_user,omitempty" validate:"min=0,max=20" jsonschema:"minimum=0,maximum=20"`
	PerBot  int    `json:"per_bot,omitempty" validate:"min=0,max=50" jsonschema:"minimum=0,maximum=50"`
	Queue   int    `json:"queue,omitempty" validate:"min=0,max=100" jsonschema:"minimum=0,maximum=100"`
	Group   string `json:"group,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
}

// seatKind is the kind of the records that hold who has a place: one for the group, one for each user in it.
const seatKind = "job.seats"

// seat is a place that a job has, or waits for. One that nobody gives back is free when its time is over.
type seat struct {
	ID    string
	Until time.Time
	Runs  bool
}

// seats are the places of a group, or of a user in it, in the order in which they were asked for.
type seats struct {
	record engine.Record
	list   []seat
	and    *seats // of the user, beside those of the group
}

// open reads places; those whose time is over are left out.
func openSeats(t *engine.Turn, key string) (*seats, error) {
	r, err := t.Record(seatKind, key)
	if err != nil {
		return nil, err
	}
	s := &seats{record: r}
	list, _ := r.Value["seats"].([]any)
	for _, x := range list {
		o, _ := x.([]any)
		if len(o) != 3 {
			continue
		}
		id, _ := o[0].(string)
		until, _ := o[1].(float64)
		runs, _ := o[2].(bool)
		if at := time.Unix(int64(until), 0).UTC(); id != "" && at.After(t.Now()) {
			s.list = append(s.list, seat{id, at, runs})
		}
	}
	return s, nil
}

// store keeps the places; none is no record.
func (s *seats) store(t *engine.Turn) error {
	if len(s.list) == 0 {
		if !s.record.Exists() {
			return nil
		}
		return t.DeleteRecord(seatKind, s.record.Key)
	}
	list, last := make([]any, len(s.list)), time.Time{}
	for i, x := range s.list {
		list[i] = []any{x.ID, float64(x.Until.Unix()), x.Runs}
		if x.Until.After(last) {
			last = x.Until
		}
	}
	r := s.record
	r.Value, r.Expires = engine.Values{"seats": list}, last
	return t.SetRecord(r)
}

func (s *seats) running() int {
	n := 0
	for _, x := range s.list {
		if x.Runs {
			n++
		}
	}
	return n
}

func (s *seats) index(id string) int {
	return slices.IndexFunc(s.list, func(x seat) bool { return x.ID == id })
}

// take keeps a place.
func (s *seats) take(t *engine.Turn, x seat) error {
	for q := s; q != nil; q = q.and {
		if i := q.index(x.ID); i >= 0 {
			q.list[i] = x
		} else {
			q.list = append(q.list, x)
		}
		if err := q.store(t); err != nil {
			return err
		}
	}
	return nil
}

// group is what the jobs are called that share the places.
func (l *limits) group(t *engine.Turn) string {
	if l.Group == "" {
		return t.BlockID()
	}
	return t.Own(l.Group)
}

// keys name the records of the places that the limits are about: those of the user, then those of the group.
func (l *limits) keys(t *engine.Turn) []string {
	var keys []string
	if l.PerUser > 0 {
		keys = append(keys, "user."+strconv.FormatInt(t.Key().UserID, 10)+"."+l.group(t))
	}
	if l.PerBot > 0 {
		keys = append(keys, "bot."+l.group(t))
	}
	return keys
}

// open reads the places that the limits are about: those of the group first, where it has any.
func (l *limits) open(t *engine.Turn) (*seats, error) {
	keys := l.keys(t)
	if err := t.Want(seatKind, keys...); err != nil { // all at once
		return nil, err
	}
	var all *seats
	for _, key := range keys {
		s, err := openSeats(t, key)
		if err != nil {
			return nil, err
		}
		s.and = all
		all = s
	}
	return all, nil
}

// find looks for a place: 0 is a free one, a number above one in the queue, -1 none. It is not taken yet.
func (l *limits) find(t *engine.Turn) (*seats, int, error) {
	s, err := l.open(t)
	if err != nil {
		return nil, 0, err
	}
	mine := s
	if l.PerBot > 0 {
		mine = s.and
	}
	if mine != nil && len(mine.list) >= l.PerUser {
		return nil, -1, nil // a user who has as many already does not wait for more
	}
	if l.PerBot == 0 {
		return s, 0, nil
	}
	switch waiting := len(s.list) - s.running(); {
	case s.running() < l.PerBot && waiting == 0:
		return s, 0, nil
	case waiting < l.Queue:
		return s, waiting + 1, nil
	default:
		return nil, -1, nil
	}
}

// advance takes a place that has become free; else it tells the place in the queue.
func (l *limits) advance(t *engine.Turn, id string, until time.Time) (int, error) {
	s, err := l.open(t)
	if err != nil {
		return 0, err
	}
	if l.PerBot == 0 { // the setting is gone
		return 0, nil
	}
	before := 0
	for i := range s.list {
		if s.list[i].ID == id {
			break
		}
		if !s.list[i].Runs {
			before++
		}
	}
	if s.running()+before >= l.PerBot {
		if s.index(id) < 0 { // its time was over: it begins anew at the end
			return before + 1, s.take(t, seat{ID: id, Until: until})
		}
		return before + 1, nil
	}
	return 0, s.take(t, seat{ID: id, Until: until, Runs: true})
}

// leave gives the place back.
func (l *limits) leave(t *engine.Turn, id string) error {
	s, err := l.open(t)
	if err != nil {
		return err
	}
	for q := s; q != nil; q = q.and {
		if i := q.index(id); i >= 0 {
			q.list = slices.Delete(q.list, i, i+1)
			if err := q.store(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// tick is when somebody in the queue looks again: the nearer the sooner.
func tick(s *jobState) time.Duration {
	return min(2*time.Second*time.Duration(max(*s.Position, 1)), 15*time.Second)
}
