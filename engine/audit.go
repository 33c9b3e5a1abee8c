package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// written is a list or an object that a block wrote, and how it looked then: it may be shared with what is stored, so that
// nobody may change it in place; see Deps.Audit.
type written struct {
	scope, name string // of the variable, or kind and key of the record
	value       any
	was         []byte
}

// remark keeps what was written for the audit.
func (t *Turn) remark(scope, name string, value any) {
	if !t.deps.Audit {
		return
	}
	switch value.(type) {
	case []any, map[string]any:
		t.written = append(t.written, written{scope, name, value, t.Pack(value)})
	}
}

// audit finds what the block has changed of what was written before, by itself or by another block.
func (t *Turn) audit(b *compiledBlock) error {
	for _, w := range t.written {
		now, err := json.Marshal(w.value)
		if err != nil || !bytes.Equal(now, w.was) {
			return fmt.Errorf("run block %q of type %s: it changed in place what was written to %s.%s", b.def.ID, b.def.Type, w.scope, w.name)
		}
	}
	return nil
}

// auditSize finds a session that is larger than the turn took it for.
func (t *Turn) auditSize() error {
	if !t.deps.Audit {
		return nil
	}
	if n := t.s.bytes(); t.bytes > 0 && n > t.bytes {
		return fmt.Errorf("turn %d: the session takes %d bytes, and %d were counted", t.s.Turns, n, t.bytes)
	}
	return nil
}
