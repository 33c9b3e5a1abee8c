package film

import (
	"cmp"
	"encoding/json"
	"fmt"
)

// stored is what Write has written.
type stored struct {
	Kind    string `json:"k"`
	Text    string `json:"t"`
	Word    string `json:"w"`
	Handled int    `json:"h"`
	Cut     int    `json:"z"`
	Passes  []pass `json:"p"`
	Sends   []Send `json:"s"`
}

type pass struct {
	Flow   string     `json:"f"` // empty: that of the one before
	Block  string     `json:"b"`
	Type   string     `json:"y"`
	Exit   string     `json:"e"`
	Error  *Trouble   `json:"r"`
	Writes []written  `json:"v"`
	HTTP   []Exchange `json:"x"`
}

type written struct {
	Name   string `json:"n"`
	Before any    `json:"o"`
	After  any    `json:"a"`
}

// Read gives what Write has written, with words in the language. Calls are empty: what became of Sends is in the journal.
func Read(data []byte, lang string) (Turn, []Send, error) {
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return Turn{}, nil, fmt.Errorf("read film: %w", err)
	}
	t := Turn{
		Event:  Event{Kind: s.Kind, Text: cmp.Or(s.Text, Words(s.Word, lang))},
		Blocks: make([]Pass, 0, len(s.Passes)), Calls: []Call{}, Heard: s.Handled != 0, Cut: s.Cut != 0,
	}
	flow := ""
	for _, p := range s.Passes {
		flow = cmp.Or(p.Flow, flow)
		out := Pass{Flow: flow, Block: p.Block, Type: p.Type, Exit: p.Exit, Error: p.Error, HTTP: p.HTTP}
		for _, w := range p.Writes {
			out.Sets = append(out.Sets, Set(w))
		}
		t.Blocks = append(t.Blocks, out)
	}
	return t, s.Sends, nil
}
