package enginetest

import (
	"cmp"
	"maps"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// recordShelf keeps records as a store does, for turns that run without a host.
type recordShelf struct {
	all []engine.Record
}

func newShelf(rs []engine.Record) *recordShelf {
	s := &recordShelf{all: slices.Clone(rs)}
	for i := range s.all {
		s.all[i].Version = cmp.Or(s.all[i].Version, 1)
	}
	return s
}

// answer adds the answers to the reads to those that were given before.
func (s *recordShelf) answer(known map[string]engine.RecordAnswer, reads []engine.RecordRead) map[string]engine.RecordAnswer {
	out := make(map[string]engine.RecordAnswer, len(known)+len(reads))
	maps.Copy(out, known)
	for _, r := range reads {
		var kind []engine.Record
		for _, rec := range s.all {
			if rec.Kind == r.Kind && (r.Query != nil || rec.Key == r.Key) {
				kind = append(kind, rec)
			}
		}
		if r.Query != nil {
			out[r.ID()] = r.Query.Select(kind)
		} else {
			out[r.ID()] = engine.RecordAnswer{Records: kind}
		}
	}
	return out
}

// change applies what a turn did.
func (s *recordShelf) change(cs []engine.RecordChange) {
	for _, c := range cs {
		s.all = slices.DeleteFunc(s.all, func(r engine.Record) bool { return r.Kind == c.Kind && r.Key == c.Key })
		if c.Value != nil {
			s.all = append(s.all, engine.Record{
				Kind: c.Kind, Key: c.Key, Version: c.Base + 1, Owner: c.Owner, Value: c.Value, MadeAt: c.MadeAt, Expires: c.Expires,
			})
		}
	}
}
