package sample

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Block types that samples are made with.
const (
	commandType = "trigger.command"
	messageType = "message.text"
)

// OtherFlow is the id of the flow that examples call or go to.
const OtherFlow = "other"

// ErrNoTypes is returned where the registry lacks the block types that samples are made with.
var ErrNoTypes = errors.New("a sample needs the block types " + commandType + " and " + messageType)

// Bot gives a complete bot with one block of the type, set as the type's example is: /start leads to the block, unless it
// is a trigger itself, and the exits lead to messages, but for those of troubles. Texts are in the language.
func Bot(reg *engine.Registry, typ engine.BlockType, lang string) (*flow.Document, error) {
	for _, name := range []string{commandType, messageType} {
		if _, ok := reg.Type(name); !ok {
			return nil, ErrNoTypes
		}
	}
	config, err := tidy(typ.Example)
	if err != nil {
		return nil, fmt.Errorf("sample of %s: %w", typ.Name, err)
	}
	it := flow.Block{ID: "it", Type: typ.Name, Label: typ.Title.In(lang), Config: config}
	if typ.Version > 1 {
		it.Version = typ.Version
	}
	main := flow.Flow{ID: "main", Name: typ.Title.In(lang), Blocks: []flow.Block{}, Edges: []flow.Edge{}}
	if !typ.Trigger {
		main.Blocks = append(main.Blocks, flow.Block{ID: "start", Type: commandType, Config: json.RawMessage(`{"command": "start"}`)})
		main.Edges = append(main.Edges, flow.Edge{From: "start", Exit: "next", To: it.ID})
	}
	main.Blocks = append(main.Blocks, it)
	for _, e := range Exits(typ, config) {
		if e.Inherit || e.Optional && e.Name == "next" { // a message that waits for its buttons
			continue
		}
		says := message("after_"+idOf(e.Name), wordsOf(e, lang))
		main.Blocks = append(main.Blocks, says)
		main.Edges = append(main.Edges, flow.Edge{From: it.ID, Exit: e.Name, To: says.ID})
	}
	doc := &flow.Document{SchemaVersion: flow.SchemaVersion, Name: typ.Title.In(lang), Language: lang, Flows: []flow.Flow{main}}
	if typ.ExampleTable != nil {
		doc.Tables = []flow.Table{*typ.ExampleTable}
	}
	if bytes.Contains(config, []byte(`"`+OtherFlow+`"`)) {
		doc.Flows = append(doc.Flows, flow.Flow{
			ID: OtherFlow, Name: "Other", Params: Params(typ), Edges: []flow.Edge{},
			Blocks: []flow.Block{message("hello", "…")},
		})
	}
	return doc, Declare(doc)
}

// message is a message that ends its flow.
func message(id, text string) flow.Block {
	config, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		panic("encode a text: " + err.Error()) // a map of texts can always be
	}
	return flow.Block{ID: id, Type: messageType, Config: config, Exits: map[string]string{"next": flow.ExitEnd}}
}

// Params are the params that a call in the type's example gives arguments for, sorted; nil for other examples.
func Params(typ engine.BlockType) []flow.Param {
	var config struct {
		Args map[string]json.RawMessage `json:"args"`
	}
	if json.Unmarshal([]byte(typ.Example), &config) != nil {
		return nil // args of another shape
	}
	var params []flow.Param
	for name := range config.Args {
		params = append(params, flow.Param{Name: name, Type: "any"})
	}
	slices.SortFunc(params, func(a, b flow.Param) int { return strings.Compare(a.Name, b.Name) })
	return params
}

func wordsOf(e engine.Exit, lang string) string {
	if words := e.Title.In(lang); words != "" {
		return words
	}
	return e.Name
}

var notInIDs = regexp.MustCompile(`[^a-z0-9_-]+`)

// idOf makes an id of an exit's name.
func idOf(exit string) string { return notInIDs.ReplaceAllString(strings.ToLower(exit), "_") }

// tidy is an example without white space, its members in their order.
func tidy(example string) (json.RawMessage, error) {
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(example)); err != nil {
		return nil, fmt.Errorf("read the example: %w", err)
	}
	return out.Bytes(), nil
}
