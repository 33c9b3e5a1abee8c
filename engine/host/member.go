package host

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// pending is a member on its way through the committer, with all that is done after the commit.
type pending struct {
	member   Member
	bot      *bot
	box      *mailbox // nil for a member without a turn
	item     *item
	result   *engine.Result
	failures int
	sends    []*delivery
	answers  []engine.Effect
	replies  []engine.Effect
	notices  []noticeRef
	seat     int       // of the process, when it was committed
	spent    time.Time // up to when others' sends spend the rate of the session's chat

	bulk        bool // what the turn asks for can wait
	unreachable bool // the session's user has blocked the bot
}

// member makes what the turn's result brings to the commit.
func (h *Host) member(ctx context.Context, b *bot, it *item, st *start, res *engine.Result, now time.Time) (*pending, error) {
	in := it.in
	s := res.Session
	s.Version = st.version + 1
	spent := h.spend(s, res.Effects, now)
	data, err := json.Marshal(s)
	if err != nil {
		return nil, &turnError{fmt.Errorf("encode session: %w", err)}
	}
	p := h.withoutTurn(it, res)
	p.failures, p.spent = st.failures, spent
	m := &p.member
	if !res.Handled && st.version == 0 && empty(res) {
		return p, nil // a stranger's word in a group is no reason to keep a session
	}
	m.BaseVersion, m.Session, m.Revision, m.Reads = st.version, data, s.Revision, st.reads
	m.WakeAt, m.WakeGen = s.WakeAt, s.WakeGen
	if s.User.ID != 0 && (st.version == 0 || s.User != st.Session.User) {
		u := s.User
		m.User = &u
	}
	if m.Reachable == nil {
		m.Reachable = reachability(in, st.reachable)
	}
	m.Writes, m.Orders, m.Notes = res.Writes, res.Orders, res.Notes
	m.Records, m.Ledger = res.Records, res.Ledger
	p.bulk, p.unreachable = bulk(it, s, now), !it.reaches(st.reachable)
	h.addJobs(m, s, res)
	return p, h.addEffects(ctx, b, p, res, now)
}

// spend has the session remember up to when the turn's messages spend the rate of its person's chat, and gives up to when those of
// earlier turns and of other sessions did: other processes may have sent them. One that is alone knows it by its lane; groups have a
// place in the store.
func (h *Host) spend(s *engine.Session, effects []engine.Effect, now time.Time) (before time.Time) {
	before, s.SendsUntil = s.SendsUntil, time.Time{}
	r := h.cfg.Rates.of(s.Key.ChatID)
	if r.Every <= 0 || s.Key.ChatID < 0 || !h.among() {
		return time.Time{}
	}
	n := 0
	for i := range effects {
		if e := &effects[i]; e.ChatID == s.Key.ChatID && e.Delay <= 0 {
			n += weight(e)
		}
	}
	if n > 0 {
		before = latest(before, h.spending.of(chatRef{s.Key.BotID, s.Key.ChatID}, now))
	}
	g := gate{before}
	g.pass(r, now, n)
	if g.spent.After(now) {
		s.SendsUntil = g.spent.UTC().Truncate(time.Millisecond)
	}
	return before
}

func empty(r *engine.Result) bool {
	return len(r.Effects)+len(r.Jobs)+len(r.Orders)+len(r.Writes)+len(r.Starts)+len(r.Notes)+len(r.Records)+len(r.Ledger) == 0
}

// withoutTurn makes a member that leaves the session alone, and only says that the event was handled.
func (h *Host) withoutTurn(it *item, res *engine.Result) *pending {
	in := it.in
	p := &pending{result: res, member: Member{
		Key: in.Key, UpdateID: in.UpdateID, EventKey: in.EventKey, Marks: it.marks, Reachable: it.reachable,
	}}
	if in.Raw != nil {
		p.member.Inbox = &Inbox{Kind: string(in.Event.Kind), Raw: in.Raw, At: heardAt(in.Event.Time, h.now())}
		if in.Event.Kind == engine.OtherUpdate && in.Event.UpdateKind != "" {
			p.member.Inbox.Kind = in.Event.UpdateKind
		}
		switch {
		case in.Event.Message != nil:
			p.member.Inbox.MessageID = in.Event.Message.ID
		case in.Event.Button != nil:
			p.member.Inbox.MessageID = in.Event.Button.MessageID
		}
	}
	return p
}

// heardAt is when something was said, for the order of a conversation. Telegram tells whole seconds: what was said within one comes
// after what the bot had said in it, and before now.
func heardAt(told, now time.Time) time.Time {
	if told.Nanosecond() != 0 || !told.Before(now) {
		return told
	}
	if last := told.Add(time.Second - time.Microsecond); last.Before(now) {
		return last
	}
	return now
}

// reaches reports whether the chat can be written to once the item has happened.
func (it *item) reaches(was bool) bool {
	if it.reachable != nil {
		return *it.reachable
	}
	if is := reachability(it.in, was); is != nil {
		return *is
	}
	return was
}

// reachability tells from the event whether the contact can be written to, where that is news.
func reachability(in Incoming, was bool) *bool {
	private := in.Key.ChatID == in.Key.UserID
	is := was
	switch m := in.Event.Member; {
	case !private:
	case in.Event.Kind == engine.MemberChanged && m != nil && m.IsBot:
		is = m.New == "member"
	case in.Event.Kind == engine.MessageReceived, in.Event.Kind == engine.ButtonPressed:
		is = true
	}
	if is == was {
		return nil
	}
	return &is
}

func (h *Host) addJobs(m *Member, s *engine.Session, res *engine.Result) {
	if len(res.Jobs)+len(res.Starts) == 0 {
		return
	}
	m.Jobs = make([]JobItem, 0, len(res.Jobs)+len(res.Starts))
	for i := range res.Jobs {
		m.Jobs = append(m.Jobs, JobItem{ID: "j" + effectKey(s.Key, s.Turns, i), Key: m.Key, Job: &res.Jobs[i]})
	}
	for i := range res.Starts {
		st := res.Starts[i]
		if st.Key.BotID == 0 {
			st.Key.BotID = m.Key.BotID
		}
		m.Jobs = append(m.Jobs, JobItem{ID: "s" + effectKey(s.Key, s.Turns, i), Key: st.Key, Start: &st})
	}
	now := h.now()
	for i := range m.Jobs {
		m.Jobs[i].Behind = h.backlog.next(m.Key.BotID, now)
	}
}

// addEffects sorts the effects: presses and callers are answered beside the outbox, notices go to everybody they are for.
func (h *Host) addEffects(ctx context.Context, b *bot, p *pending, res *engine.Result, now time.Time) error {
	for i := range res.Effects {
		e := &res.Effects[i]
		switch e.Kind {
		case engine.AnswerButton:
			p.answers = append(p.answers, *e)
		case engine.AnswerCaller:
			p.replies = append(p.replies, *e)
		case engine.NotifyStaff:
			if err := h.addNotice(ctx, b, p, res, e, now); err != nil {
				return err
			}
		default:
			e.Once = e.Once || e.Kind == engine.SendInvoice
			if err := p.send(e, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// send adds an effect to the outbox.
func (p *pending) send(e *engine.Effect, now time.Time) error {
	e.Bulk = e.Bulk || p.bulk
	data, err := json.Marshal(e)
	if err != nil {
		return &turnError{fmt.Errorf("encode effect %q: %w", e.Key, err)}
	}
	o := Outgoing{BotID: p.member.Key.BotID, ChatID: e.ChatID, Key: e.Key, Effect: data, State: SendPending}
	if e.Delay > 0 {
		o.SendAt = now.Add(e.Delay)
	}
	p.member.Out = append(p.member.Out, o)
	d := &delivery{chat: chatRef{o.BotID, o.ChatID}, effect: e, notBefore: o.SendAt, shared: e.ChatID < 0 || e.ChatID != p.member.Key.ChatID}
	if e.ChatID == p.member.Key.ChatID {
		d.spent = p.spent
		d.skip = e.Bulk && p.unreachable && weight(e) > 0
	}
	p.sends = append(p.sends, d)
	return nil
}

// addNotice makes one send for each member of the staff with one of the roles. Reports of a block's troubles go out
// only so often.
func (h *Host) addNotice(ctx context.Context, b *bot, p *pending, res *engine.Result, e *engine.Effect, now time.Time) error {
	chats, err := h.cfg.Store.Staff(ctx, b.record.ID, e.Roles)
	if err != nil {
		return fmt.Errorf("find staff: %w", err)
	}
	if len(chats) == 0 {
		p.member.Notes = append(slices.Clip(p.member.Notes), engine.Note{
			Kind: engine.NoteInfo, At: now, Flow: e.Flow, Block: e.Block, Name: "no_staff",
		})
		return nil
	}
	content := e.Content
	if report(res, e) {
		ref := noticeRef{b.record.ID, e.Flow, e.Block}
		left, ok := h.notices.allow(ref, now)
		p.notices = append(p.notices, ref)
		if !ok {
			return nil
		}
		if left > 0 {
			c := *content
			c.Text += " (+" + strconv.Itoa(left) + ")"
			content = &c
		}
	}
	for _, chat := range chats {
		one := *e
		one.Kind, one.ChatID, one.Content, one.Roles = engine.SendMessage, chat, content, nil
		one.Bulk = true // thousands may cause one at the same time
		one.Key += "." + strconv.FormatInt(chat, 36)
		if err := p.send(&one, now); err != nil {
			return err
		}
	}
	return nil
}

// report tells the engine's own report of a trouble from what a block wants the staff to know.
func report(res *engine.Result, e *engine.Effect) bool {
	if len(e.Roles) != 1 || e.Roles[0] != engine.OwnerRole || e.Content == nil || !e.Content.Plain {
		return false
	}
	return slices.ContainsFunc(res.Notes, func(n engine.Note) bool {
		return n.Kind == engine.NoteError && (e.Block == "" || n.Block == e.Block)
	})
}

// effectKey is written as the engine writes Effect.Key.
func effectKey(k engine.SessionKey, turn int64, n int) string {
	b := make([]byte, 0, 40)
	for i, x := range [...]int64{k.ChatID, k.UserID, turn, int64(n)} {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, x, 36)
	}
	return string(b)
}
