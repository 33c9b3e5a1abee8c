package engine_test

import (
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func set(scope, name string, value any) engine.Event {
	return engine.Event{Kind: engine.VariableSet, Set: &engine.Write{Scope: scope, Name: name, Op: engine.WriteSet, Value: value}}
}

func TestVariableSet_WritesAndLeavesTheWaitAlone(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	before := b.load().Wait()
	b.turn(set("session", "name", "Eve"))
	b.turn(set("user", "count", "12")) // brought to the declared type
	if got := b.load(); got.Vars["name"] != "Eve" || b.user["count"] != 12.0 || !reflect.DeepEqual(got.Wait(), before) {
		t.Errorf("session %v, user %v, wait %+v; want the wait %+v", got.Vars, b.user, got.Wait(), before)
	}
	want(t, b.say("Bob"), "Hi, Bob from Ann &lt;b&gt;")
}

func TestVariableSet_SaysWhyItCannotBe(t *testing.T) {
	t.Parallel()
	for name, ev := range map[string]engine.Event{
		"value_type":         set("user", "count", "many"),
		"variable_read_only": set("user", "id", 8),
		"no_frame":           set("local", "x", 1),
		"scope_read_only":    set("event", "text", "hi"),
	} {
		b := newBot(t, greeting())
		res := b.turn(ev)
		if len(res.Notes) != 1 || res.Notes[0].Name != engine.VariableRefused || res.Notes[0].Kind != engine.NoteInfo ||
			res.Notes[0].Error.Code != name || len(res.Effects) > 0 {
			t.Errorf("%s: notes %+v, effects %+v", name, res.Notes, res.Effects)
		}
	}
}

func TestFilm_ShowsValuesBeforeAndAfter(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		block("start", "test.trigger", `{"command":"start"}`)+","+
			block("more", "test.set", `{"var":"user.count","op":"add","value":5}`)+","+
			block("list", "test.set", `{"var":"session.x","op":"append","value":"a"}`, ends),
		edge("start", "next", "more")+","+edge("more", "next", "list")))
	b.say("/start")
	b.say("/start")
	film := b.last.Film
	if len(film) != 3 {
		t.Fatalf("film %+v", film)
	}
	wants := []engine.Set{
		{Write: engine.Write{Scope: "user", Name: "count", Op: "add", Value: 5.0}, Before: 15.0, After: 20.0},
		{Write: engine.Write{Scope: "session", Name: "x", Op: "append", Value: "a"}, Before: []any{"a"}, After: []any{"a", "a"}},
	}
	for i, w := range wants {
		if got := film[i+1].Sets; len(got) != 1 || !reflect.DeepEqual(got[0], w) {
			t.Errorf("block %s: got %+v, want %+v", film[i+1].Block, got, w)
		}
	}
	if ev := b.last.Event; ev == nil || ev.Message == nil || ev.Message.Text != "/start" {
		t.Errorf("event %+v", ev)
	}
}
