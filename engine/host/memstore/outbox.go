package memstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// sent is one effect in the journal.
type sent struct {
	out host.Outgoing
	ids []int64
}

func (x *sent) waits() bool {
	return x.out.State == host.SendPending || x.out.State == host.SendSending
}

// post adds an effect to the journal.
func (s *Store) post(o host.Outgoing) {
	s.seq++
	o.Seq, o.SendAt, o.Effect = s.seq, micros(o.SendAt), slices.Clone(o.Effect)
	if o.State == "" {
		o.State = host.SendPending
	}
	x := &sent{out: o}
	s.outbox[textKey{o.BotID, o.Key}] = x
	s.journal = append(s.journal, x)
	s.open = append(s.open, x)
}

// Pending gives effects that are pending or sending, by Seq, after the given Seq, at most limit. botID 0 is all bots.
func (s *Store) Pending(_ context.Context, botID, after int64, limit int) ([]host.Outgoing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = slices.DeleteFunc(s.open, func(x *sent) bool { return !x.waits() })
	var out []host.Outgoing
	for _, x := range s.open {
		if len(out) == limit {
			break
		}
		if x.out.Seq > after && (botID == 0 || x.out.BotID == botID) {
			out = append(out, x.out)
		}
	}
	return out, nil
}

// Mark notes what became of effects.
func (s *Store) Mark(_ context.Context, marks []host.Mark) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range marks {
		s.mark(m)
	}
	return nil
}

func (s *Store) mark(m host.Mark) {
	if x := s.outbox[textKey{m.BotID, m.Key}]; x != nil {
		x.out.State = m.State
		if m.State == host.SendSending {
			x.out.Tries++
		}
		if len(m.MessageIDs) > 0 {
			x.ids = slices.Clone(m.MessageIDs)
		}
	}
	if m.Slot != "" && m.State == host.SendSent {
		s.slots[slotKey{m.BotID, m.ChatID, m.Slot}] = slices.Clone(m.MessageIDs)
	}
}

// Slot gives the message ids behind a slot name, newest last; empty if there are none.
func (s *Store) Slot(_ context.Context, botID, chatID int64, slot string) ([]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.slots[slotKey{botID, chatID, slot}]), nil
}

// LastSent gives the ids of the last n messages of the bot in the chat, newest first.
func (s *Store) LastSent(_ context.Context, botID, chatID int64, n int) ([]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int64
	for _, x := range slices.Backward(s.journal) {
		if x.out.BotID != botID || x.out.ChatID != chatID || x.out.State != host.SendSent {
			continue
		}
		for _, id := range slices.Backward(x.ids) {
			if len(ids) == n {
				return ids, nil
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// FileID gives the file_id under which this bot uploaded the content before; engine.ErrNotFound if it did not.
func (s *Store) FileID(_ context.Context, botID int64, hash string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.files[textKey{botID, hash}]
	if !ok {
		return "", fmt.Errorf("look up uploaded file of bot %d: %w", botID, engine.ErrNotFound)
	}
	return id, nil
}

// SaveFileID remembers it.
func (s *Store) SaveFileID(_ context.Context, botID int64, hash, fileID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[textKey{botID, hash}] = fileID
	return nil
}

// State gives where an effect stands; empty for one that is not in the journal.
func (s *Store) State(botID int64, key string) host.SendState {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.outbox[textKey{botID, key}]; x != nil {
		return x.out.State
	}
	return ""
}
