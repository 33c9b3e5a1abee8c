package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/examples/customblock/acme"
)

// Example plays a conversation with the bot in a simulated Telegram, with the made-up courier that stands beside it.
func Example() {
	if err := talk(context.Background(), os.Stdout, "/start", "Jasmine", "12 Quay Street", "/start", "mint", "sage", "hello"); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Ann: /start
	// bot: A cup of tea is 200.
	// bot: Which word is on our board today? It is worth a cookie. (It is jasmine.)
	// Ann: Jasmine
	// bot: That is it: a cookie for you.
	// bot: Where shall we bring it?
	// Ann: 12 Quay Street
	// bot: It will be there in 25 minutes, for 90.
	// Ann: /start
	// bot: For you it is 170: thank you for coming back!
	// bot: Which word is on our board today? It is worth a cookie. (It is jasmine.)
	// Ann: mint
	// bot: Which word is on our board today? It is worth a cookie. (It is jasmine.)
	// Ann: sage
	// bot: No cookie today.
	// bot: Where shall we bring it?
	// Ann: hello
	// bot: It will be there in 25 minutes, for 90.
}

// talk lets Ann say something, and prints what she and the bot say.
func talk(ctx context.Context, w io.Writer, texts ...string) (err error) {
	reg := engine.NewRegistry()
	if err := errors.Join(blocks.Register(reg), reg.Add(acme.Types()...), reg.AddJob(acme.Jobs()...)); err != nil {
		return err
	}
	dir, err := fs.Sub(bots(), "teahouse")
	if err != nil {
		return err
	}
	data, err := fs.ReadFile(dir, "bot.json")
	if err != nil {
		return err
	}
	doc, err := flow.Load(data)
	if err != nil {
		return err
	}
	standin, err := simulator.LoadStandin(dir)
	if err != nil {
		return err
	}
	answers, err := standin.Answers(dir)
	if err != nil {
		return err
	}
	world, err := simulator.New(ctx, simulator.Options{Document: doc, Registry: reg, Answers: answers})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, world.Close(ctx)) }()
	ann := world.Person(simulator.You, simulator.Profile{FirstName: "Ann"})
	for _, text := range texts {
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
