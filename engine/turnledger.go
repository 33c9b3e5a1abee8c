package engine

import (
	"cmp"
	"errors"
	"strconv"
	"time"
)

// AccountKind is the kind of the records that hold balances. They are changed by the ledger's own functions only.
const AccountKind = "account"

// usedKind is the kind of the records that keep a movement with a key from happening twice.
const usedKind = "ledger.key"

// MaxAmount is the largest amount of one movement and the most that an account holds: whole numbers of this size are
// exact wherever they go.
const MaxAmount = 1_000_000_000_000

// Movement is one change of somebody's balance.
type Movement struct {
	Owner  int64  `json:"owner,omitempty"`  // the contact; 0 for the session's user
	Unit   string `json:"unit"`             // what is counted; see ValidUnit
	Amount int64  `json:"amount"`           // 1 to MaxAmount, smallest units
	Reason string `json:"reason,omitempty"` // for the history
	// Name is what a hold is called: the same for Reserve and what ends it.
	Name string `json:"name,omitempty"`
	// Until is when a granted amount expires, or a hold goes back by itself; zero for never.
	Until time.Time `json:"until,omitzero"`
	// Key, if set, lets the movement happen once: another one of the same kind, on the same account of Owner and Unit, with
	// the same key moves nothing, whoever asks for it. Other accounts and other kinds of movements have keys of their own.
	Key string `json:"key,omitempty"`
}

// Balance is what somebody has of one unit.
type Balance struct {
	Free int64
	Held int64
}

// Moved is what came of a movement.
type Moved struct {
	OK      bool // false if there was not enough, or no such hold
	Again   bool // a movement with this key has happened before; nothing was moved, OK is true
	Amount  int64
	Balance Balance // after it
	// Until is when the last of what CommitHold spent would have expired; zero for never.
	Until time.Time
}

// ValidUnit reports whether a unit may be called so: a letter a-z or A-Z, then up to 31 such letters, digits or _.
func ValidUnit(unit string) bool {
	if unit == "" || len(unit) > 32 {
		return false
	}
	for i, c := range []byte(unit) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}

// openAccount is an account that a turn has open.
type openAccount struct {
	*account
	t      *Turn
	record Record
	owner  int64
	unit   string
	reason string
}

// Balance gives what somebody has of a unit now; owner 0 is the session's user. The error of a read goes back to the
// engine as it is, here and below.
func (t *Turn) Balance(owner int64, unit string) (Balance, error) {
	a, err := t.account(Movement{Owner: owner, Unit: unit})
	if err != nil {
		return Balance{}, err
	}
	a.settle(t.deps.Now)
	return a.balance(), nil
}

func (a *openAccount) balance() Balance { return Balance{a.free(), a.held()} }

func (t *Turn) account(m Movement) (*openAccount, error) {
	if !ValidUnit(m.Unit) {
		return nil, Trouble("unit_invalid", "a unit is called by a letter and up to 31 letters, digits or _")
	}
	owner := t.ownerOf(m)
	r, err := t.Record(AccountKind, UserKey(owner, m.Unit))
	if err != nil {
		return nil, err
	}
	a, err := accountOf(r.Value)
	if err != nil {
		return nil, Trouble("account_damaged", "the balance of contact %d in %s cannot be read", owner, m.Unit)
	}
	return &openAccount{account: a, t: t, record: r, owner: owner, unit: m.Unit, reason: m.Reason}, nil
}

// Grant gives somebody units.
func (t *Turn) Grant(m Movement) (Moved, error) {
	return t.move(m, "grant", true, func(a *openAccount) ([]flowOf, bool, error) {
		if a.free()+a.held()+m.Amount > MaxAmount {
			return nil, false, Trouble("balance_too_large", "the balance would be over %d %s", int64(MaxAmount), m.Unit)
		}
		if !m.Until.IsZero() && !m.Until.After(t.deps.Now) {
			return nil, false, Trouble("grant_expired", "what is granted would have expired already")
		}
		return a.grant(m.Amount, m.Until.UTC()), true, nil
	})
}

// Charge spends somebody's units; not OK if there are not enough.
func (t *Turn) Charge(m Movement) (Moved, error) {
	return t.move(m, "charge", true, func(a *openAccount) ([]flowOf, bool, error) {
		f, ok := a.charge(m.Amount)
		return f, ok, nil
	})
}

// Transfer moves units of one contact to another, where they last as long; not OK if there are not enough.
func (t *Turn) Transfer(m Movement, to int64) (Moved, error) {
	giver := t.ownerOf(m)
	if to == 0 || to == giver {
		return Moved{}, Trouble("transfer_to_self", "units are to be moved to whom they belong already")
	}
	if err := t.foresee(m, "transfer", giver, to); err != nil {
		return Moved{}, err
	}
	return t.move(m, "transfer", true, func(a *openAccount) ([]flowOf, bool, error) {
		getter := m
		getter.Owner, getter.Key = to, ""
		b, err := t.account(getter)
		if err != nil {
			return nil, false, err
		}
		settled := b.settle(t.deps.Now)
		lots := a.take(m.Amount)
		if lots == nil {
			return nil, false, nil
		}
		if b.free()+b.held()+m.Amount > MaxAmount {
			return nil, false, Trouble("balance_too_large", "the balance would be over %d %s", int64(MaxAmount), m.Unit)
		}
		for _, l := range lots {
			b.add(l)
		}
		return []flowOf{{placeFree, b.place(placeFree), m.Amount}}, true, b.book(settled, nil)
	})
}

// foresee asks at once for all that a movement between the accounts reads, so that the turn runs again once.
func (t *Turn) foresee(m Movement, kind string, owners ...int64) error {
	if !ValidUnit(m.Unit) { // which is refused later
		return nil
	}
	var missing error
	for _, owner := range owners {
		missing = errors.Join(missing, t.Want(AccountKind, UserKey(owner, m.Unit)))
	}
	_, err := t.usedBefore(m, kind)
	return errors.Join(missing, err)
}

// Reserve sets units aside under a name, until they are committed, released, or the time is over; not OK if there are
// not enough. What the name held before goes back first.
func (t *Turn) Reserve(m Movement) (Moved, error) {
	return t.move(m, "reserve", true, func(a *openAccount) ([]flowOf, bool, error) {
		if _, there := a.Holds[m.Name]; !there && len(a.Holds) >= maxHolds {
			return nil, false, Trouble("holds_too_many", "more than %d amounts are held for one contact", maxHolds)
		}
		f, ok := a.reserve(m.Name, m.Amount, m.Until.UTC())
		return f, ok, nil
	})
}

// CommitHold spends what is held under the name, or Amount of it, and gives the rest back; not OK if nothing is.
func (t *Turn) CommitHold(m Movement) (Moved, error) {
	var until time.Time
	r, err := t.move(m, "commit", false, func(a *openAccount) (f []flowOf, ok bool, err error) {
		f, until = a.commit(m.Name, m.Amount)
		return f, f != nil, nil
	})
	r.Until = until
	return r, err
}

// backFor is how long units last at least that come back, so that they are of use: what they were spent for took its time.
const backFor = 24 * time.Hour

// giveBack returns units that were spent for nothing.
func (t *Turn) giveBack(m Movement) (Moved, error) {
	return t.move(m, "give_back", true, func(a *openAccount) ([]flowOf, bool, error) {
		if a.free()+a.held()+m.Amount > MaxAmount {
			return nil, false, Trouble("balance_too_large", "the balance would be over %d %s", int64(MaxAmount), m.Unit)
		}
		until := m.Until.UTC()
		if soonest := t.deps.Now.Add(backFor); !m.Until.IsZero() && until.Before(soonest) {
			until = soonest
		}
		a.add(lot{m.Amount, until})
		return []flowOf{{placeSpent, placeFree, m.Amount}}, true, nil
	})
}

// ReleaseHold gives back what is held under the name; not OK if nothing is.
func (t *Turn) ReleaseHold(m Movement) (Moved, error) {
	return t.move(m, "release", false, func(a *openAccount) ([]flowOf, bool, error) {
		f := a.release(m.Name)
		return f, f != nil, nil
	})
}

// move settles the account, changes it, and books what moved. Kind names the movement in its key.
func (t *Turn) move(m Movement, kind string, sized bool, change func(*openAccount) ([]flowOf, bool, error)) (Moved, error) {
	if sized && m.Amount < 1 || m.Amount < 0 || m.Amount > MaxAmount {
		return Moved{}, Trouble("amount_invalid", "an amount of %d is to be moved; it must be 1 to %d", m.Amount, int64(MaxAmount))
	}
	a, missing := t.account(m)
	again, err := t.usedBefore(m, kind) // asked for together with the account
	if err = errors.Join(missing, err); err != nil {
		return Moved{}, err
	}
	settled := a.settle(t.deps.Now)
	if again {
		return Moved{OK: true, Again: true, Balance: a.balance()}, nil
	}
	moved, ok, err := change(a)
	if err != nil {
		return Moved{}, err
	}
	if !ok {
		return Moved{Balance: a.balance()}, nil
	}
	if err := t.use(m, kind); err != nil {
		return Moved{}, err
	}
	if err := a.book(settled, moved); err != nil {
		return Moved{}, err
	}
	out := Moved{OK: true, Amount: m.Amount, Balance: a.balance()}
	if !sized {
		out.Amount = moved[0].n
	}
	return out, nil
}

// usedBefore reports whether a movement of the kind with the key has happened on the account.
func (t *Turn) usedBefore(m Movement, kind string) (bool, error) {
	if m.Key == "" {
		return false, nil
	}
	r, err := t.Record(usedKind, t.keyOf(m, kind))
	return err == nil && r.Exists(), err
}

func (t *Turn) use(m Movement, kind string) error {
	if m.Key == "" {
		return nil
	}
	return t.SetRecord(Record{Kind: usedKind, Key: t.keyOf(m, kind), Owner: t.ownerOf(m)})
}

// keyOf is what a movement's key is called in the bot. The author's part comes last, so that it cannot pose as another
// account's.
func (t *Turn) keyOf(m Movement, kind string) string {
	return UserKey(t.ownerOf(m), m.Unit+"."+kind+"."+m.Key)
}

func (t *Turn) ownerOf(m Movement) int64 { return cmp.Or(m.Owner, t.s.Key.UserID) }

// book stores the account and adds its movements to the ledger.
func (a *openAccount) book(settled, moved []flowOf) error {
	a.record.Value, a.record.Owner = a.values(), a.owner
	if err := a.t.SetRecord(a.record); err != nil {
		return err
	}
	for _, f := range settled {
		if err := a.entry(f, "expired"); err != nil {
			return err
		}
	}
	for _, f := range moved {
		if err := a.entry(f, a.reason); err != nil {
			return err
		}
	}
	return nil
}

func (a *openAccount) entry(f flowOf, reason string) error {
	k := a.t.s.Key
	b := make([]byte, 0, 48)
	for _, n := range [...]int64{k.ChatID, k.UserID, a.t.s.Turns} {
		b = append(strconv.AppendInt(b, n, 36), '.')
	}
	tx := string(strconv.AppendInt(b, int64(len(a.t.res.Ledger)), 10))
	return a.t.Book(
		LedgerEntry{Tx: tx, Account: a.place(f.from), Unit: a.unit, Amount: -f.n, Reason: reason},
		LedgerEntry{Tx: tx, Account: a.place(f.to), Unit: a.unit, Amount: f.n, Reason: reason},
	)
}

// place names a place in the ledger.
func (a *openAccount) place(p string) string {
	switch p {
	case placeFree:
		return "user:" + strconv.FormatInt(a.owner, 10)
	case placeHeld:
		return "user:" + strconv.FormatInt(a.owner, 10) + ":held"
	case placeGranted, placeSpent, placeExpired:
		return "bot:" + p
	default:
		return p // of another account
	}
}
