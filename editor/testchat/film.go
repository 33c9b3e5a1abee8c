package testchat

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/scenarist/scenarist/engine"
	shots "github.com/scenarist/scenarist/engine/film"
	"github.com/scenarist/scenarist/engine/simulator"
)

// Bounds of a film.
const (
	keptTurns   = 200
	keptCalls   = 100      // of a turn
	shownValue  = 4 << 10  // bytes of a value, as JSON
	shownBody   = 16 << 10 // bytes of a body
	keptPending = 50       // exchanges that no turn has come for yet
)

// film is what went on inside the bot. It is told by the goroutines of the world.
type film struct {
	lang string
	mask func(string) string
	bell *bell // rings with every turn and call

	mu      sync.Mutex
	people  map[int64]string // names by Telegram's id
	last    int64
	list    []*filmed
	pending []*simulator.Exchange
}

// filmed is a turn with what it is found by.
type filmed struct {
	Turn
	key    engine.SessionKey
	number int64 // in the session
}

func newFilm(lang string, mask func(string) string, b *bell) *film {
	return &film{lang: lang, mask: mask, bell: b, people: map[int64]string{}}
}

// knows tells the film who somebody is.
func (f *film) knows(id int64, name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.people[id] = name
}

// nameOf is the name of who has the id; the id itself for somebody who is not in the chat.
func (f *film) nameOf(id int64) string {
	if name, ok := f.people[id]; ok {
		return name
	}
	return strconv.FormatInt(id, 10)
}

// turn takes a committed turn in.
func (f *film) turn(key engine.SessionKey, r *engine.Result) {
	defer f.bell.ring()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	t := &filmed{
		Turn: Turn{ID: f.last, Person: f.nameOf(key.UserID), Blocks: []Pass{}, Calls: []Call{}, Heard: r.Handled},
		key:  key, number: r.Session.Turns,
	}
	if r.Event != nil {
		t.At, t.Event = r.Event.Time, shots.EventOf(r.Event, f.lang, shownValue)
	}
	for i := range r.Film {
		t.Blocks = append(t.Blocks, shots.PassOf(&r.Film[i], shownValue))
	}
	f.list = append(f.list, t)
	if n := len(f.list) - keptTurns; n > 0 {
		f.list = slices.Delete(f.list, 0, n)
	}
	f.pending = slices.DeleteFunc(f.pending, func(x *simulator.Exchange) bool {
		return x.Job.Key == key && f.attach(&t.Turn, x)
	})
}

// exchanged keeps a call for the turn that hears of its end.
func (f *film) exchanged(x *simulator.Exchange) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if x.Job.Job == nil {
		return
	}
	f.pending = append(f.pending, x)
	if n := len(f.pending) - keptPending; n > 0 {
		f.pending = slices.Delete(f.pending, 0, n)
	}
}

// rest gives the calls that no turn will hear of, such as those of work that no block waits for, to the turn that passed
// their block last. The bot is at rest: what waits for an answer has it.
func (f *film) rest() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, x := range f.pending {
		for _, t := range slices.Backward(f.list) {
			if t.key == x.Job.Key && f.attach(&t.Turn, x) {
				break
			}
		}
	}
	f.pending = nil
}

// attach shows the call at its block in the turn; false if the turn did not pass that.
func (f *film) attach(t *Turn, x *simulator.Exchange) bool {
	for i := range t.Blocks {
		if t.Blocks[i].Block == x.Job.Job.Block {
			t.Blocks[i].HTTP = append(t.Blocks[i].HTTP, exchangeOf(x, f.mask))
			return true
		}
	}
	return false
}

// called shows a call to Telegram with the turn that asked for it, else with the newest of the person, or of anybody.
func (f *film) called(c *simulator.Called) {
	defer f.bell.ring()
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.asked(c)
	if t == nil || len(t.Calls) >= keptCalls {
		return
	}
	call := Call{Method: c.Method, To: nameOf(c.Person), Text: f.mask(textOf(c.Params)), OK: c.Error == "", Error: c.Error}
	t.Calls = append(t.Calls, call)
}

func (f *film) asked(c *simulator.Called) *filmed {
	key, number, ok := c.Turn()
	person := nameOf(c.Person)
	for _, t := range slices.Backward(f.list) {
		if ok && t.key == key && t.number == number || !ok && t.Person == person {
			return t
		}
	}
	if len(f.list) == 0 {
		return nil
	}
	return f.list[len(f.list)-1]
}

// textOf is what people read of a call.
func textOf(params map[string]json.RawMessage) string {
	for _, name := range []string{"text", "caption", "title", "action"} {
		var text string
		if json.Unmarshal(params[name], &text) == nil && text != "" {
			return cut(text, shownValue)
		}
	}
	return ""
}

// turns gives copies, the newest last. Calls to several chats are made at the same time; they are put in order here.
func (f *film) turns() []Turn {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := make([]Turn, len(f.list))
	for i, t := range f.list {
		out[i] = t.Turn
		out[i].Blocks, out[i].Calls = slices.Clone(t.Blocks), slices.Clone(t.Calls)
		slices.SortStableFunc(out[i].Calls, func(a, b Call) int {
			return cmp.Or(cmp.Compare(rank(&a, t.Person), rank(&b, t.Person)), cmp.Compare(a.To, b.To))
		})
	}
	return out
}

// rank puts answers first, which the host sends beside everything else, and then the chat of the turn's own person.
func rank(c *Call, person string) int {
	switch {
	case strings.HasPrefix(c.Method, "answer"):
		return 0
	case c.To == person:
		return 1
	default:
		return 2
	}
}
