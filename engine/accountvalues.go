package engine

import (
	"errors"
	"fmt"
	"time"
)

// An account's record has lots, a list of {n, until}, and holds, an object of {lots, until} by name. What is not there is
// left out. The forms are written out here, since reading and writing an account by way of encoding/json took half of a
// turn's time.
const (
	lotsField  = "lots"
	holdsField = "holds"
	nField     = "n"
	untilField = "until"
)

// accountOf reads an account from its record's value.
func accountOf(v Values) (*account, error) {
	a := &account{}
	var err error
	if a.Lots, err = lotsOf(v[lotsField]); err != nil {
		return nil, fmt.Errorf("read account: %w", err)
	}
	holds, ok := v[holdsField].(map[string]any)
	if !ok && v[holdsField] != nil {
		return nil, errors.New("read account: its holds are no object")
	}
	for name, x := range holds {
		h, err := holdOf(x)
		if err != nil {
			return nil, fmt.Errorf("read account: hold %q: %w", name, err)
		}
		if a.Holds == nil {
			a.Holds = make(map[string]hold, len(holds))
		}
		a.Holds[name] = h
	}
	return a, nil
}

func holdOf(x any) (h hold, err error) {
	o, ok := x.(map[string]any)
	if !ok {
		return h, errors.New("it is no object")
	}
	if h.Lots, err = lotsOf(o[lotsField]); err == nil {
		h.Until, err = momentOf(o[untilField])
	}
	return h, err
}

func lotsOf(x any) ([]lot, error) {
	list, ok := x.([]any)
	if !ok && x != nil {
		return nil, errors.New("its lots are no list")
	}
	var out []lot
	for _, x := range list {
		o, _ := x.(map[string]any)
		n, ok := o[nField].(float64)
		if !ok || n != float64(int64(n)) {
			return nil, errors.New("a lot has no amount")
		}
		until, err := momentOf(o[untilField])
		if err != nil {
			return nil, err
		}
		out = append(out, lot{int64(n), until})
	}
	return out, nil
}

// momentOf reads a time; nothing is never.
func momentOf(x any) (time.Time, error) {
	if x == nil {
		return time.Time{}, nil
	}
	s, _ := x.(string)
	return time.Parse(time.RFC3339Nano, s)
}

// values is the account as a record holds it.
func (a *account) values() Values {
	v := Values{}
	if len(a.Lots) > 0 {
		v[lotsField] = lotValues(a.Lots)
	}
	if len(a.Holds) > 0 {
		holds := make(map[string]any, len(a.Holds))
		for name, h := range a.Holds {
			holds[name] = withUntil(map[string]any{lotsField: lotValues(h.Lots)}, h.Until)
		}
		v[holdsField] = holds
	}
	return v
}

func lotValues(ls []lot) []any {
	out := make([]any, len(ls))
	for i, l := range ls {
		out[i] = withUntil(map[string]any{nField: float64(l.N)}, l.Until)
	}
	return out
}

func withUntil(o map[string]any, until time.Time) map[string]any {
	if !until.IsZero() {
		o[untilField] = until.Format(time.RFC3339Nano)
	}
	return o
}
