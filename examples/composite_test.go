package examples_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/composite"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/engine/custom/trial"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/examples"
)

// TestBlocks_AddressIsAskedForAndRemembered talks with the block that is made of a flow, as a user does; the session is saved and
// loaded between any two sentences.
func TestBlocks_AddressIsAskedForAndRemembered(t *testing.T) {
	t.Parallel()
	packages, err := custom.LoadFolder(examples.Blocks())
	if err != nil {
		t.Fatal(err)
	}
	lib, err := custom.NewLibrary(t.Context(), custom.LibraryOptions{
		Base: registry(t), Kinds: []custom.Kind{declarative.Kind{}, composite.Kind{}}, Folder: packages, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	const name, version = "scenarist/ask_address", "1.0.0"
	reg, err := lib.Registry(t.Context(), "", &flow.Document{Uses: map[string]string{name: version}})
	if err != nil {
		t.Fatal(err)
	}
	typ, _ := reg.Type(name)
	bot, err := trial.New(trial.Options{
		Registry: reg, Type: typ, Version: version, Config: json.RawMessage(`{"city": "Riga", "reason": "To the door.", "save": {"address": "user.delivery", "comment": "session.note"}}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	says := func(want string, do func() (*engine.Result, error)) {
		t.Helper()
		res, err := do()
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, e := range res.Effects {
			if e.Content != nil {
				texts = append(texts, e.Content.Text)
			}
		}
		if got := strings.Join(texts, "\n"); !strings.Contains(got, want) {
			t.Errorf("the bot says %q, want %q", got, want)
		}
	}
	enter := func() (*engine.Result, error) { return bot.Enter(t.Context()) }
	text := func(s string) func() (*engine.Result, error) {
		return func() (*engine.Result, error) { return bot.Say(t.Context(), s) }
	}
	press := func(label string) func() (*engine.Result, error) {
		return func() (*engine.Result, error) { return bot.Press(t.Context(), label) }
	}
	says("To the door.", enter)
	says("Flat", text("Brivibas 1"))
	says("courier", text("12"))
	says("Riga, Brivibas 1, 12", text("Ring twice"))
	says("", text("yes"))
	if exit, trouble := bot.Exit(); exit != "next" || trouble != nil {
		t.Fatalf("left by %q, %v", exit, trouble)
	}
	if got, note := bot.Value("user.delivery"), bot.Value("session.note"); got != "Riga, Brivibas 1, 12" || note != "Ring twice" {
		t.Errorf("kept are %v and %v", got, note)
	}
	if got := bot.Value("user.address"); got != nil {
		t.Errorf("the block wrote the bot's user.address: %v", got)
	}
	says("Riga, Brivibas 1, 12", enter) // it is remembered
	says("Street", text("no"))
	says("", press("I will pick it up"))
	if exit, _ := bot.Exit(); exit != "pickup" {
		t.Errorf("left by %q", exit)
	}
	says("same address", enter)
	says("", press("Cancel"))
	if exit, _ := bot.Exit(); exit != "cancelled" {
		t.Errorf("left by %q", exit)
	}
}
