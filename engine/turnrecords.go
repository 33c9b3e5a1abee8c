package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// errNeed stops a turn that has to know more; see NeedError.
var errNeed = errors.New("the turn needs a record that it was not given")

// recordName is what a record is known by.
type recordName struct{ kind, key string }

// seenRecord is a record as the turn sees it.
type seenRecord struct {
	stored Record // as it was read
	now    Record // with this turn's change
	change int    // index into Result.Records, -1 for none
}

// Record reads a record; one that there is none of, or that has expired, has no value. The error goes back to the engine
// as it is: the turn runs again with the answer.
func (t *Turn) Record(kind, key string) (Record, error) {
	r, err := t.seen(kind, key)
	if err != nil {
		return Record{}, err
	}
	return r.now, nil
}

// Want asks for several records at once, so that the turn runs again once and not for each. It gives nil if all are known.
func (t *Turn) Want(kind string, keys ...string) error {
	var missing error
	for _, key := range keys {
		if _, err := t.seen(kind, key); errors.Is(err, errNeed) {
			missing = err
		} else if err != nil {
			return err
		}
	}
	return missing
}

func (t *Turn) seen(kind, key string) (*seenRecord, error) {
	name := recordName{kind, key}
	if r := t.records[name]; r != nil {
		return r, nil
	}
	if err := checkRecordName(kind, key); err != nil {
		return nil, err
	}
	read := RecordRead{Kind: kind, Key: key}
	a, err := t.lookUp(read, read.ID())
	if err != nil {
		return nil, err
	}
	r := &seenRecord{stored: Record{Kind: kind, Key: key}, change: -1}
	if len(a.Records) > 0 {
		r.stored = a.Records[0]
	}
	if x := &r.stored; !x.Expires.IsZero() && !x.Expires.After(t.deps.Now) {
		x.Value = nil
	}
	r.now = r.stored
	t.keep(name, r)
	return r, nil
}

func (t *Turn) keep(name recordName, r *seenRecord) {
	if t.records == nil {
		t.records = map[recordName]*seenRecord{}
	}
	t.records[name] = r
}

// lookUp gives the answer to a read, or notes that it is needed.
func (t *Turn) lookUp(read RecordRead, id string) (RecordAnswer, error) {
	if a, ok := t.state.Records[id]; ok {
		return a, nil
	}
	if slices.ContainsFunc(t.needs, func(r RecordRead) bool { return r.ID() == id }) {
		return RecordAnswer{}, errNeed
	}
	if t.reads() >= MaxReadsPerTurn {
		return RecordAnswer{}, Trouble("limit_reads", "one turn reads more than %d records", MaxReadsPerTurn)
	}
	t.needs = append(t.needs, read)
	return RecordAnswer{}, errNeed
}

// reads counts what the turn has read, and has still to read.
func (t *Turn) reads() int {
	return len(t.state.Records) + len(t.needs) + len(t.state.Contacts) + len(t.strangers)
}

// checkRecordName refuses names that a store would not keep.
func checkRecordName(kind, key string) error {
	switch {
	case kind == "" || len(kind) > MaxRecordKindBytes:
		return fmt.Errorf("name record: kind %q has not 1 to %d bytes", kind, MaxRecordKindBytes)
	case key == "":
		return Trouble("record_key_empty", "the key is empty once its values are put in")
	case len(key) > MaxRecordKeyBytes || strings.ContainsRune(key, 0):
		return Trouble("record_key_invalid", "the key is longer than %d bytes, or holds what no key may hold", MaxRecordKeyBytes)
	}
	return nil
}

// SetRecord makes or replaces a record that the turn has read before with Record or Records: kind, key and value, and
// owner and expiry, count; the value is not to be changed in place afterwards. The commit runs the turn again if somebody else changed the record since.
func (t *Turn) SetRecord(r Record) error {
	v, n, err := jsonLike(map[string]any(r.Value), 0)
	if err != nil {
		return Trouble("value_invalid", "the record cannot hold this value: %v", err)
	}
	if n > MaxRecordBytes {
		return Trouble("record_too_large", "the record would take %d bytes; the limit is %d", n, MaxRecordBytes)
	}
	value, _ := v.(map[string]any)
	if value == nil {
		value = map[string]any{}
	}
	r.Value = value
	t.remark(r.Kind, r.Key, value)
	return t.changeRecord(r)
}

// DeleteRecord takes a record away that the turn has read before.
func (t *Turn) DeleteRecord(kind, key string) error {
	return t.changeRecord(Record{Kind: kind, Key: key})
}

func (t *Turn) changeRecord(r Record) error {
	seen, err := t.seen(r.Kind, r.Key)
	if err != nil {
		return err
	}
	was := *seen
	if seen.change < 0 {
		if len(t.res.Records) >= MaxRecordChanges {
			return Trouble("limit_records", "one turn changes more than %d records", MaxRecordChanges)
		}
		t.res.Records = append(t.res.Records, RecordChange{Kind: r.Kind, Key: r.Key, Base: seen.stored.Version})
		seen.change = len(t.res.Records) - 1
	}
	t.undo = append(t.undo, recordUndo{seen: seen, was: was, change: t.res.Records[seen.change]})
	r.Version, r.MadeAt = seen.stored.Version, seen.stored.MadeAt
	if !seen.stored.Exists() || r.MadeAt.IsZero() {
		r.MadeAt = t.deps.Now
	}
	if !r.Expires.IsZero() {
		r.Expires = r.Expires.UTC()
	}
	seen.now = r
	c := &t.res.Records[seen.change]
	c.Owner, c.Value, c.MadeAt, c.Expires = r.Owner, r.Value, r.MadeAt, r.Expires
	return nil
}

// recordUndo is how a record stood before a block changed it.
type recordUndo struct {
	seen   *seenRecord
	was    seenRecord
	change RecordChange
}

// undoRecords takes back what the running block did to records, and to the ledger from the given entry on: what it decided
// does not hold if it ends in a trouble.
func (t *Turn) undoRecords(ledger int) {
	for _, u := range slices.Backward(t.undo) {
		if u.was.change < 0 {
			t.res.Records = t.res.Records[:u.seen.change]
		} else {
			t.res.Records[u.was.change] = u.change
		}
		*u.seen = u.was
	}
	t.undo, t.res.Ledger = t.undo[:0], t.res.Ledger[:ledger]
}

// Records gives the records of a kind that the query selects, with this turn's own changes in them. At is filled in. The
// error goes back to the engine as it is.
func (t *Turn) Records(kind string, q RecordQuery) ([]Record, error) {
	a, err := t.selectRecords(kind, q)
	return a.Records, err
}

// CountRecords counts what the query selects.
func (t *Turn) CountRecords(kind string, q RecordQuery) (int, error) {
	q.Count = true
	a, err := t.selectRecords(kind, q)
	return a.Count, err
}

func (t *Turn) selectRecords(kind string, q RecordQuery) (RecordAnswer, error) {
	q.At = t.deps.Now
	for i := range q.Where {
		v, _, err := jsonLike(q.Where[i].Value, 0)
		if err != nil {
			return RecordAnswer{}, Trouble("value_invalid", "the test of %s cannot use this value: %v", q.Where[i].Field, err)
		}
		q.Where = slices.Clone(q.Where)
		q.Where[i].Value = v
	}
	if q.Limit <= 0 || q.Limit > MaxRecordsPerRead {
		q.Limit = MaxRecordsPerRead
	}
	if q.Count {
		q.Sort, q.Offset, q.Limit = nil, 0, 0
	}
	changed := t.changedOf(kind)
	if len(changed) == 0 {
		a, err := t.stored(kind, q)
		if err != nil {
			return a, err
		}
		t.meet(a.Records)
		return a, nil
	}
	if q.Count {
		return t.countOver(kind, q, changed)
	}
	return t.selectOver(kind, q, changed)
}

func (t *Turn) stored(kind string, q RecordQuery) (RecordAnswer, error) {
	read := RecordRead{Kind: kind, Query: &q}
	return t.lookUp(read, read.ID())
}

// meet makes what a query found known, so that it can be changed without being read again.
func (t *Turn) meet(rs []Record) {
	for _, r := range rs {
		name := recordName{r.Kind, r.Key}
		if t.records[name] == nil {
			t.keep(name, &seenRecord{stored: r, now: r, change: -1})
		}
	}
}

// changedOf gives the records of a kind that this turn has changed, by key.
func (t *Turn) changedOf(kind string) []*seenRecord {
	var out []*seenRecord
	for name, r := range t.records {
		if r.change >= 0 && name.kind == kind {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *seenRecord) int { return strings.Compare(a.now.Key, b.now.Key) })
	return out
}

// selectOver selects from what is stored and what the turn has changed: of the stored ones it needs so many more as may
// have been changed away.
func (t *Turn) selectOver(kind string, q RecordQuery, changed []*seenRecord) (RecordAnswer, error) {
	wide := q
	wide.Offset, wide.Limit = 0, min(q.Offset+q.Limit+len(changed), MaxRecordsPerRead)
	a, err := t.stored(kind, wide)
	if err != nil {
		return a, err
	}
	t.meet(a.Records)
	rows := make([]Record, 0, len(a.Records)+len(changed))
	for _, r := range a.Records {
		if t.records[recordName{kind, r.Key}].change < 0 {
			rows = append(rows, r)
		}
	}
	for _, r := range changed {
		rows = append(rows, r.now)
	}
	return q.Select(rows), nil
}

func (t *Turn) countOver(kind string, q RecordQuery, changed []*seenRecord) (RecordAnswer, error) {
	a, err := t.stored(kind, q)
	if err != nil {
		return a, err
	}
	for _, r := range changed {
		a.Count += boolNumber(q.Match(&r.now)) - boolNumber(q.Match(&r.stored))
	}
	return a, nil
}

// Book adds entries to the ledger. Those of each movement and unit must sum up to nothing. At is filled in.
func (t *Turn) Book(entries ...LedgerEntry) error {
	for _, of := range entries {
		var sum int64
		for _, e := range entries {
			if e.Tx == of.Tx && e.Unit == of.Unit {
				sum += e.Amount
			}
		}
		if sum != 0 {
			return fmt.Errorf("book movement %q of %s: the entries sum up to %d, not to nothing", of.Tx, of.Unit, sum)
		}
	}
	for _, e := range entries {
		e.At = t.deps.Now
		t.res.Ledger = append(t.res.Ledger, e)
	}
	return nil
}
