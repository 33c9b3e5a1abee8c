package enginetest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// books are what a store has of a bank: each account's entries in their order, and the records of the balances.
type books struct {
	entries  map[string][]engine.LedgerEntry
	accounts []string // of the entries, sorted
	records  []engine.Record
}

// Audit looks for what is wrong with the books of the bank: movements that do not balance, or that happened twice; an account
// of a user that was ever below zero; a balance that is another one than its entries say; a grant that was acknowledged, and is
// not there. Acknowledged holds the ids of updates; more may have been committed.
func (b *Bank) Audit(ctx context.Context, store host.Store, acknowledged map[int64]bool) error {
	bk, err := readBooks(ctx, store)
	if err != nil {
		return err
	}
	for _, find := range []func() error{bk.unbalanced, bk.belowZero, bk.twice, bk.mistaken} {
		if err := find(); err != nil {
			return err
		}
	}
	dead, err := store.DeadLetters(ctx, bankBot, 1)
	if err != nil {
		return err
	}
	if len(dead) > 0 {
		return fmt.Errorf("update %d was put aside: %s", dead[0].UpdateID, dead[0].Error)
	}
	tally, err := store.Tally(ctx, bankBot)
	if err != nil {
		return err
	}
	if tally != (host.Tally{Received: tally.Handled, Handled: tally.Handled}) || tally.Received < int64(len(acknowledged)) {
		return fmt.Errorf("%d updates were acknowledged, and the tally is %+v", len(acknowledged), tally)
	}
	granted := map[string]bool{}
	for _, e := range bk.entries["bot:granted"] {
		granted[e.Reason] = true
	}
	for _, plan := range b.Plans {
		for i := range plan {
			in := &plan[i]
			if acknowledged[in.UpdateID] && strings.HasPrefix(in.Event.Message.Text, "grant ") && !granted[in.Event.ID] {
				return fmt.Errorf("%q of update %d was acknowledged, and is not in the ledger", in.Event.Message.Text, in.UpdateID)
			}
		}
	}
	return nil
}

func readBooks(ctx context.Context, store host.Store) (*books, error) {
	bk := &books{entries: map[string][]engine.LedgerEntry{}}
	sums, err := store.Balances(ctx, bankBot)
	if err != nil {
		return nil, err
	}
	for _, s := range sums {
		const all = 1_000_000
		es, _, err := store.Ledger(ctx, bankBot, s.Account, 0, all)
		if err != nil {
			return nil, err
		}
		bk.entries[s.Account], bk.accounts = es, append(bk.accounts, s.Account)
	}
	answers, err := store.Records(ctx, bankBot, []engine.RecordRead{{
		Kind: engine.AccountKind, Query: &engine.RecordQuery{Limit: engine.MaxRecordsPerRead},
	}})
	if err != nil {
		return nil, err
	}
	bk.records = answers[0].Records
	return bk, nil
}

// all gives the entries of all accounts.
func (bk *books) all() []engine.LedgerEntry {
	var out []engine.LedgerEntry
	for _, account := range bk.accounts {
		out = append(out, bk.entries[account]...)
	}
	return out
}

// unbalanced finds movements whose sides are not worth the same.
func (bk *books) unbalanced() error {
	sums := map[string]int64{}
	for _, e := range bk.all() {
		sums[e.Tx+" of "+e.Unit] += e.Amount
	}
	for tx, sum := range sums {
		if sum != 0 {
			return fmt.Errorf("the sides of movement %s come to %d", tx, sum)
		}
	}
	return nil
}

// belowZero finds accounts that had less than nothing at any time.
func (bk *books) belowZero() error {
	for _, account := range bk.accounts {
		sum := int64(0)
		for _, e := range bk.entries[account] {
			if sum += e.Amount; sum < 0 && account != "bot:granted" {
				return fmt.Errorf("%s came to %d by %+v", account, sum, e)
			}
		}
	}
	return nil
}

// twice finds updates that moved something in two turns, and gifts that were given twice.
func (bk *books) twice() error {
	by := map[string]string{}
	for _, e := range bk.all() {
		turn := e.Tx[:strings.LastIndexByte(e.Tx, '.')] // its last part counts the movements of the turn
		if e.Reason == "expired" {
			continue
		}
		if before, there := by[e.Reason]; there && before != turn {
			return fmt.Errorf("what %s asked for happened in the turns %s and %s", e.Reason, before, turn)
		}
		by[e.Reason] = turn
	}
	return nil
}

// mistaken finds balances that their entries do not come to.
func (bk *books) mistaken() error {
	seen := map[string]bool{}
	for i := range bk.records {
		r := &bk.records[i]
		var stored struct {
			Lots  []struct{ N int64 }
			Holds map[string]struct{ Lots []struct{ N int64 } }
		}
		data, err := json.Marshal(r.Value)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(data, &stored); err != nil {
			return fmt.Errorf("read the account %s: %w", r.Key, err)
		}
		free, held := int64(0), int64(0)
		for _, l := range stored.Lots {
			free += l.N
		}
		for _, h := range stored.Holds {
			for _, l := range h.Lots {
				held += l.N
			}
		}
		user := fmt.Sprint("user:", r.Owner)
		seen[user], seen[user+":held"] = true, true
		if f, h := bk.sum(user), bk.sum(user+":held"); f != free || h != held || free < 0 || held < 0 {
			return fmt.Errorf("%s has %d and %d held by the record, %d and %d by the ledger", user, free, held, f, h)
		}
	}
	i := slices.IndexFunc(bk.accounts, func(a string) bool { return strings.HasPrefix(a, "user:") && !seen[a] })
	if i >= 0 {
		return fmt.Errorf("%s is in the ledger, and has no record", bk.accounts[i])
	}
	return nil
}

func (bk *books) sum(account string) int64 {
	sum := int64(0)
	for _, e := range bk.entries[account] {
		sum += e.Amount
	}
	return sum
}
