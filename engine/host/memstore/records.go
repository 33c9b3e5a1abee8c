package memstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

type recordKey struct {
	bot       int64
	kind, key string
}

// entryOf is a ledger entry with the bot that it belongs to.
type entryOf struct {
	bot int64
	engine.LedgerEntry
}

// recordsMoved reports whether a record of the member is not as its turn saw it.
func (s *Store) recordsMoved(m *host.Member) bool {
	return slices.ContainsFunc(m.Records, func(c engine.RecordChange) bool {
		return s.records[recordKey{m.Key.BotID, c.Kind, c.Key}].Version != c.Base
	})
}

// refuseEntries finds ledger entries that a database would refuse.
func (s *Store) refuseEntries(m *host.Member) error {
	for i, e := range m.Ledger {
		same := func(x engine.LedgerEntry) bool { return x.Tx == e.Tx && x.Account == e.Account && x.Unit == e.Unit }
		taken := slices.ContainsFunc(s.ledger, func(x entryOf) bool { return x.bot == m.Key.BotID && same(x.LedgerEntry) })
		if taken || slices.ContainsFunc(m.Ledger[:i], same) {
			return fmt.Errorf("store ledger entry %q: %w", e.Tx, errTaken)
		}
	}
	return nil
}

func (s *Store) changeRecords(m *host.Member) {
	for _, c := range m.Records {
		k := recordKey{m.Key.BotID, c.Kind, c.Key}
		if c.Value == nil {
			delete(s.records, k)
			continue
		}
		s.records[k] = engine.Record{
			Kind: c.Kind, Key: c.Key, Version: c.Base + 1, Owner: c.Owner, Value: c.Value, MadeAt: micros(c.MadeAt), Expires: micros(c.Expires),
		}
	}
	for _, e := range m.Ledger {
		e.At = micros(e.At)
		s.ledger = append(s.ledger, entryOf{m.Key.BotID, e})
	}
}

// Records answers reads of a bot.
func (s *Store) Records(_ context.Context, botID int64, reads []engine.RecordRead) ([]engine.RecordAnswer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]engine.RecordAnswer, len(reads))
	for i, r := range reads {
		if r.Query == nil {
			if rec, ok := s.records[recordKey{botID, r.Kind, r.Key}]; ok {
				out[i].Records = []engine.Record{rec}
			}
			continue
		}
		var all []engine.Record
		for k, rec := range s.records {
			if k.bot == botID && k.kind == r.Kind {
				all = append(all, rec)
			}
		}
		out[i] = r.Query.Select(all)
	}
	return out, nil
}

// Balances sums the ledger of a bot up by account and unit.
func (s *Store) Balances(_ context.Context, botID int64) ([]engine.LedgerBalance, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sums := map[engine.LedgerBalance]int64{}
	for _, e := range s.ledger {
		if e.bot == botID {
			sums[engine.LedgerBalance{Account: e.Account, Unit: e.Unit}] += e.Amount
		}
	}
	out := make([]engine.LedgerBalance, 0, len(sums))
	for b, sum := range sums {
		b.Amount = sum
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b engine.LedgerBalance) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Unit, b.Unit))
	})
	return out, nil
}

// Ledger gives the entries of an account.
func (s *Store) Ledger(_ context.Context, botID int64, account string, after int64, limit int) ([]engine.LedgerEntry, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []engine.LedgerEntry
	last := after
	for i, e := range s.ledger {
		if n := int64(i + 1); n > after && e.bot == botID && e.Account == account && len(out) < limit {
			out, last = append(out, e.LedgerEntry), n
		}
	}
	return out, last, nil
}
