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
	b.Key = slices.Clone(b.Key)
	s.bots[b.ID] = b
	return nil
}

// Publish stores a document as the bot's next revision and gives its number; the same document as the last gives that
// one's number.
func (s *Store) Publish(_ context.Context, botID int64, document []byte, _ time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	docs := s.docs[botID]
	if n := len(docs); n == 0 || !bytes.Equal(docs[n-1], document) {
		docs = append(docs, slices.Clone(document))
		s.docs[botID] = docs
	}
	return len(docs), nil
}

// Revision gives a document.
func (s *Store) Revision(_ context.Context, botID int64, revision int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	docs := s.docs[botID]
	if revision < 1 || revision > len(docs) {
		return nil, fmt.Errorf("read revision %d of bot %d: %w", revision, botID, engine.ErrNotFound)
	}
	return slices.Clone(docs[revision-1]), nil
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
	d.At, d.Raw = micros(d.At), slices.Clone(d.Raw)
	s.letters = append(s.letters, d)
	if d.UpdateID != 0 {
		s.updates[updateKey{d.BotID, d.UpdateID}] = struct{}{}
	}
	return nil
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
