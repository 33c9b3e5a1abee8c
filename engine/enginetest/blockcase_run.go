package enginetest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/conform"
)

// Facts of every case.
const (
	caseBot  = 1
	caseUser = 7
	caseSeed = 1
)

var caseKey = []byte("a key of the tests, sixteen bytes at least")

// caseStart is a Monday morning.
func caseStart() time.Time { return time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC) }

// conversation is a running case.
type conversation struct {
	rev      *engine.Revision
	now      time.Time
	chat     engine.Chat
	user     engine.User
	sessions map[int64]*engine.Session // by user
	vars     map[int64]engine.Values   // scope user, by user
	shared   engine.State
	roles    map[int64][]string // by user
	records  *recordShelf
	public   string // Deps.PublicURL

	languages map[int64]string // of the other users' clients
	active    map[int64]time.Time

	events, ids int
	messages    []sentMessage
	slots       map[string]int // index into messages
	job         *engine.Job
	orders      map[string]*engine.Order
	order       string // the last one
	sent        *engine.Effect
	awaited     *engine.Effect // the last one whose block waits to hear of it

	// tries are what the last turn was given, once for each time that it asked for more.
	tries []engine.State
	// seen is told of every turn; nil for nobody.
	seen func(conform.Turn)
}

// sentMessage is a message of the bot as the user sees it.
type sentMessage struct {
	id     int64
	inline [][]engine.Button
	gone   bool
}

func runBlockCase(t *testing.T, reg *engine.Registry, typ engine.BlockType, c *blockCase) {
	t.Helper()
	doc := c.document(t, typ)
	own, others := blockIssues(doc, reg)
	if len(others) > 0 {
		t.Fatalf("case %q: the document around the block has errors:\n%s", c.Name, strings.Join(others, "\n"))
	}
	if Updating() {
		c.Issues = own
	} else if d := diffValues(t, c.Issues, own); d != "" {
		t.Fatalf("case %q: issues differ:\n%s", c.Name, d)
	}
	if len(c.Steps) == 0 {
		return
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		t.Fatalf("case %q: %v", c.Name, err)
	}
	talk := converse(rev, c.State)
	for i := range c.Steps {
		s := &c.Steps[i]
		got := talk.step(t, s)
		data, err := marshal(got)
		if err != nil {
			t.Fatalf("case %q, step %d: %v", c.Name, i, err)
		}
		if Updating() {
			s.Expect = data
			continue
		}
		if d := diffJSON(s.Expect, data); d != "" {
			t.Errorf("case %q, step %d differs (- expected, + came):\n%s", c.Name, i, d)
		}
	}
}

func diffValues(t *testing.T, want, got any) string {
	t.Helper()
	a, err := marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	return diffJSON(a, b)
}

func converse(rev *engine.Revision, st *caseState) *conversation {
	if st == nil {
		st = &caseState{}
	}
	v := &conversation{
		rev: rev, now: st.Now, roles: map[int64][]string{}, records: newShelf(st.Records), public: st.PublicURL,
		chat: engine.Chat{ID: caseUser, Type: "private"}, user: engine.User{ID: caseUser, FirstName: "Ann", Language: "en"},
		sessions: map[int64]*engine.Session{}, vars: map[int64]engine.Values{}, slots: map[string]int{}, orders: map[string]*engine.Order{},
		languages: map[int64]string{}, active: map[int64]time.Time{},
	}
	if v.now.IsZero() {
		v.now = caseStart()
	}
	if st.Chat != nil {
		v.chat = *st.Chat
	}
	if st.User != nil {
		v.user = *st.User
	}
	s := v.session(v.user.ID)
	s.Vars, s.ActiveAt = st.Session, st.ActiveAt
	for id, c := range st.Contacts {
		v.vars[id], v.roles[id], v.languages[id], v.active[id] = c.UserVars, c.Roles, c.Language, caseStart()
	}
	v.vars[v.user.ID], v.roles[v.user.ID] = st.UserVars, st.Roles
	v.shared = engine.State{Chat: st.ChatVars, Bot: st.Bot, Workspace: st.Workspace}
	return v
}

// session gives a user's session in the chat.
func (v *conversation) session(user int64) *engine.Session {
	if v.sessions[user] == nil {
		v.sessions[user] = &engine.Session{Key: engine.SessionKey{BotID: caseBot, ChatID: v.chat.ID, UserID: user}}
	}
	return v.sessions[user]
}

// step makes the event happen and gives what came of it.
func (v *conversation) step(t *testing.T, s *caseStep) *outcome {
	t.Helper()
	by := v.user.ID
	if s.By != 0 {
		by = s.By
	}
	ev := v.event(t, s, by)
	res := v.turn(t, by, ev)
	return describe(t, res)
}

// turn runs the event and takes over what it led to.
func (v *conversation) turn(tb testing.TB, by int64, ev engine.Event) *engine.Result {
	tb.Helper()
	deps := v.sameDeps()
	res, err := v.informed(tb.Context(), tb, v.state(by), ev)
	if err != nil {
		tb.Fatalf("the turn failed, which is the block's own fault: %v", err)
	}
	if v.seen != nil {
		v.seen(conform.Turn{State: v.tries[len(v.tries)-1], Event: ev, Deps: deps, Result: res})
	}
	v.sessions[by] = reload(tb, res.Session)
	v.apply(by, res)
	return res
}

// state is what a turn of a user's session is given now.
func (v *conversation) state(by int64) engine.State {
	st := v.shared
	st.Session, st.User, st.Roles = v.session(by), v.vars[by], v.roles[by]
	return st
}

// informed runs the turn with the records and contacts that it asks for.
func (v *conversation) informed(ctx context.Context, tb testing.TB, st engine.State, ev engine.Event) (*engine.Result, error) {
	tb.Helper()
	ids := v.ids
	v.tries = nil
	for {
		v.tries = append(v.tries, st)
		v.ids = ids // a turn that runs again makes the same ids
		before := mustMarshal(tb, st)
		res, err := v.rev.Turn(ctx, st, ev, v.deps())
		if after := mustMarshal(tb, st); string(before) != string(after) {
			tb.Fatalf("the turn changed the state it was given:\n%s", diffJSON(before, after))
		}
		need, ok := errors.AsType[*engine.NeedError](err)
		if !ok {
			return res, err
		}
		st.Records = v.records.answer(st.Records, need.Reads)
		st.Contacts = v.contacts(st.Contacts, need.Contacts)
	}
}

// deps are what every turn gets from outside.
func (v *conversation) deps() engine.Deps {
	return engine.Deps{
		Now: v.now, Username: "case_bot", Seed: caseSeed, Key: caseKey, Log: slog.New(slog.DiscardHandler), Trace: true, Audit: true, PublicURL: v.public,
		NewID: func() string { v.ids++; return "id-" + strconv.Itoa(v.ids) },
	}
}

// sameDeps gives what the next turn gets from outside, as often as it is asked.
func (v *conversation) sameDeps() func() engine.Deps {
	d, from := v.deps(), v.ids
	return func() engine.Deps {
		n := from
		same := d
		same.NewID = func() string { n++; return "id-" + strconv.Itoa(n) }
		return same
	}
}

// contacts adds other contacts to those that the turn was given before.
func (v *conversation) contacts(known map[int64]engine.StoredContact, ids []int64) map[int64]engine.StoredContact {
	out := make(map[int64]engine.StoredContact, len(known)+len(ids))
	maps.Copy(out, known)
	for _, id := range ids {
		out[id] = engine.StoredContact{Vars: v.vars[id], Roles: v.roles[id], ActiveAt: v.active[id], Language: v.languages[id]}
	}
	return out
}

// reload is the session after it was saved and loaded.
func reload(tb testing.TB, s *engine.Session) *engine.Session {
	tb.Helper()
	data := mustMarshal(tb, s)
	out := new(engine.Session)
	if err := json.Unmarshal(data, out); err != nil {
		tb.Fatalf("load the session: %v", err)
	}
	if again := mustMarshal(tb, out); string(again) != string(data) {
		tb.Fatalf("the session changed by being saved and loaded:\n%s", diffJSON(data, again))
	}
	return out
}

func mustMarshal(tb testing.TB, v any) []byte {
	tb.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		tb.Fatalf("encode: %v", err)
	}
	return data
}

// apply does what the host and Telegram would do.
func (v *conversation) apply(by int64, res *engine.Result) {
	for i := range res.Effects {
		v.perform(&res.Effects[i])
	}
	for i := range res.Jobs {
		if !res.Jobs[i].Detached {
			v.job = &res.Jobs[i]
		}
	}
	for _, c := range res.Orders {
		if c.Create != nil {
			o := *c.Create
			v.orders[c.ID], v.order = &o, c.ID
		}
		if o := v.orders[c.ID]; o != nil && c.To != "" {
			o.Status = c.To
			if c.Charge != nil {
				o.Paid++
				o.ChargeID, o.PaidAmount, o.PaidAt = c.Charge.ChargeID, c.Charge.Amount, v.now
			}
		}
	}
	v.records.change(res.Records)
	for _, w := range res.Writes {
		switch w.Scope {
		case engine.ScopeUser:
			id := cmp.Or(w.Owner, by)
			v.vars[id] = w.Apply(v.vars[id])
		case engine.ScopeChat:
			v.shared.Chat = w.Apply(v.shared.Chat)
		case engine.ScopeBot:
			v.shared.Bot = w.Apply(v.shared.Bot)
		case engine.ScopeWorkspace:
			v.shared.Workspace = w.Apply(v.shared.Workspace)
		}
	}
}

// perform keeps the messages as the user sees them.
func (v *conversation) perform(e *engine.Effect) {
	switch e.Kind {
	case engine.SendMessage, engine.SendInvoice:
		v.show(e)
	case engine.EditMessage:
		if i := v.find(e.Target); i >= 0 {
			v.messages[i].inline = e.Content.Inline
			if e.Invoice != nil { // a card that keeps its buttons
				v.messages[i].inline = slices.Concat(e.Invoice.Inline, e.Content.Inline)
			}
		} else if e.Target.OrSend {
			v.show(e)
		}
	case engine.DeleteMessage:
		if i := v.find(e.Target); i >= 0 && e.Delay == 0 && !e.Target.Buttons {
			v.messages[i].gone = true
		}
	case engine.CallMethod, engine.ShowDraft: // show no message, but may be refused
	default:
		return
	}
	v.sent = e
	if e.Gen != 0 {
		v.awaited = e
	}
}

const firstMessage = 100

func (v *conversation) show(e *engine.Effect) {
	m := sentMessage{id: int64(firstMessage + len(v.messages))}
	if e.Content != nil {
		m.inline = e.Content.Inline
	}
	if e.Invoice != nil {
		m.inline = append(m.inline, e.Invoice.Inline...)
	}
	v.messages = append(v.messages, m)
	if e.Slot != "" {
		v.slots[e.Slot] = len(v.messages) - 1
	}
}

func (v *conversation) find(to *engine.Target) int {
	if to.Slot != "" {
		if i, ok := v.slots[to.Slot]; ok && !v.messages[i].gone {
			return i
		}
		return -1
	}
	if i := int(to.MessageID - firstMessage); i >= 0 && i < len(v.messages) && !v.messages[i].gone {
		return i
	}
	return -1
}
