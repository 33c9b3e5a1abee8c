package memstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Commit stores the members in the order given and gives a verdict for each.
func (s *Store) Commit(_ context.Context, members []host.Member) ([]host.Verdict, error) {
	s.mu.Lock()
	verdicts := make([]host.Verdict, len(members))
	var jobs []*job
	for i := range members {
		m := &members[i]
		verdicts[i].State = s.judge(m)
		if verdicts[i].State != host.VerdictCommitted {
			continue
		}
		orders, err := s.changed(m)
		if err == nil {
			err = s.refuse(m)
		}
		if err != nil {
			verdicts[i] = host.Verdict{State: host.VerdictRejected, Err: err}
			continue
		}
		s.apply(m, orders)
		jobs = append(jobs, s.queue.jobsOf(m, s.now())...)
	}
	s.mu.Unlock()
	s.queue.add(jobs)
	return verdicts, nil
}

// judge says whether the member is new and on the right version.
func (s *Store) judge(m *host.Member) host.VerdictState {
	bot := m.Key.BotID
	if _, known := s.updates[updateKey{bot, m.UpdateID}]; known && m.UpdateID != 0 {
		return host.VerdictDuplicate
	}
	if _, known := s.events[textKey{bot, m.EventKey}]; known && m.EventKey != "" {
		return host.VerdictDuplicate
	}
	for _, c := range m.Orders {
		if k, ok := chargeOf(bot, c); ok {
			if _, known := s.charges[k]; known {
				return host.VerdictDuplicate
			}
		}
	}
	if m.Session != nil && s.sessions[m.Key].version != m.BaseVersion || s.recordsMoved(m) {
		return host.VerdictConflict
	}
	return host.VerdictCommitted
}

func chargeOf(bot int64, c engine.OrderChange) (chargeKey, bool) {
	if c.Charge == nil {
		return chargeKey{}, false
	}
	return chargeKey{bot, c.Charge.ChargeID, c.To == engine.OrderRefunded}, true
}

// changed gives the member's orders as they will be.
func (s *Store) changed(m *host.Member) (map[string]engine.Order, error) {
	if len(m.Orders) == 0 {
		return nil, nil
	}
	out := map[string]engine.Order{}
	for _, c := range m.Orders {
		o, ok := out[c.ID]
		if !ok {
			o, ok = s.orders[textKey{m.Key.BotID, c.ID}]
		}
		switch {
		case c.Create != nil && ok:
			return nil, fmt.Errorf("create order %q: it exists", c.ID)
		case c.Create != nil:
			o = *c.Create
		case !ok:
			return nil, fmt.Errorf("change order %q: %w", c.ID, engine.ErrNotFound)
		}
		if c.To != "" {
			o.Status = c.To
		}
		if c.Charge != nil && c.To != engine.OrderRefunded {
			o.Paid++
			o.PaidAt, o.ChargeID, o.PaidAmount = s.now(), c.Charge.ChargeID, c.Charge.Amount
		}
		out[c.ID] = o
	}
	return out, nil
}

var errTaken = errors.New("the key is taken")

// refuse finds what a database would refuse.
func (s *Store) refuse(m *host.Member) error {
	for i, o := range m.Out {
		_, taken := s.outbox[textKey{o.BotID, o.Key}]
		if taken || slices.ContainsFunc(m.Out[:i], func(x host.Outgoing) bool { return x.Key == o.Key }) {
			return fmt.Errorf("store effect %q: %w", o.Key, errTaken)
		}
	}
	for _, w := range m.Writes {
		switch w.Scope {
		case engine.ScopeUser, engine.ScopeChat, engine.ScopeBot, engine.ScopeWorkspace:
		default:
			return fmt.Errorf("write variable %q: scope %q is not shared", w.Name, w.Scope)
		}
		if w.Owner != 0 && w.Scope != engine.ScopeUser {
			return fmt.Errorf("write variable %q: scope %q has no owner", w.Name, w.Scope)
		}
	}
	return s.refuseEntries(m)
}

func (s *Store) apply(m *host.Member, orders map[string]engine.Order) {
	bot := m.Key.BotID
	if m.UpdateID != 0 {
		s.updates[updateKey{bot, m.UpdateID}] = struct{}{}
	}
	if m.EventKey != "" {
		s.events[textKey{bot, m.EventKey}] = struct{}{}
	}
	if m.Session != nil {
		s.sessions[m.Key] = session{data: slices.Clone(m.Session), version: m.BaseVersion + 1, wakeAt: m.WakeAt}
	}
	s.meet(m)
	for _, w := range m.Writes {
		s.write(m.Key, w)
	}
	for id, o := range orders {
		s.orders[textKey{bot, id}] = o
	}
	for _, c := range m.Orders {
		if k, ok := chargeOf(bot, c); ok {
			s.charges[k] = struct{}{}
		}
	}
	s.changeRecords(m)
	for _, o := range m.Out {
		s.post(o)
	}
	for _, k := range m.Marks {
		s.mark(k)
	}
	for _, n := range m.Notes {
		s.notes = append(s.notes, NoteOf{m.Key, n})
	}
	if m.Inbox != nil {
		s.inbox = append(s.inbox, InboxOf{m.Key, *m.Inbox})
	}
}

// meet keeps what is known of the contact.
func (s *Store) meet(m *host.Member) {
	if m.User != nil {
		k := idKey{m.Key.BotID, m.User.ID}
		c := s.contacts[k]
		c.profile = *m.User
		s.contacts[k] = c
	}
	if m.Reachable != nil {
		k := idKey{m.Key.BotID, m.Key.ChatID}
		c := s.contacts[k]
		c.blocked = !*m.Reachable
		s.contacts[k] = c
	}
}

func (s *Store) write(key engine.SessionKey, w engine.Write) {
	switch w.Scope {
	case engine.ScopeUser:
		k := idKey{key.BotID, cmp.Or(w.Owner, key.UserID)}
		c := s.contacts[k]
		c.vars = w.Apply(c.vars)
		s.contacts[k] = c
	case engine.ScopeChat:
		k := idKey{key.BotID, key.ChatID}
		s.chats[k] = w.Apply(s.chats[k])
	case engine.ScopeBot:
		s.shared[key.BotID] = w.Apply(s.shared[key.BotID])
	case engine.ScopeWorkspace:
		s.space = w.Apply(s.space)
	}
}

// micros cuts a time to what a database keeps.
func micros(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Microsecond)
}
