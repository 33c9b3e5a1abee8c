package film

import (
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

// PassOf is a block that was passed, with values of at most so many bytes each.
func PassOf(s *engine.Frameshot, most int) Pass {
	p := Pass{Flow: s.Flow, Block: s.Block, Type: s.Type, Label: s.Label, Exit: s.Exit, Error: troubleOf(s.Error)}
	for i := range s.Sets {
		p.Sets = append(p.Sets, setOf(&s.Sets[i], most))
	}
	return p
}

func troubleOf(e *engine.RunError) *Trouble {
	if e == nil {
		return nil
	}
	return &Trouble{Code: e.Code, Text: e.Message, Detail: e.Detail}
}

func setOf(s *engine.Set, most int) Set {
	return Set{Name: setName(s), Before: Short(s.Before, most), After: Short(s.After, most)}
}

func setName(s *engine.Set) string {
	name := s.Scope + "." + s.Name
	if s.Owner != 0 {
		name = fmt.Sprintf("%s of %d", name, s.Owner)
	}
	return name
}

// Short is a value that can be shown: one that is too large as the beginning of its JSON.
func Short(v any, most int) any {
	data, err := json.Marshal(v)
	if err != nil || len(data) <= most {
		return v
	}
	return engine.ClipBytes(string(data), most) + "…"
}
