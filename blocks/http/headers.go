package http

import (
	"bytes"
	"encoding/json"
)

// headers are those of an answer. Names are in small letters; values of the same name are joined by ", ". Few blocks look at
// any, so those that came as JSON are decoded when somebody does.
type headers struct {
	known map[string]string
	raw   json.RawMessage // of those that are not decoded yet
}

// MarshalJSON gives them as an object.
func (h headers) MarshalJSON() ([]byte, error) { return json.Marshal(h.all()) }

// UnmarshalJSON takes an object.
func (h *headers) UnmarshalJSON(data []byte) error {
	h.known, h.raw = nil, bytes.Clone(data)
	return nil
}

// IsZero reports whether there are none.
func (h headers) IsZero() bool { return len(h.known) == 0 && len(h.raw) == 0 }

// all gives them by name; nil if there are none, or something else than headers came.
func (h headers) all() map[string]string {
	if len(h.raw) == 0 {
		return h.known
	}
	var known map[string]string
	if json.Unmarshal(h.raw, &known) != nil {
		return nil
	}
	return known
}

// get gives the one of a name in small letters; empty if there is none.
func (h headers) get(name string) string { return h.all()[name] }
