package engine

import (
	"maps"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine/flow"
)

// TableSeed brings the rows of a document's table into the store: what the author changed since the last time changes
// there, what running bots changed stays.
type TableSeed struct {
	Table *flow.Table
	// LeftOut says that the last Changes has left a row out, which may find its place at another time.
	LeftOut bool
	rows    []seedRow
	now     time.Time
}

// Seeds gives the tables that bring rows along, or may have brought some before.
func (r *Revision) Seeds(now time.Time) []TableSeed {
	var out []TableSeed
	for i := range r.Doc.Tables {
		t := &r.Doc.Tables[i]
		if t.Key != "" {
			out = append(out, TableSeed{Table: t, rows: seedRows(t, r.zone), now: now})
		}
	}
	return out
}

// Changes gives what is to be done, in groups that belong together, or what else it has to know: known are answers by
// RecordRead.ID, none at first. A row is left out if another one has taken one of its unique values meanwhile.
func (s *TableSeed) Changes(known map[string]RecordAnswer) (groups [][]RecordChange, need []RecordRead) {
	look := &looking{known: known}
	s.LeftOut = false
	before := map[string]Record{}
	for _, r := range look.ask(RecordRead{Kind: seedKind(s.Table.Name), Query: &RecordQuery{}}).Records {
		before[r.Key] = r
	}
	for _, row := range s.rows {
		if g := s.row(look, row, before[row.key]); len(g) > 0 {
			groups = append(groups, g)
		}
		delete(before, row.key)
	}
	for _, key := range slices.Sorted(maps.Keys(before)) { // what the document does not bring along any more
		g := []RecordChange{s.change(before[key], nil)}
		if stored := look.record(TableKind(s.Table.Name), key); stored.Exists() {
			g = append(g, s.change(stored, nil))
			unique, _ := s.unique(look, stored, nil)
			g = append(g, unique...)
		}
		groups = append(groups, g)
	}
	if len(look.need) > 0 {
		return nil, look.need
	}
	return groups, nil
}

// row gives what is to be done for a row of the document; seed is what it was the last time.
func (s *TableSeed) row(look *looking, row seedRow, seed Record) []RecordChange {
	if seed.Exists() && equal(map[string]any(seed.Value), map[string]any(row.values)) {
		return nil
	}
	stored := look.record(TableKind(s.Table.Name), row.key)
	remembered := s.change(Record{Kind: seedKind(s.Table.Name), Key: row.key, Version: seed.Version, MadeAt: seed.MadeAt}, row.values)
	values := row.values
	switch {
	case seed.Exists() && !stored.Exists(): // somebody took the row out, and so it stays
		return []RecordChange{remembered}
	case stored.Exists():
		values = merged(stored.Value, seed.Value, row.values)
	}
	unique, ok := s.unique(look, stored, values)
	if !ok {
		s.LeftOut = true
		return nil
	}
	return append([]RecordChange{remembered, s.change(stored, values)}, unique...)
}

// looking collects what has to be known.
type looking struct {
	known map[string]RecordAnswer
	need  []RecordRead
}

func (l *looking) ask(r RecordRead) RecordAnswer {
	a, ok := l.known[r.ID()]
	if !ok {
		l.need = append(l.need, r)
	}
	return a
}

func (l *looking) record(kind, key string) Record {
	if a := l.ask(RecordRead{Kind: kind, Key: key}); len(a.Records) > 0 {
		return a.Records[0]
	}
	return Record{Kind: kind, Key: key}
}

// change gives a record other values; nil takes it out.
func (s *TableSeed) change(r Record, v Values) RecordChange {
	made := r.MadeAt
	if made.IsZero() {
		made = s.now
	}
	return RecordChange{Kind: r.Kind, Key: r.Key, Base: r.Version, Owner: r.Owner, Value: v, MadeAt: made}
}

// merged puts what the author changed over what is stored.
func merged(stored, before, now Values) Values {
	out := maps.Clone(stored)
	for name, v := range now {
		if !equal(before[name], v) {
			out[name] = v
		}
	}
	for name := range before {
		if _, still := now[name]; !still {
			delete(out, name)
		}
	}
	return out
}

// unique gives the changes of the records of unique values; false if another row has one of them.
func (s *TableSeed) unique(look *looking, row Record, to Values) ([]RecordChange, bool) {
	var out []RecordChange
	for _, c := range s.Table.Columns {
		if !c.Unique || equal(row.Value[c.Name], to[c.Name]) {
			continue
		}
		if key, ok := uniqueKey(row.Value[c.Name]); ok {
			if u := look.record(uniqueKind(s.Table.Name, c.Name), key); u.Exists() && u.Value["row"] == row.Key {
				out = append(out, s.change(u, nil))
			}
		}
		if key, ok := uniqueKey(to[c.Name]); ok {
			u := look.record(uniqueKind(s.Table.Name, c.Name), key)
			if u.Exists() && u.Value["row"] != row.Key {
				return nil, false
			}
			out = append(out, s.change(u, Values{"row": row.Key}))
		}
	}
	return out, true
}
