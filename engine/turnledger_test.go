package engine_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// stored gives the records as they are after the changes of a turn.
func stored(rs []engine.RecordChange) []engine.Record {
	var out []engine.Record
	for _, c := range rs {
		out = append(out, engine.Record{Kind: c.Kind, Key: c.Key, Version: c.Base + 1, Owner: c.Owner, Value: c.Value, MadeAt: c.MadeAt})
	}
	return out
}

func TestLedger_GrantHoldCommit(t *testing.T) {
	t.Parallel()
	credits := func(n int64) engine.Movement {
		return engine.Movement{Unit: "credits", Amount: n, Reason: "test", Name: "job"}
	}
	var got []engine.Moved
	note := func(m engine.Moved, err error) error {
		got = append(got, m)
		return err
	}
	res, _, err := runWithRecords(t, scripted(t, func(turn *engine.Turn) error {
		got = nil
		for _, do := range []func() error{
			func() error { return note(turn.Grant(credits(10))) },
			func() error { return note(turn.Charge(credits(11))) },
			func() error { return note(turn.Reserve(credits(6))) },
			func() error { return note(turn.Charge(credits(5))) },
			func() error { return note(turn.CommitHold(credits(4))) },
			func() error { return note(turn.ReleaseHold(credits(0))) },
		} {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := []engine.Moved{
		{OK: true, Amount: 10, Balance: engine.Balance{Free: 10}},
		{Balance: engine.Balance{Free: 10}},
		{OK: true, Amount: 6, Balance: engine.Balance{Free: 4, Held: 6}},
		{Balance: engine.Balance{Free: 4, Held: 6}},
		{OK: true, Amount: 4, Balance: engine.Balance{Free: 6}},
		{Balance: engine.Balance{Free: 6}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("movements\n%+v\nwant\n%+v", got, want)
	}
	if len(res.Records) != 1 || res.Records[0].Owner != 7 {
		t.Fatalf("records %+v", res.Records)
	}
	sums := map[string]int64{}
	for _, e := range res.Ledger {
		sums[e.Account] += e.Amount
	}
	wantSums := map[string]int64{"user:7": 6, "user:7:held": 0, "bot:granted": -10, "bot:spent": 4}
	if !reflect.DeepEqual(sums, wantSums) {
		t.Fatalf("the ledger says %v", sums)
	}
}

func TestLedger_KeyMovesOnce(t *testing.T) {
	t.Parallel()
	var got engine.Moved
	rev := scripted(t, func(turn *engine.Turn) (err error) {
		got, err = turn.Grant(engine.Movement{Owner: 9, Unit: "credits", Amount: 5, Key: "welcome"})
		return err
	})
	first, _, err := runWithRecords(t, rev)
	if err != nil || !got.OK || got.Again {
		t.Fatalf("the first grant gave %+v and %v", got, err)
	}
	second, _, err := runWithRecords(t, rev, stored(first.Records)...)
	if err != nil || !got.OK || !got.Again || got.Balance.Free != 5 {
		t.Fatalf("the second grant gave %+v and %v", got, err)
	}
	if len(second.Records)+len(second.Ledger) != 0 {
		t.Fatalf("the second grant changed %+v and booked %+v", second.Records, second.Ledger)
	}
}

func TestLedger_KeyIsOfOneAccountAndOneKindOfMovement(t *testing.T) {
	t.Parallel()
	rev := scripted(t, func(turn *engine.Turn) error {
		for _, m := range []engine.Movement{
			{Unit: "credits"}, {Owner: 9, Unit: "credits"}, {Unit: "points"}, {Owner: 7, Unit: "credits"},
		} {
			m.Amount, m.Key = 5, "order 1"
			got, err := turn.Grant(m)
			if err != nil {
				return err
			}
			if again := m.Owner == 7; got.Again != again || got.Balance.Free != 5 {
				t.Errorf("granting %+v gave %+v", m, got)
			}
		}
		got, err := turn.Charge(engine.Movement{Unit: "credits", Amount: 5, Key: "order 1"})
		if err == nil && (got.Again || got.Balance.Free != 0) {
			t.Errorf("taking back what was granted gave %+v", got)
		}
		return err
	})
	if res, _, err := runWithRecords(t, rev); err != nil || troubles(res) != nil {
		t.Fatalf("troubles %v, error %v", troubles(res), err)
	}
}

func TestLedger_WrongMovementsAreTroubles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m    engine.Movement
		code string
	}{
		{engine.Movement{Unit: "credits"}, "amount_invalid"},
		{engine.Movement{Unit: "credits", Amount: -1}, "amount_invalid"},
		{engine.Movement{Unit: "credits", Amount: engine.MaxAmount + 1}, "amount_invalid"},
		{engine.Movement{Unit: "9", Amount: 1}, "unit_invalid"},
		{engine.Movement{Unit: "credits", Amount: 1, Until: recordsNow}, "grant_expired"},
		{engine.Movement{Unit: "full", Amount: 1}, "balance_too_large"},
		{engine.Movement{Unit: "odd", Amount: 1}, "account_damaged"},
	} {
		t.Run(c.code, func(t *testing.T) {
			t.Parallel()
			res, _, err := runWithRecords(t, scripted(t, func(turn *engine.Turn) error {
				_, err := turn.Grant(c.m)
				return err
			}), engine.Record{Kind: engine.AccountKind, Key: "7.full", Version: 1, Value: engine.Values{"lots": []any{map[string]any{"n": float64(engine.MaxAmount)}}}},
				engine.Record{Kind: engine.AccountKind, Key: "7.odd", Version: 1, Value: engine.Values{"lots": "x"}})
			if err != nil {
				t.Fatal(err)
			}
			var code string
			for _, f := range res.Film {
				if f.Error != nil {
					code = f.Error.Code
				}
			}
			if code != c.code || len(res.Records)+len(res.Ledger) != 0 {
				t.Fatalf("trouble %q, records %+v, ledger %+v", code, res.Records, res.Ledger)
			}
		})
	}
}

func TestBalance_SeesWhatTimeBrought(t *testing.T) {
	t.Parallel()
	var got engine.Balance
	rev := scripted(t, func(turn *engine.Turn) (err error) {
		got, err = turn.Balance(7, "credits")
		return err
	})
	past := recordsNow.Add(-time.Minute).Format(time.RFC3339)
	res, _, err := runWithRecords(t, rev, engine.Record{Kind: engine.AccountKind, Key: "7.credits", Version: 1, Value: engine.Values{
		"lots":  []any{map[string]any{"n": 1.0, "until": past}, map[string]any{"n": 2.0}},
		"holds": map[string]any{"x": map[string]any{"lots": []any{map[string]any{"n": 4.0}}, "until": past}},
	}})
	if err != nil || got != (engine.Balance{Free: 6}) {
		t.Fatalf("balance %+v, %v", got, err)
	}
	if len(res.Records) != 0 {
		t.Fatalf("looking changed %+v", res.Records)
	}
}

func TestLedger_AsksForAllItReadsAtOnce(t *testing.T) {
	t.Parallel()
	once := engine.Movement{Unit: "credits", Amount: 1, Key: "once"}
	for name, do := range map[string]func(*engine.Turn) error{
		"a grant with a key":    func(turn *engine.Turn) error { _, err := turn.Grant(once); return err },
		"a transfer with a key": func(turn *engine.Turn) error { _, err := turn.Transfer(once, 8); return err },
	} {
		if _, runs, err := runWithRecords(t, scripted(t, do)); err != nil || runs != 2 {
			t.Errorf("%s: the turn ran %d times, want 2: %v", name, runs, err)
		}
	}
}

func TestValidUnit(t *testing.T) {
	t.Parallel()
	long := "a2345678901234567890123456789012"
	for unit, want := range map[string]bool{
		"credits": true, "XTR": true, "a": true, "a_1": true, long: true,
		"": false, long + "3": false, "1a": false, "_a": false, "a-b": false, "a b": false, "кредит": false, "a\n": false,
	} {
		if got := engine.ValidUnit(unit); got != want {
			t.Errorf("unit %q is valid: %t, want %t", unit, got, want)
		}
	}
}
