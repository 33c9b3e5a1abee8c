// Customblock is an integrator's program in miniature: it adds a block type of its own to those of Scenarist and lets a
// bot use it. Run it with
//
//	go run ./examples/customblock
//
// Everything here is the same exported API that the shipped blocks use; nothing is forked.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// document is a bot that uses the block.
const document = `{
  "schema_version": 1, "name": "Tea house", "language": "en",
  "variables": [
    {"name": "price", "scope": "session", "type": "number"},
    {"name": "purchases", "scope": "user", "type": "number", "default": 4}
  ],
  "flows": [{
    "id": "tea", "name": "Tea",
    "blocks": [
      {"id": "start", "type": "trigger.command", "config": {"command": "tea"}},
      {"id": "count", "type": "data.variable", "config": {"assignments": [
        {"var": "session.price", "value": 200}, {"var": "user.purchases", "op": "add", "value": 1}]}},
      {"id": "discount", "type": "acme/discount", "config": {"price": "session.price", "purchases": "user.purchases", "from": 6, "percent": 15}},
      {"id": "full", "type": "message.text", "config": {"text": "A cup of tea is {{ session.price }}."}, "exits": {"next": "end"}},
      {"id": "less", "type": "message.text", "config": {"text": "For you it is {{ session.price }}: thank you for coming back!"}, "exits": {"next": "end"}},
      {"id": "other", "type": "trigger.fallback", "config": {}},
      {"id": "help", "type": "message.text", "config": {"text": "Send /tea."}, "exits": {"next": "end"}}
    ],
    "edges": [
      {"from": "start", "exit": "next", "to": "count"}, {"from": "count", "exit": "next", "to": "discount"},
      {"from": "discount", "exit": "not_yet", "to": "full"}, {"from": "discount", "exit": "given", "to": "less"},
      {"from": "other", "exit": "next", "to": "help"}
    ]
  }]
}`

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "customblock:", err)
		os.Exit(1)
	}
}

// run plays a conversation in a simulated Telegram and prints what the bot says.
func run(ctx context.Context, w io.Writer) (err error) {
	reg := engine.NewRegistry()
	if err := errors.Join(blocks.Register(reg), reg.Add(discountType())); err != nil {
		return err
	}
	doc, err := flow.Load([]byte(document))
	if err != nil {
		return err
	}
	world, err := simulator.New(ctx, simulator.Options{Document: doc, Registry: reg})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, world.Close(ctx)) }()
	ann := world.Person(simulator.You, simulator.Profile{FirstName: "Ann"})
	for _, text := range []string{"/tea", "/tea", "hello"} {
		fmt.Fprintln(w, "Ann:", text)
		if err := errors.Join(ann.Say(text), world.Settle(ctx)); err != nil {
			return err
		}
		for _, seen := range world.Take() {
			if seen.Message != nil && !ann.Own(seen.Message) {
				fmt.Fprintln(w, "bot:", seen.Message.Text)
			}
		}
	}
	return nil
}
