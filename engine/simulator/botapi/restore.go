package botapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
)

var (
	errSavedVersion = errors.New("it was written by another version")
	errSavedState   = errors.New("it does not fit together")
)

// Restore makes a Server that goes on where a Snapshot was taken. file gives the
// contents of files by their names. State that cannot be read, or names people
// that are not in it, is an error.
func Restore(opts Options, state []byte, file func(name string) ([]byte, error)) (*Server, error) {
	s := New(opts)
	if err := s.restore(state, file); err != nil {
		s.Close()
		return nil, fmt.Errorf("restore the simulated Telegram: %w", err)
	}
	return s, nil
}

func (s *Server) restore(state []byte, file func(name string) ([]byte, error)) error {
	var in savedServer
	if err := json.Unmarshal(state, &in); err != nil {
		return err
	}
	if in.Version != savedVersion {
		return fmt.Errorf("version %d: %w", in.Version, errSavedVersion)
	}
	s.serial.Store(in.Serial)
	s.userIDs.Store(in.UserIDs)
	for _, p := range in.People {
		u := p.User
		u.PhoneNumber = p.Phone
		person := s.NewUser(u)
		person.gone = p.Gone
		maps.Copy(person.inlineResults, p.Inline)
	}
	for i := range in.Groups {
		s.restoreGroup(&in.Groups[i])
	}
	for i := range in.Bots {
		if err := s.restoreBot(&in.Bots[i], file); err != nil {
			return fmt.Errorf("bot %s: %w", in.Bots[i].User.Username, err)
		}
	}
	return nil
}

func (s *Server) restoreGroup(in *savedGroup) {
	info := in.Chat.Info
	g := s.NewGroup(GroupConfig{ID: info.ID, Type: info.Type, Title: info.Title, Username: info.Username, IsForum: info.IsForum})
	maps.Copy(g.statuses, in.Statuses)
	for _, id := range in.Topics {
		g.topics[id] = true
	}
	g.migrated = in.Migrated
	for _, l := range in.Links {
		link := l.Link
		link.used = l.Used
		g.links = append(g.links, &link)
	}
	g.chat.restore(&in.Chat)
}

func (s *Server) restoreBot(in *savedBot, file func(name string) ([]byte, error)) error {
	s.AddBot(in.Token, Bot{
		ID: in.User.ID, Username: in.User.Username, FirstName: in.User.FirstName, ReadsAllGroupMessages: in.ReadAll,
	})
	b := s.bot(in.Token)
	b.queue.restore(&in.Queue)
	for i := range in.Private {
		p := s.person(in.Private[i].Info.ID)
		if p == nil {
			return fmt.Errorf("chat %d: %w", in.Private[i].Info.ID, errSavedState)
		}
		b.privateChat(p).restore(&in.Private[i])
	}
	for _, f := range in.Files {
		stored := &storedFile{media: f.Media, kind: f.Kind, path: f.Path, name: f.Content}
		if f.Content != "" {
			var err error
			if stored.data, err = file(f.Content); err != nil {
				return fmt.Errorf("file %s: %w", f.Media.FileID, err)
			}
		}
		b.files[f.Media.FileID], b.filePaths[f.Path] = stored, stored
	}
	for link, inv := range in.Links {
		b.links[link] = inv.restore()
	}
	for i := range in.Queries {
		if err := b.restoreQuery(&in.Queries[i]); err != nil {
			return fmt.Errorf("query %s: %w", in.Queries[i].ID, err)
		}
	}
	b.settings.restore(&in.Settings)
	for _, t := range in.Ledger {
		t.person = s.person(t.Person)
		if t.person == nil {
			return fmt.Errorf("payment %s: %w", t.ID, errSavedState)
		}
		b.ledger = append(b.ledger, t.starTransaction)
	}
	b.balance = in.Balance
	return nil
}

func (c *chat) restore(in *savedChat) {
	c.info, c.lastID, c.started, c.blocked = in.Info, in.LastID, in.Started, in.Blocked
	c.drafts = in.Drafts
	c.keyboard, c.action, c.actionAt = in.Keyboard, in.Action, fromSavedTime(in.ActionAt)
	c.answers, c.pinned = in.Answers, in.Pinned
	for i := range in.Messages {
		x := &in.Messages[i]
		m := &x.Message
		m.Edits, m.Keyboard, m.ForceReply, m.InvoiceState = x.Edits, x.Keyboard, x.ForceReply, x.State
		m.Reactions, m.Pinned, m.invoice, m.charge, m.at = x.Reactions, x.Pinned, x.Offer.restore(), x.Charge, fromSavedTime(x.At)
		c.messages = append(c.messages, m)
	}
}

func (in *savedInvoice) restore() *invoice {
	if in == nil {
		return nil
	}
	return &invoice{
		Invoice: in.Invoice, payload: in.Payload, prices: in.Prices, maxTip: in.MaxTip, needShipping: in.NeedShipping,
		flexible: in.Flexible, needsInfo: in.NeedsInfo, subscription: in.Subscription,
	}
}

func (q *updateQueue) restore(in *savedQueue) {
	q.nextID, q.allowed = max(in.Next, firstUpdateID), in.Allowed
	for _, u := range in.Pending {
		q.pending.PushBack(&pendingUpdate{
			id: u.ID, kind: u.Kind, lane: u.Lane, expires: fromSavedTime(u.Expires), payload: u.Payload, again: u.Again,
		})
	}
}

func (b *bot) restoreQuery(in *savedQuery) error {
	q := &query{
		id: in.ID, kind: in.Kind, person: b.server.person(in.Person), message: in.Message, expires: fromSavedTime(in.Expires),
	}
	paying := q.kind == "shipping_query" || q.kind == "pre_checkout_query"
	if q.person == nil || paying != (in.Payment != nil) || q.kind == "callback_query" && in.Chat == 0 {
		return errSavedState
	}
	switch {
	case in.Chat < 0:
		g := b.server.group(in.Chat)
		if g == nil {
			return errSavedState
		}
		q.chat = g.chat
	case in.Chat > 0:
		q.chat = b.privateChat(q.person)
	}
	if p := in.Payment; p != nil {
		if p.Offer == nil {
			return errSavedState
		}
		q.payment = &Payment{
			bot: b, person: q.person, chat: b.privateChat(q.person), message: p.Message, invoice: p.Offer.restore(), opts: p.Opts,
			done: make(chan struct{}), total: p.Total, shipping: p.Shipping, expires: q.expires,
			outcome: PaymentOutcome{State: PaymentWaiting},
		}
	}
	b.queries[q.id] = q
	return nil
}

func (s *settings) restore(in *savedSettings) {
	maps.Copy(s.commands, in.Commands)
	maps.Copy(s.texts, in.Texts)
	maps.Copy(s.menus, in.Menus)
}
