package engine

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// Turn is what a block sees of the running turn. It belongs to one goroutine and is of no use after the block returned.
type Turn struct {
	rev     *Revision
	deps    Deps
	state   State
	ev      Event
	s       *Session
	res     *Result
	block   *compiledBlock // the block that is running
	wait    *Wait          // the wait that is being resumed or shown again
	gen     int64          // given to the running pass; 0 for none yet
	next    *compiledBlock // to be entered
	rang    *compiledBlock // the timed trigger whose time has come in this turn
	came    *compiledBlock // the block whose exit cameBy led to next; nil if it was no exit
	cameBy  string
	passed  int // blocks so far
	env     expr.Env
	vars    Values // scope session with its defaults
	own     bool   // vars, and those of the session, are the turn's own; see ownVars
	user    Values // shared scopes with this turn's writes in them
	chat    Values
	bot     Values
	space   Values
	rnd     *rand.Rand
	film    int       // index of the open picture, -1 for none
	size    int       // bytes written to shared scopes in this turn
	bytes   int       // of the session, at most; 0 if not counted yet
	full    bool      // the running block wanted to keep more than fits
	query   string    // of the pressed button that began the turn
	callee  *RunError // what ended the flow whose return is being handled
	signer  *signer   // makes button tokens; nil until it is needed
	lang    string    // of texts for somebody else than the user; empty for the user's own
	resumed []int64   // waits whose blocks took an event, or were told that they are gone
	began   []Frame   // the stack that the event met
	over    bool      // the event was for what a migration has taken away
	needs   []RecordRead
	// strangers are the other contacts that the turn has to know; contacts are those that it knows, with its own writes.
	strangers []int64
	contacts  map[int64]StoredContact
	// records are those that the turn has read or changed.
	records map[recordName]*seenRecord
	undo    []recordUndo // what the running block did to them
	written []written    // for the audit; see Deps.Audit
}

// Now is the turn's time, UTC; it does not move during the turn.
func (t *Turn) Now() time.Time { return t.deps.Now }

// Zone is the bot's time zone.
func (t *Turn) Zone() *time.Location { return t.rev.zone }

// Event is the event being handled.
func (t *Turn) Event() Event { return t.ev }

// Key names the session.
func (t *Turn) Key() SessionKey { return t.s.Key }

// Chat is the session's chat.
func (t *Turn) Chat() Chat { return t.s.Chat }

// User is the session's user.
func (t *Turn) User() User { return t.s.User }

// Newcomer reports whether the user has never done anything in this session before this turn.
func (t *Turn) Newcomer() bool { return t.state.Session.ActiveAt.IsZero() }

// FirstVisit reports whether the running flow began with the first thing that the user ever did in this session, however many
// questions ago that was. A flow that it called belongs to it; one that began later does not, whatever is still going on.
func (t *Turn) FirstVisit() bool {
	f := t.s.Top()
	return f != nil && f.First
}

// FlowID is the running block's flow.
func (t *Turn) FlowID() string { return t.block.flow.def.ID }

// BlockID is the running block.
func (t *Turn) BlockID() string { return t.block.def.ID }

// Own is how a name is kept that a document made up for what only its blocks have in common: an experiment, a goal, what happens
// once. Inside of a type that is made of flows it is the type's own, as its variables are, so that two types may use one word.
func (t *Turn) Own(name string) string {
	if g := t.block.flow.graft; g != nil {
		return g.kept(name)
	}
	return name
}

// Label is the running block's label, else its type's title in English.
func (t *Turn) Label() string {
	if t.block.def.Label != "" {
		return t.block.def.Label
	}
	return t.block.typ.Title.In("en")
}

// BotUsername is the bot's own name in Telegram, without the @; empty if it is not known.
func (t *Turn) BotUsername() string { return t.deps.Username }

// BotName is the document's name.
func (t *Turn) BotName() string { return t.rev.Doc.Name }

// Log is for debugging; users' text must stay out of it.
func (t *Turn) Log() *slog.Logger { return t.deps.Log }

// NewID makes a new id.
func (t *Turn) NewID() string { return t.deps.NewID() }

// Rand is seeded per turn, so that a turn that is run again draws the same.
func (t *Turn) Rand() *rand.Rand {
	if t.rnd == nil {
		t.rnd = rand.New(rand.NewPCG(t.deps.Seed, uint64(t.s.Turns)))
	}
	return t.rnd
}

// Lang is the user's language: the variable user.language if set, else what the client reports, else the bot's.
func (t *Turn) Lang() string {
	if t.lang != "" {
		return t.lang
	}
	return t.userLang()
}

func (t *Turn) userLang() string {
	if l, ok := t.user["language"].(string); ok && l != "" {
		return baseLang(l)
	}
	if t.s.User.Language != "" {
		return baseLang(t.s.User.Language)
	}
	return t.rev.Doc.Language
}

// ForOwner runs f with every text rendered in the bot's own language instead of the user's: for words that the owner and
// the staff read. What expressions see of the user stays the user's.
func (t *Turn) ForOwner(f func() error) error { return t.InLanguage(t.rev.Doc.Language, f) }

// InLanguage runs f with every text rendered in the language instead of the user's: for words that somebody else reads.
// What expressions see of the user stays the user's.
func (t *Turn) InLanguage(lang string, f func() error) error {
	env, before := t.environment(), t.lang
	t.lang = baseLang(lang)
	env.Lang = t.Lang()
	defer func() { t.lang = before; env.Lang = t.Lang() }()
	return f()
}

// Words gives built-in words in the user's language; see Revision.Words.
func (t *Turn) Words(key string, pairs ...string) string {
	return t.rev.Words(key, t.Lang(), pairs...)
}

// Connected reports whether the running block's exit leads to a block.
func (t *Turn) Connected(exit string) bool { return t.block.connected(exit) }

// Open reports whether the running block's exit leads nowhere: it is neither connected nor ended on purpose. A block that
// met trouble gives a RunError instead of leaving by such an exit, so that the owner hears of it.
func (t *Turn) Open(exit string) bool {
	return !t.block.connected(exit) && t.block.ends(exit) != flow.ExitEnd
}

// Settled reports whether the author said what becomes of the exit: it leads to a block, or is ended on purpose.
func (t *Turn) Settled(exit string) bool {
	return t.block.connected(exit) || t.block.ends(exit) == flow.ExitEnd
}

// Timeout is the envelope's time-out; 0 if there is none.
func (t *Turn) Timeout() time.Duration {
	if t.block.def.Timeout == nil {
		return 0
	}
	return time.Duration(*t.block.def.Timeout)
}

// Wait is the wait that is being resumed or shown again; nil in Enter.
func (t *Turn) Wait() *Wait { return t.wait }

// Load decodes the wait's own state into dst; it does nothing in Enter. A state of another shape, of an older version of
// the block perhaps, is a trouble.
func (t *Turn) Load(dst any) error {
	if t.wait == nil || len(t.wait.State) == 0 {
		return nil
	}
	if json.Unmarshal(t.wait.State, dst) != nil {
		return Trouble("state_invalid", "what the block remembered does not fit it any more, since it was changed: begin anew with this person")
	}
	return nil
}

// Pack encodes a block's own state for Wait.State.
func (t *Turn) Pack(state any) json.RawMessage {
	data, err := json.Marshal(state)
	if err != nil {
		panic(fmt.Sprintf("encode wait state of block %q: %v", t.block.def.ID, err))
	}
	return data
}

// Gen is the number of the running pass's wait: the one that is being resumed, or the one that WaitFor will get.
func (t *Turn) Gen() int64 {
	if t.wait != nil {
		return t.wait.Gen
	}
	if t.gen == 0 {
		t.s.Gen++
		t.gen = t.s.Gen
	}
	return t.gen
}

// IdempotencyKey is the same for every repeat of this pass through the block, and for no other.
func (t *Turn) IdempotencyKey() string {
	k := t.s.Key
	var seq int64
	if f := t.s.Top(); f != nil {
		seq = f.Seq
	}
	b := make([]byte, 0, 64)
	for _, n := range [...]int64{k.BotID, k.ChatID, k.UserID, seq} {
		b = strconv.AppendInt(b, n, 36)
		b = append(b, '-')
	}
	return string(append(b, t.block.ref...))
}

// Token makes the callback data of one of the block's buttons. With anyone set, other people of a group may press it.
func (t *Turn) Token(button string, anyone bool) string {
	return t.sign(button, "", "", anyone)
}

// ValueToken makes the callback data of a list button that carries a value: inside the token if it is a short text,
// else remembered by the session.
func (t *Turn) ValueToken(button string, value any, anyone bool) string {
	if s, ok := value.(string); ok {
		return t.TextToken(button, s, anyone)
	}
	return t.sign(button, "#", base36(int64(t.remember(value))), anyone)
}

// TextToken is ValueToken for a text.
func (t *Turn) TextToken(button, text string, anyone bool) string {
	if tok := t.sign(button, "=", text, anyone); len(tok) <= MaxTokenBytes {
		return tok
	}
	return t.sign(button, "#", base36(int64(t.remember(strings.Clone(text)))), anyone)
}

// sign makes the token of a button; by says how its value follows, if it has one.
func (t *Turn) sign(button, by, value string, anyone bool) string {
	user := t.s.Key.UserID
	if anyone {
		user = 0
	}
	if t.signer == nil {
		t.signer = newSigner(t.deps.Key)
	}
	s := t.signer
	s.beginButton(t.s.Key.ChatID, user, t.Gen(), t.block.ref, button)
	s.work = append(append(s.work, by...), value...)
	return s.token()
}

// remember keeps a list button's value in the session and gives its place. Buttons of one message share a list, so that
// an equal value has one place however often the message is rendered.
func (t *Turn) remember(value any) int {
	v, n, err := jsonLike(value, 0)
	if err != nil || n > MaxListValueBytes {
		v = nil
	}
	gen, id := t.Gen(), t.block.def.ID
	i := slices.IndexFunc(t.s.Lists, func(l ListValues) bool { return l.Gen == gen && l.Block == id })
	if i >= 0 {
		if at := slices.IndexFunc(t.s.Lists[i].Values, func(x any) bool { return equal(x, v) }); at >= 0 {
			return at
		}
	}
	lists := slices.Clone(t.s.Lists)
	mine := ListValues{Block: id, Gen: gen}
	if i >= 0 {
		mine = lists[i]
		lists = slices.Delete(lists, i, i+1)
	} else if len(lists) >= MaxLists {
		lists = slices.Delete(lists, 0, len(lists)-MaxLists+1)
	}
	mine.Values = append(slices.Clip(mine.Values), v)
	t.s.Lists = append(lists, mine)
	if !t.fits(listFieldBytes + len(id) + valueBytes(v)) {
		t.full = true
	}
	return len(mine.Values) - 1
}

// EventToken makes the callback data of a button that starts trigger.button, in whatever chat it is pressed.
func (t *Turn) EventToken(key, data string) (string, error) {
	return EventButton(t.deps.Key, key, data)
}

// Answer answers the pressed button that is being handled; without it the engine answers with nothing.
func (t *Turn) Answer(a ButtonAnswer) {
	if t.query == "" {
		return
	}
	a.QueryID = t.query
	a.Text = Clip(a.Text, 200)
	for i := range t.res.Effects {
		if t.res.Effects[i].Kind == AnswerButton {
			t.res.Effects[i].Answer = &a
			return
		}
	}
	t.Emit(Effect{Kind: AnswerButton, Answer: &a})
}

// Send asks for a message in the session's chat. Slot may be empty.
func (t *Turn) Send(c Content, slot string) {
	t.Emit(Effect{Kind: SendMessage, Content: &c, Slot: slot})
}

// Emit asks for an effect. Address, origin and key are filled in.
func (t *Turn) Emit(e Effect) {
	if e.ChatID == 0 {
		e.ChatID = t.s.Key.ChatID
	}
	if t.block != nil {
		e.Flow, e.Block = t.block.flow.def.ID, t.block.def.ID
	}
	e.Turn = t.s.Turns
	k := t.s.Key
	b := make([]byte, 0, 40)
	b = strconv.AppendInt(b, k.ChatID, 36)
	b = append(b, '.')
	b = strconv.AppendInt(b, k.UserID, 36)
	b = append(b, '.')
	b = strconv.AppendInt(b, t.s.Turns, 36)
	b = append(b, '.')
	b = strconv.AppendInt(b, int64(len(t.res.Effects)), 36)
	e.Key = string(b)
	t.res.Effects = append(t.res.Effects, e)
}

// Start asks for slow work. The block then waits with JobDone among what it accepts.
func (t *Turn) Start(kind string, payload any, timeout, delay time.Duration) error {
	return t.start(kind, payload, Job{Timeout: timeout, Delay: delay})
}

// StartDetached asks for slow work that goes on without the session: nothing comes back of it, and the owner is told if
// it ends in a trouble.
func (t *Turn) StartDetached(kind string, payload any, timeout time.Duration) error {
	return t.start(kind, payload, Job{Timeout: timeout, Detached: true})
}

func (t *Turn) start(kind string, payload any, j Job) error {
	if _, ok := t.rev.reg.Job(kind); !ok {
		return fmt.Errorf("start job of block %q: no job type %q is registered", t.block.def.ID, kind)
	}
	data, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("start job of block %q: encode payload: %w", t.block.def.ID, err)
	}
	j.Key, j.Kind, j.Flow, j.Block, j.Payload = t.IdempotencyKey(), kind, t.FlowID(), t.BlockID(), data
	if !j.Detached {
		j.Gen = t.Gen()
	}
	t.res.Jobs = append(t.res.Jobs, j)
	return nil
}

// ChangeOrder asks for a change of an order. Key, flow, block and gen of a new one are filled in.
func (t *Turn) ChangeOrder(c OrderChange) {
	if c.Create != nil {
		o := *c.Create
		o.Key, o.Flow, o.Block, o.Gen, o.CreatedAt = t.s.Key, t.FlowID(), t.BlockID(), t.Gen(), t.deps.Now
		c.Create, c.ID = &o, o.ID
	}
	t.res.Orders = append(t.res.Orders, c)
}

// StartFor asks for a flow to begin in another session.
func (t *Turn) StartFor(s StartFor) { t.res.Starts = append(t.res.Starts, s) }

// Note leaves a line for the owner or the statistics.
func (t *Turn) Note(n Note) {
	n.At = t.deps.Now
	if n.Kind == NoteGoal && n.Name != "" {
		t.reached(n.Name)
	}
	if t.block != nil && n.Block == "" {
		n.Flow, n.Block = t.block.flow.def.ID, t.block.def.ID
	}
	t.res.Notes = append(t.res.Notes, n)
}
