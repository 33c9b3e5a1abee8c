package memstore

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Bots gives all bots, by id.
func (s *Store) Bots(context.Context) ([]host.BotRecord, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(maps.Values(s.bots), func(a, b host.BotRecord) int { return cmp.Compare(a.ID, b.ID) }), nil
}

// SaveBot makes or replaces a bot.
func (s *Store) SaveBot(_ context.Context, b host.BotRecord) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.save(b)
	return nil
}

func (s *Store) save(b host.BotRecord) {
	s.botSeq++
	b.Key, b.Version = slices.Clone(b.Key), s.botSeq
	s.bots[b.ID] = b
}

// Bot gives one; engine.ErrNotFound if there is none.
func (s *Store) Bot(_ context.Context, botID int64) (host.BotRecord, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.bots[botID]
	if !ok {
		return b, fmt.Errorf("read bot %d: %w", botID, engine.ErrNotFound)
	}
	return b, nil
}

// ChangedBots gives the bots with a version above the given one, by it.
func (s *Store) ChangedBots(_ context.Context, after int64) ([]host.BotRecord, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []host.BotRecord
	for _, b := range s.bots {
		if b.Version > after {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b host.BotRecord) int { return cmp.Compare(a.Version, b.Version) })
	return out, nil
}

// ChangeBot lets change alter what is stored of a bot, unless it gives an error; engine.ErrNotFound if there is no such bot.
func (s *Store) ChangeBot(_ context.Context, botID int64, change func(*host.BotRecord) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.bots[botID]
	if !ok {
		return fmt.Errorf("change bot %d: %w", botID, engine.ErrNotFound)
	}
	if err := change(&b); err != nil {
		return fmt.Errorf("change bot %d: %w", botID, err)
	}
	s.save(b)
	return nil
}

// DropBot deletes a bot and everything that is stored of it.
func (s *Store) DropBot(_ context.Context, botID int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.bots, botID)
	delete(s.docs, botID)
	delete(s.staff, botID)
	delete(s.offsets, botID)
	maps.DeleteFunc(s.marks, func(k markKey, _ string) bool { return k.bot == botID })
	delete(s.shared, botID)
	maps.DeleteFunc(s.sessions, func(k engine.SessionKey, _ session) bool { return k.BotID == botID })
	maps.DeleteFunc(s.dropped, func(k updateKey, _ struct{}) bool { return k.bot == botID })
	maps.DeleteFunc(s.updates, func(k updateKey, _ struct{}) bool { return k.bot == botID })
	maps.DeleteFunc(s.events, func(k textKey, _ struct{}) bool { return k.bot == botID })
	maps.DeleteFunc(s.contacts, func(k idKey, _ contact) bool { return k.bot == botID })
	maps.DeleteFunc(s.chats, func(k idKey, _ engine.Values) bool { return k.bot == botID })
	maps.DeleteFunc(s.outbox, func(k textKey, _ *sent) bool { return k.bot == botID })
	s.journal = slices.DeleteFunc(s.journal, func(o *sent) bool { return o.out.BotID == botID })
	s.open = slices.DeleteFunc(s.open, func(o *sent) bool { return o.out.BotID == botID })
	maps.DeleteFunc(s.slots, func(k slotKey, _ []int64) bool { return k.bot == botID })
	maps.DeleteFunc(s.files, func(k textKey, _ string) bool { return k.bot == botID })
	maps.DeleteFunc(s.kept, func(k textKey, _ *keptFile) bool { return k.bot == botID })
	maps.DeleteFunc(s.orders, func(k textKey, _ engine.Order) bool { return k.bot == botID })
	maps.DeleteFunc(s.charges, func(k chargeKey, _ struct{}) bool { return k.bot == botID })
	maps.DeleteFunc(s.records, func(k recordKey, _ engine.Record) bool { return k.bot == botID })
	s.ledger = slices.DeleteFunc(s.ledger, func(e entryOf) bool { return e.bot == botID })
	maps.DeleteFunc(s.secrets, func(k textKey, _ string) bool { return k.bot == botID })
	s.letters = slices.DeleteFunc(s.letters, func(d host.DeadLetter) bool { return d.BotID == botID })
	s.notes = slices.DeleteFunc(s.notes, func(n NoteOf) bool { return n.Key.BotID == botID })
	s.inbox = slices.DeleteFunc(s.inbox, func(i InboxOf) bool { return i.Key.BotID == botID })
	return nil
}

// Publish stores a document as the bot's next revision, makes it the published one and gives its number; the same
// document as the last gives that one's number.
func (s *Store) Publish(ctx context.Context, botID int64, document []byte, at time.Time) (int, error) {
	return s.PublishPlan(ctx, host.Publication{BotID: botID, Document: document, At: at, From: -1})
}

// PublishPlan does that with what was decided for the people inside; engine.ErrConflict if the bot was published meanwhile.
func (s *Store) PublishPlan(_ context.Context, p host.Publication) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	docs := s.docs[p.BotID]
	b, ok := s.bots[p.BotID]
	switch {
	case p.From < 0:
	case !ok:
		return 0, fmt.Errorf("publish bot %d: %w", p.BotID, engine.ErrNotFound)
	case b.Revision != p.From:
		return 0, fmt.Errorf("publish bot %d: %w", p.BotID, engine.ErrConflict)
	}
	if n := len(docs); n == 0 || !bytes.Equal(docs[n-1].document, p.Document) || len(p.Plan) > 0 {
		docs = append(docs, revision{
			document: slices.Clone(p.Document), plan: slices.Clone(p.Plan), at: micros(p.At),
			account: p.Account, name: p.Name, note: p.Note, digest: p.Digest,
		})
		s.docs[p.BotID] = docs
	}
	if ok {
		b.Revision = len(docs)
		s.save(b)
	}
	return len(docs), nil
}

// Plans gives what was decided for the people inside, by revision.
func (s *Store) Plans(_ context.Context, botID int64) ([]host.StoredPlan, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []host.StoredPlan
	for i, r := range s.docs[botID] {
		if r.plan != nil {
			out = append(out, host.StoredPlan{Revision: i + 1, Plan: slices.Clone(r.plan)})
		}
	}
	return out, nil
}

// revision is one published document.
type revision struct {
	document []byte
	plan     []byte
	at       time.Time

	account, name, note string
	digest              string
}

// Digest gives the digest of a revision, and when the revision was made.
func (s *Store) Digest(_ context.Context, botID int64, revision int) (digest string, made time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if docs := s.docs[botID]; revision >= 1 && revision <= len(docs) {
		return docs[revision-1].digest, docs[revision-1].at, nil
	}
	return "", time.Time{}, nil
}

// KeepDigest keeps it.
func (s *Store) KeepDigest(_ context.Context, botID int64, revision int, made time.Time, digest string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if docs := s.docs[botID]; revision >= 1 && revision <= len(docs) && docs[revision-1].at.Equal(made) {
		docs[revision-1].digest = digest
	}
	return nil
}

// Revisions gives the revisions of a bot, the newest first, at most limit.
func (s *Store) Revisions(_ context.Context, botID int64, limit int) ([]host.RevisionInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []host.RevisionInfo
	for i, r := range slices.Backward(s.docs[botID]) {
		if len(out) == limit {
			break
		}
		out = append(out, host.RevisionInfo{
			Number: i + 1, Bytes: len(r.document), MadeAt: r.at, Account: r.account, Name: r.name, Note: r.note,
		})
	}
	return out, nil
}

// Revision gives a document.
func (s *Store) Revision(_ context.Context, botID int64, revision int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	docs := s.docs[botID]
	if revision < 1 || revision > len(docs) {
		return nil, fmt.Errorf("read revision %d of bot %d: %w", revision, botID, engine.ErrNotFound)
	}
	return slices.Clone(docs[revision-1].document), nil
}

// Staff gives the chats of the staff with any of the roles, sorted.
func (s *Store) Staff(_ context.Context, botID int64, roles []string) ([]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int64
	for user, has := range s.staff[botID] {
		if slices.ContainsFunc(has, func(r string) bool { return slices.Contains(roles, r) }) {
			ids = append(ids, user)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// AddStaff gives a user a role.
func (s *Store) AddStaff(_ context.Context, botID, userID int64, role string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.staff[botID] == nil {
		s.staff[botID] = map[int64][]string{}
	}
	has := s.staff[botID][userID]
	if i, found := slices.BinarySearch(has, role); !found {
		s.staff[botID][userID] = slices.Insert(slices.Clone(has), i, role)
	}
	return nil
}

// Secret reads a secret; engine.ErrNotFound if there is none.
func (s *Store) Secret(_ context.Context, botID int64, name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.secrets[textKey{botID, name}]
	if !ok {
		return "", fmt.Errorf("read secret %q of bot %d: %w", name, botID, engine.ErrNotFound)
	}
	return v, nil
}

// SetSecret keeps a secret.
func (s *Store) SetSecret(_ context.Context, botID int64, name, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets[textKey{botID, name}] = value
	return nil
}

// Offset gives the next getUpdates offset that was saved, 0 for none.
func (s *Store) Offset(_ context.Context, botID int64) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offsets[botID], nil
}

// SaveOffset keeps it.
func (s *Store) SaveOffset(_ context.Context, botID, offset int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offsets[botID] = offset
	return nil
}

// Bury stores an update that always fails, and counts it as handled.
func (s *Store) Bury(_ context.Context, d host.DeadLetter) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	update, event := updateKey{d.BotID, d.UpdateID}, textKey{d.BotID, d.EventKey}
	_, known := s.updates[update]
	if d.EventKey != "" {
		_, known = s.events[event]
		s.events[event] = struct{}{}
	}
	if d.UpdateID != 0 {
		s.updates[update] = struct{}{}
		delete(s.dropped, update)
	}
	if known {
		return nil
	}
	s.letterSeq++
	d.ID, d.At, d.Raw, d.EventKey = s.letterSeq, micros(d.At), slices.Clone(d.Raw), ""
	s.letters = append(s.letters, d)
	return nil
}

// LetterReceived deletes a letter that was received again.
func (s *Store) LetterReceived(_ context.Context, botID, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = slices.DeleteFunc(s.letters, func(d host.DeadLetter) bool { return meant(&d, botID, []int64{id}) })
	return nil
}

// Tally counts what became of the bot's updates.
func (s *Store) Tally(_ context.Context, botID int64) (host.Tally, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var t host.Tally
	aside := map[int64]bool{} // whether it waits
	for _, d := range s.letters {
		if _, waits := s.retries[d.ID]; d.BotID == botID && d.UpdateID != 0 {
			aside[d.UpdateID] = aside[d.UpdateID] || waits
		}
	}
	for k := range s.updates {
		if k.bot != botID {
			continue
		}
		t.Received++
		_, dropped := s.dropped[k]
		switch waits, put := aside[k.update]; {
		case waits:
			t.Waiting++
		case put:
			t.Dead++
		case dropped:
			t.Dropped++
		default:
			t.Handled++
		}
	}
	return t, nil
}

// DeadLetters gives the newest ones.
func (s *Store) DeadLetters(_ context.Context, botID int64, limit int) ([]host.DeadLetter, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []host.DeadLetter
	for _, d := range slices.Backward(s.letters) {
		if len(out) == limit {
			break
		}
		if d.BotID == botID {
			out = append(out, d)
		}
	}
	return out, nil
}

// DropLetters deletes letters of a bot by their ids, all for none, and gives how many there were.
func (s *Store) DropLetters(_ context.Context, botID int64, ids ...int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.letters)
	s.letters = slices.DeleteFunc(s.letters, func(d host.DeadLetter) bool {
		if !meant(&d, botID, ids) {
			return false
		}
		if d.UpdateID != 0 {
			s.dropped[updateKey{botID, d.UpdateID}] = struct{}{}
		}
		return true
	})
	return before - len(s.letters), nil
}

// meant reports whether a letter is one of a bot's with the ids, all for none.
func meant(d *host.DeadLetter, botID int64, ids []int64) bool {
	return d.BotID == botID && (len(ids) == 0 || slices.Contains(ids, d.ID))
}

// RetryLetters marks letters of a bot by their ids, all for none, as such that are to be received again.
func (s *Store) RetryLetters(_ context.Context, botID int64, ids ...int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for i := range s.letters {
		if d := &s.letters[i]; meant(d, botID, ids) && len(d.Raw) > 0 {
			s.retries[d.ID] = struct{}{}
			n++
		}
	}
	if b, ok := s.bots[botID]; ok && n > 0 {
		s.save(b)
	}
	return n, nil
}

// LettersToRetry gives those that are marked, the oldest first.
func (s *Store) LettersToRetry(_ context.Context, botID int64) ([]host.DeadLetter, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []host.DeadLetter
	for _, d := range s.letters {
		if _, marked := s.retries[d.ID]; marked && d.BotID == botID {
			out = append(out, d)
		}
	}
	return out, nil
}
