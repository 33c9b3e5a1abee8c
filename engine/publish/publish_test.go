package publish_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/publish"
)

// bundle is what the tests need: the standard blocks.
type bundle struct {
	*testing.T
	reg *engine.Registry
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{T: t, reg: engine.NewRegistry()}
	b.check(blocks.Register(b.reg))
	return b
}

func (b *bundle) check(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// equal compares as JSON, in which nil and empty are the same where they are left out.
func (b *bundle) equal(what string, got, want any) {
	b.Helper()
	g, err := json.Marshal(got)
	b.check(err)
	w, err := json.Marshal(want)
	b.check(err)
	if string(g) != string(w) {
		b.Errorf("%s:\n%s\nwant\n%s", what, g, w)
	}
}

const ask = `"type": "ask.text", "exits": {"timeout": "end", "answered": "end"}`

// shop is a bot with an order and an info flow.
func shop(order, info string, edges ...string) string {
	return fmt.Sprintf(`{"schema_version": 1, "name": "Shop", "language": "en", "flows": [
		{"id": "order", "name": "Order", "blocks": [{"id": "start", "type": "trigger.command", "config": {"command": "start"}}%s], "edges": [%s]},
		{"id": "info", "name": "Info", "blocks": [{"id": "other", "type": "trigger.fallback", "config": {}}%s], "edges": []}]}`,
		order, strings.Join(edges, ","), info)
}

func question(id, text string) string {
	return fmt.Sprintf(`, {"id": %q, "label": "Ask %s", "config": {"prompt": {"text": %q}}, %s}`, id, id, text, ask)
}

func (b *bundle) load(doc string) *flow.Document {
	b.Helper()
	d, err := flow.Load([]byte(doc))
	b.check(err)
	return d
}

// session is one that stands at blocks, the last on top.
func session(revision int, frames ...engine.Frame) []byte {
	data, err := json.Marshal(engine.Session{Revision: revision, Status: engine.SessionWaiting, Frames: frames})
	if err != nil {
		panic(err)
	}
	return data
}

func at(flowID, block string, accepts ...engine.EventKind) engine.Frame {
	return engine.Frame{Flow: flowID, Block: block, Wait: &engine.Wait{Gen: 1, Accept: accepts}}
}

// making is what a plan from the first to the second document is made of.
func (b *bundle) making(old, next string, sessions ...[]byte) *publish.Making {
	b.Helper()
	doc := b.load(old)
	m := &publish.Making{
		Old: engine.Survey(doc, b.reg, 1), New: engine.Survey(b.load(next), b.reg, 2),
		Document: func(int) (*flow.Document, error) { return doc, nil },
	}
	m.Census = publish.NewCensus(1, nil, m.Document)
	for _, s := range sessions {
		b.check(m.Census.Add(s))
	}
	return m
}

func TestCompare_SaysWhatADocumentChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	was := b.load(shop(
		question("same", "Same?")+question("set", "Old?")+question("gone", "Gone?")+question("moves", "Moves?")+
			question("led", "Led?")+question("retyped", "Typed?")+`, {"id": "slow", "config": {"prompt": {"text": "Slow?"}}, "timeout": "1h", `+ask+`}`, ""))
	is := b.load(shop(
		// Another order, other labels and spaces are no change.
		`, {"id": "same", "label": "New label", "note": "n", "config": {"prompt":   {"text": "Same?"}}, `+ask+`}`+question("set", "New?")+question("back", "Gone?")+
			`, {"id": "led", "config": {"prompt": {"text": "Led?"}}, "type": "ask.text", "exits": {"timeout": "end"}}`+
			`, {"id": "retyped", "type": "ask.number", "config": {"prompt": {"text": "Typed?"}}, "exits": {"timeout": "end", "answered": "end"}}`+
			`, {"id": "slow", "config": {"prompt": {"text": "Slow?"}}, "timeout": "2h", `+ask+`}`,
		question("moves", "Moves?"), `{"from": "led", "exit": "answered", "to": "set"}`))
	differences, added := publish.Compare(was, is)
	b.equal("differences", differences, []publish.Difference{
		{Block: "set", Change: publish.Changed, What: []string{"config"}},
		{Block: "gone", Change: publish.Removed, Like: "back"},
		{Block: "moves", Change: publish.Moved},
		{Block: "led", Change: publish.Changed, What: []string{"exits"}},
		{Block: "retyped", Change: publish.Replaced},
		{Block: "slow", Change: publish.Changed, What: []string{"envelope"}},
	})
	b.equal("added", added, []string{"back"})
}

func TestCompare_SuggestsOnlyWhatLeavesNoDoubt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, x := range map[string]struct{ was, is, want string }{
		"one for one":     {question("a", "A?"), question("b", "A?"), "b"},
		"one of two":      {question("a", "A?"), question("b", "A?") + question("c", "A?"), ""},
		"two for one":     {question("a", "A?") + question("z", "A?"), question("b", "A?"), ""},
		"set differently": {question("a", "A?"), question("b", "B?"), ""},
	} {
		differences, _ := publish.Compare(b.load(shop(x.was, "")), b.load(shop(x.is, "")))
		if differences[0].Like != x.want {
			t.Errorf("%s: suggested is %q, want %q", name, differences[0].Like, x.want)
		}
	}
}

func TestDefault_LosesNobody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	nested := at("info", "stays")
	nested.Nested = true
	m := b.making(
		shop(question("stays", "Old?")+question("gone", "Gone?")+question("moves", "Moves?")+
			`, {"id": "menu", "type": "message.text", "config": {"text": "Menu", "buttons": [[{"id": "a", "label": "A"}]]}, "exits": {"button:a": "end"}}`, ""),
		shop(question("stays", "New?")+question("new", "New?")+`, {"id": "menu", "type": "message.text", "config": {"text": "Menu"}, "exits": {"next": "end"}}`, question("moves", "Moves?")),
		session(1, at("order", "gone", engine.PaymentPaid, engine.JobDone), nested),
		session(1, at("order", "stays")), session(1), []byte("rubbish"),
	)
	p, err := m.Default()
	b.check(err)
	b.equal("the plan", p, publish.Plan{From: 1, People: 2, Added: []string{"new"}, Blocks: []publish.Entry{
		{Decision: publish.Decision{Block: "stays", Do: publish.Stay}, Title: "Ask stays", Flow: "order", Type: "ask.text", Change: publish.Changed, What: []string{"config"}, Here: publish.Here{People: 2}},
		{Decision: publish.Decision{Block: "gone", Do: publish.Finish}, Title: "Ask gone", Flow: "order", Type: "ask.text", Change: publish.Removed, Here: publish.Here{People: 1, Covered: 1, Payments: 1, Jobs: 1}},
		{Decision: publish.Decision{Block: "moves", Do: publish.Move}, Title: "Ask moves", Flow: "order", Type: "ask.text", Change: publish.Moved},
		{Decision: publish.Decision{Block: "menu", Do: publish.Stay, Ask: true}, Title: "Message", Flow: "order", Type: "message.text", Change: publish.Changed, What: []string{"config", "exits"}},
	}})
	kept := p.Decisions()
	b.equal("what is kept", kept, []publish.Decision{{Block: "gone", Do: publish.Finish}, {Block: "menu", Do: publish.Stay, Ask: true}})
}

func TestComplete_SaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.making(
		shop(question("stays", "Old?")+question("gone", "Gone?")+question("moves", "Moves?")+question("retyped", "T?"), ""),
		shop(question("stays", "New?")+`, {"id": "retyped", "type": "ask.number", "config": {"prompt": {"text": "T?"}}, "exits": {"timeout": "end", "answered": "end"}},
			{"id": "count", "type": "data.counter", "config": {"name": "n"}, "exits": {"next": "end"}}`, question("moves", "Moves?")),
	)
	long := strings.Repeat("x", 2001)
	for want, d := range map[string]publish.Decision{
		"/blocks/0/block: the decision names no block":                                    {Do: publish.Stay},
		"/blocks/0/block: revision 1 has no block \"stay\"":                               {Block: "stay", Do: publish.End},
		"/blocks/0/block: \"start\" is a trigger: nobody stands there":                    {Block: "start", Do: publish.End},
		"/blocks/0/do: say what is to be done with those at block \"gone\"":               {Block: "gone"},
		"/blocks/0/do: \"leave\" is no action":                                            {Block: "gone", Do: "leave"},
		"/blocks/0/do: block \"gone\" is not there any more: nobody can stay":             {Block: "gone", Do: publish.Stay},
		"/blocks/0/do: block \"moves\" is in flow \"info\" now: use move":                 {Block: "moves", Do: publish.Stay},
		"/blocks/0/do: block \"stays\" is still in flow \"order\": use stay":              {Block: "stays", Do: publish.Move},
		"/blocks/0/do: block \"retyped\" is a ask.number now and was a ask.text":          {Block: "retyped", Do: publish.Stay},
		"/blocks/0/to: finish goes to no other block":                                     {Block: "gone", Do: publish.Finish, To: "stays"},
		"/blocks/0/ask: end asks nothing":                                                 {Block: "gone", Do: publish.End, Ask: true},
		"/blocks/0/text: map says nothing":                                                {Block: "gone", Do: publish.Map, To: "stays", Text: engine.Text{"en": "x"}},
		"/blocks/0/text: a text needs a language and words":                               {Block: "gone", Do: publish.End, Text: engine.Text{"en": " "}},
		"/blocks/0/text/en: the text has 2001 characters":                                 {Block: "gone", Do: publish.End, Text: engine.Text{"en": long}},
		"/blocks/0/to: name the block where those at \"gone\" are to go on":               {Block: "gone", Do: publish.Map},
		"/blocks/0/to: that is the block itself":                                          {Block: "stays", Do: publish.Map, To: "stays"},
		"/blocks/0/to: the new revision has no block \"stayes\"; did you mean \"stays\"?": {Block: "gone", Do: publish.Map, To: "stayes"},
		"/blocks/0/to: \"start\" is a trigger: nobody can wait there":                     {Block: "gone", Do: publish.Map, To: "start"},
		"/blocks/0/to: \"count\" is a data.counter, which never waits":                    {Block: "gone", Do: publish.Map, To: "count"},
		"/blocks/0/to: \"stays\" is no trigger":                                           {Block: "gone", Do: publish.Restart, To: "stays"},
		"/blocks/0/to: the new revision has no block \"nowhere\"":                         {Block: "gone", Do: publish.Restart, To: "nowhere"},
	} {
		_, err := m.Complete(&publish.Plan{From: 1, Blocks: []publish.Entry{{Decision: d}}})
		wrong, ok := errors.AsType[*publish.PlanError](err)
		if !ok || len(wrong.Issues) != 1 {
			t.Errorf("%+v: %v; want %q", d, err, want)
			continue
		}
		if got := wrong.Issues[0].Path + ": " + wrong.Issues[0].Message; !strings.HasPrefix(got, want) {
			t.Errorf("%+v: %s; want %s", d, got, want)
		}
	}
	_, err := m.Complete(&publish.Plan{From: 7, Blocks: []publish.Entry{{Decision: publish.Decision{Block: "gone", Do: publish.End}}, {Decision: publish.Decision{Block: "gone", Do: publish.End}}}})
	want := `the plan has 2 errors; /from: the plan leads away from revision 7, but revision 1 is published now: make a new one; ` +
		`/blocks/1/block: the plan has two decisions for block "gone"`
	if err == nil || err.Error() != want {
		t.Errorf("%v; want %s", err, want)
	}
}

func TestComplete_SettlesWhatIsLeftOpen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.making(shop(question("gone", "Gone?")+question("as_is", "As is?")+question("else", "Else?"), ""),
		shop(question("as_is", "As is?")+`, {"id": "n", "type": "ask.number", "config": {"prompt": {"text": "T?"}}, "exits": {"timeout": "end", "answered": "end"}}`, ""))
	p, err := m.Complete(&publish.Plan{From: 1, Blocks: []publish.Entry{
		{Decision: publish.Decision{Block: "gone", Do: publish.Restart}},
		{Decision: publish.Decision{Block: "else", Do: publish.Map, To: "n"}},
		{Decision: publish.Decision{Block: "as_is", Do: publish.End}}, // a block that is not changed
	}})
	b.check(err)
	b.equal("what is kept", p.Decisions(), []publish.Decision{
		{Block: "gone", Do: publish.Restart, To: "start"}, {Block: "else", Do: publish.Map, To: "n", Ask: true}, {Block: "as_is", Do: publish.End},
	})
	if last := p.Blocks[len(p.Blocks)-1]; last.Change != publish.Unchanged || last.Title != "Ask as_is" {
		t.Errorf("the last entry is %+v", last)
	}
}

func TestRead_RefusesWhatIsNoPlan(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for doc, want := range map[string][]string{
		`[]`:              {": this is no JSON object: cannot unmarshal array into Go value of type map[string]json.RawMessage"},
		`{"from": 1} {}`:  {": this is no JSON object: something follows the end of it"},
		`{"from": "x"}`:   {"/from: this is a string and must be a whole number"},
		`{"form": 1}`:     {`/form: there is no field "form" here; there are from, people, blocks, added`},
		`{"blocks": [1]}`: {"/blocks/0: this is no JSON object: cannot unmarshal number into Go value of type map[string]json.RawMessage"},
		`{"blocks": {}}`:  {"/blocks: this is a object and must be a list"},
		`{"blocks": [{"do": 1, "ask": "yes", "a/b": 1}]}`: {
			`/blocks/0/a~1b: there is no field "a/b" here; there are block, behind, do, to, ask, text, title, flow, type, change, what, revision, suggest, here`,
			"/blocks/0/do: this is a number and must be a text",
		},
	} {
		_, err := publish.Read([]byte(doc))
		wrong, ok := errors.AsType[*publish.PlanError](err)
		if !ok {
			t.Errorf("%s: %v", doc, err)
			continue
		}
		var got []string
		for _, i := range wrong.Issues {
			got = append(got, i.Path+": "+i.Message)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%q\nwant\n%q", doc, got, want)
		}
	}
	// What a dry run prints is a plan.
	m := b.making(shop(question("gone", "Gone?"), ""), shop("", ""), session(1, at("order", "gone")))
	p, err := m.Default()
	b.check(err)
	data, err := json.Marshal(p)
	b.check(err)
	read, err := publish.Read(data)
	b.check(err)
	if !reflect.DeepEqual(read, p) {
		t.Errorf("read is %+v, want %+v", read, p)
	}
}

// road packs and unpacks the decisions of each revision from 2 on.
func (b *bundle) road(decisions ...[]publish.Decision) publish.Road {
	b.Helper()
	var steps []publish.Step
	for i, d := range slices.Backward(decisions) {
		data, err := publish.Pack(d)
		b.check(err)
		if data == nil {
			continue
		}
		step, err := publish.Unpack(i+2, data)
		b.check(err)
		steps = append(steps, step)
	}
	return publish.NewRoad(steps)
}

func TestRoad_LeadsThroughAllThatWasMissed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	type decisions = []publish.Decision
	stay := decisions{}
	over := engine.Text{"en": "Over"}
	for name, x := range map[string]struct {
		steps []decisions
		to    int
		moves []engine.Move
	}{
		"nothing decided":        {[]decisions{stay, stay}, 3, []engine.Move{{Block: "a"}}},
		"mapped twice":           {[]decisions{{{Block: "a", Do: publish.Map, To: "b"}}, {{Block: "b", Do: publish.Map, To: "c"}}}, 3, []engine.Move{{Block: "c"}}},
		"asked on the way":       {[]decisions{{{Block: "a", Do: publish.Map, To: "b", Ask: true}}, {{Block: "b", Do: publish.Map, To: "c"}}}, 3, []engine.Move{{Do: engine.MoveEnter, Block: "c"}}},
		"ended on the way":       {[]decisions{{{Block: "a", Do: publish.End, Text: over}}, {{Block: "a", Do: publish.Stay, Ask: true}}}, 3, []engine.Move{{Do: engine.MoveEnd, Text: over}}},
		"restarted":              {[]decisions{stay, {{Block: "a", Do: publish.Restart, To: "start"}}}, 3, []engine.Move{{Do: engine.MoveRestart, Block: "start"}}},
		"finishes":               {[]decisions{{{Block: "a", Do: publish.Finish}}, stay}, 1, nil},
		"finishes on the way":    {[]decisions{{{Block: "a", Do: publish.Map, To: "b"}}, {{Block: "b", Do: publish.Finish}}}, 2, []engine.Move{{Block: "b"}}},
		"fetched later":          {[]decisions{{{Block: "a", Do: publish.Finish}}, {{Block: "a", Behind: true, Do: publish.End}}}, 3, []engine.Move{{Do: engine.MoveEnd}}},
		"not meant while behind": {[]decisions{{{Block: "a", Do: publish.Finish}}, {{Block: "a", Do: publish.End}}}, 1, nil},
		"others that are behind": {[]decisions{stay, {{Block: "a", Behind: true, Do: publish.End}}}, 3, []engine.Move{{Block: "a"}}},
	} {
		to, moves := b.road(x.steps...).Lead([]engine.Frame{{Block: "a"}}, 1, len(x.steps)+1)
		if to != x.to {
			t.Errorf("%s: it comes to %d, want %d", name, to, x.to)
		}
		b.equal(name, moves, x.moves)
	}
}

func TestRoad_OneWhoFinishesHoldsTheOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := b.road([]publish.Decision{{Block: "a", Do: publish.Finish}, {Block: "b", Do: publish.End}})
	stack := []engine.Frame{{Block: "a"}, {Block: "b", Nested: true}}
	if to, moves := r.Lead(stack, 1, 2); to != 1 || moves != nil {
		t.Errorf("it comes to %d by %+v", to, moves)
	}
	// A flow that ends anyhow holds nobody.
	called := []engine.Frame{{Block: "b"}, {Block: "a", Called: true}}
	if to, moves := r.Lead(called, 1, 2); to != 2 || moves[0].Do != engine.MoveEnd {
		t.Errorf("it comes to %d by %+v", to, moves)
	}
	if r.Stirred() != 2 || b.road([]publish.Decision{{Block: "a", Do: publish.Finish}}).Stirred() != 0 {
		t.Error("who is to be told is not known")
	}
}

func TestCensus_CountsWhereSleepersWouldStand(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two, three := shop(question("a", "A?")+question("b", "B?"), ""), shop(question("a2", "A?")+question("b", "B2?"), ""), shop(question("a2", "A?"), "")
	docs := []*flow.Document{nil, b.load(one), b.load(two), b.load(three)}
	document := func(n int) (*flow.Document, error) {
		if docs[n] == nil {
			return nil, engine.ErrNotFound
		}
		return docs[n], nil
	}
	road := b.road([]publish.Decision{{Block: "a", Do: publish.Map, To: "a2"}}, []publish.Decision{{Block: "b", Do: publish.Finish}})
	census := func() *publish.Census {
		c := publish.NewCensus(3, road, document)
		for _, s := range [][]byte{session(1, at("order", "a")), session(2, at("order", "a2")), session(1, at("order", "b")), session(2, at("order", "b"))} {
			b.check(c.Add(s))
		}
		return c
	}
	plan := func(next string) []publish.Entry {
		m := &publish.Making{Old: engine.Survey(docs[3], b.reg, 3), New: engine.Survey(b.load(next), b.reg, 4), Census: census(), Document: document}
		p, err := m.Default()
		b.check(err)
		return p.Blocks
	}
	b.equal("a publish", plan(shop("", "")), []publish.Entry{
		{Decision: publish.Decision{Block: "a2", Do: publish.Finish}, Title: "Ask a2", Flow: "order", Type: "ask.text", Change: publish.Removed, Here: publish.Here{People: 2}},
		{Decision: publish.Decision{Block: "b", Behind: true, Do: publish.Finish}, Title: "Ask b", Flow: "order", Type: "ask.text", Change: publish.Behind, Revision: 2, Here: publish.Here{People: 2}},
	})
	// A rollback to where they are fetches them.
	if got := plan(two); len(got) != 1 || got[0].Do != publish.Stay || !got[0].Behind {
		t.Errorf("the rollback does %+v", got)
	}
}
