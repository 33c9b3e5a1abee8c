package memstore

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Store is the store. It is safe for concurrent use.
type Store struct {
	clock host.Clock
	queue queue

	mu       sync.Mutex
	sessions map[engine.SessionKey]session
	updates  map[updateKey]struct{}
	dropped  map[updateKey]struct{} // of them, those whose dead letter was dropped
	events   map[textKey]struct{}
	contacts map[idKey]contact
	chats    map[idKey]engine.Values
	shared   map[int64]engine.Values // scope bot
	space    engine.Values           // scope workspace
	seq      int64
	outbox   map[textKey]*sent
	journal  []*sent // all of outbox, by seq
	open     []*sent // what was pending when last looked at, by seq
	slots    map[slotKey][]int64
	files    map[textKey]string
	kept     map[textKey]*keptFile
	orders   map[textKey]engine.Order
	charges  map[chargeKey]struct{}
	records  map[recordKey]engine.Record
	ledger   []entryOf
	bots     map[int64]host.BotRecord
	botSeq   int64                // the highest version of a bot
	docs     map[int64][]revision // from 1
	staff    map[int64]map[int64][]string
	secrets  map[textKey]string
	offsets  map[int64]int64
	marks    map[markKey]string // of what sessions are told of
	letters  []host.DeadLetter
	retries  map[int64]struct{} // ids of letters that are to be received again

	letterSeq int64
	notes     []NoteOf
	inbox     []InboxOf
}

// NoteOf is a note with the session that left it.
type NoteOf struct {
	Key  engine.SessionKey
	Note engine.Note
}

// InboxOf is a received event with the session that got it.
type InboxOf struct {
	Key   engine.SessionKey
	Inbox host.Inbox
}

type (
	idKey     struct{ bot, id int64 }
	updateKey struct{ bot, update int64 }
	textKey   struct {
		bot  int64
		text string
	}
	slotKey struct {
		bot, chat int64
		slot      string
	}
	markKey struct {
		bot  int64
		kind host.RefreshKind
	}
	chargeKey struct {
		bot    int64
		charge string
		refund bool
	}
)

type session struct {
	data    []byte
	version int64
	wakeAt  time.Time
}

type contact struct {
	vars    engine.Values
	profile engine.User
	blocked bool
}

// New gives an empty store.
func New(clock host.Clock) *Store {
	s := &Store{
		clock: clock, sessions: map[engine.SessionKey]session{}, updates: map[updateKey]struct{}{}, dropped: map[updateKey]struct{}{},
		events: map[textKey]struct{}{}, contacts: map[idKey]contact{}, chats: map[idKey]engine.Values{},
		shared: map[int64]engine.Values{}, outbox: map[textKey]*sent{}, slots: map[slotKey][]int64{},
		files: map[textKey]string{}, kept: map[textKey]*keptFile{}, orders: map[textKey]engine.Order{}, charges: map[chargeKey]struct{}{},
		bots: map[int64]host.BotRecord{}, retries: map[int64]struct{}{}, docs: map[int64][]revision{}, staff: map[int64]map[int64][]string{},
		secrets: map[textKey]string{}, offsets: map[int64]int64{}, marks: map[markKey]string{}, records: map[recordKey]engine.Record{},
	}
	s.queue.init(clock)
	return s
}

func (s *Store) now() time.Time { return s.clock.Now().UTC().Truncate(time.Microsecond) }

// Load reads a session and its user's and chat's variables.
func (s *Store) Load(_ context.Context, key engine.SessionKey) (host.Loaded, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.sessions[key]
	return host.Loaded{
		Session: at.data, Version: at.version,
		User: s.contacts[idKey{key.BotID, key.UserID}].vars, Chat: s.chats[idKey{key.BotID, key.ChatID}],
		Roles:     slices.Clone(s.staff[key.BotID][key.UserID]),
		Reachable: !s.contacts[idKey{key.BotID, key.ChatID}].blocked,
	}, nil
}

// Shared reads scope bot and scope workspace of a bot.
func (s *Store) Shared(_ context.Context, botID int64) (bot, workspace engine.Values, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shared[botID], s.space, nil
}

// Handled reports whether the update was committed before.
func (s *Store) Handled(_ context.Context, botID, updateID int64) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.updates[updateKey{botID, updateID}]
	return ok, nil
}

// Overdue gives sessions that were to be woken before the time, sorted, at most limit.
func (s *Store) Overdue(_ context.Context, before time.Time, limit int) ([]engine.SessionKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []engine.SessionKey
	for k, at := range s.sessions {
		if !at.wakeAt.IsZero() && at.wakeAt.Before(before) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, host.CompareKeys)
	return keys[:min(len(keys), limit)], nil
}

// Counts gives how many sessions the bot has by status.
func (s *Store) Counts(_ context.Context, botID int64) (map[string]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := map[string]int64{}
	for k, at := range s.sessions {
		if k.BotID != botID {
			continue
		}
		var head struct {
			Status string `json:"status"`
		}
		if err := json.Unmarshal(at.data, &head); err != nil {
			return nil, fmt.Errorf("count sessions of bot %d: %w", botID, err)
		}
		counts[head.Status]++
	}
	return counts, nil
}

// Notes gives all notes, in the order of their commits.
func (s *Store) Notes() []NoteOf {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.notes)
}

// Inbox gives all received events, in the order of their commits.
func (s *Store) Inbox() []InboxOf {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.inbox)
}

// User gives scope user of a contact; the caller owns the map.
func (s *Store) User(botID, userID int64) engine.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.contacts[idKey{botID, userID}].vars)
}
