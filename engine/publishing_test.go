package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/publish"
)

// publications are all that was published of a bot, as a store keeps it.
type publications struct {
	reg  *engine.Registry
	docs []*flow.Document // revision 1 first
	revs []*engine.Revision
	road publish.Road
}

func (p *publications) document(revision int) (*flow.Document, error) { return p.docs[revision-1], nil }

// add publishes a document by a plan.
func (p *publications) add(doc *flow.Document, plan *publish.Plan) {
	n := len(p.docs) + 1
	p.docs, p.revs = append(p.docs, doc), append(p.revs, engine.Survey(doc, p.reg, n))
	packed := must(publish.Pack(plan.Decisions()))
	if packed == nil {
		return
	}
	step, err := publish.Unpack(n, packed)
	if err != nil {
		panic(err)
	}
	p.road = publish.NewRoad(append(p.road, step))
}

// making is what a plan for the next document is made of, with one session inside.
func (p *publications) making(next *flow.Document, session []byte) *publish.Making {
	now := len(p.docs)
	m := &publish.Making{Old: p.revs[now-1], New: engine.Survey(next, p.reg, now+1), Document: p.document}
	m.Census = publish.NewCensus(now, p.road, p.document)
	if err := m.Census.Add(session); err != nil {
		panic(err)
	}
	return m
}

// bring gives what the session's next turn runs on.
func (p *publications) bring(s *engine.Session) publish.Footing {
	at, err := p.road.Bring(s, p.revs[len(p.revs)-1], func(n int) (*engine.Revision, error) { return p.revs[n-1], nil })
	if err != nil {
		panic(err)
	}
	return at
}

// drawInhabited draws a bot in which people come to stand somewhere: /start leads to a block that waits, and so does a word
// that interrupts it.
func drawInhabited(t *rapid.T) *flow.Document {
	d, err := flow.Load([]byte(drawDocument(t)))
	if err != nil {
		t.Fatal(err)
	}
	f := &d.Flows[0]
	waiting := []string{"test.ask", "test.job", "test.pay", "test.call", "test.hold"}
	configs := map[string][]string{
		"test.ask": {`{"text":"one?"}`, `{"text":"two?","deadline":"1h","remind":"1m"}`, `{"text":"three?","interrupt":"any","keyboard":true}`},
		"test.job": {`{}`}, "test.pay": {`{}`}, "test.call": {`{"flow":"f1"}`, `{"flow":"f0"}`, `{"flow":"f0","ask":true}`}, "test.hold": {`{}`},
	}
	stand := func(b *flow.Block) {
		b.Type = rapid.SampledFrom(waiting).Draw(t, "waits")
		b.Config = json.RawMessage(rapid.SampledFrom(configs[b.Type]).Draw(t, "set"))
		b.SkipIf, b.OncePer, b.Cooldown, b.Roles = "", "", nil, nil
	}
	begin := func(b *flow.Block, config string, to *flow.Block) {
		b.Type, b.Config, b.OncePer, b.Cooldown, b.Roles, b.SkipIf = "test.trigger", json.RawMessage(config), "", nil, nil, ""
		f.Edges = slices.DeleteFunc(f.Edges, func(e flow.Edge) bool { return e.From == b.ID || e.To == b.ID })
		f.Edges = append(f.Edges, flow.Edge{From: b.ID, Exit: "next", To: to.ID})
	}
	stand(&f.Blocks[1])
	begin(&f.Blocks[0], `{"command":"start"}`, &f.Blocks[1])
	if len(f.Blocks) > 3 {
		stand(&f.Blocks[3])
		begin(&f.Blocks[2], `{"word":"hello","when_busy":"nest"}`, &f.Blocks[3])
	}
	return d
}

// edited draws a document that somebody made out of another one: by hand, from scratch, or an earlier one again.
func edited(t *rapid.T, p *publications) *flow.Document {
	switch rapid.IntRange(0, 9).Draw(t, "how") {
	case 0:
		return drawInhabited(t)
	case 1:
		return p.docs[rapid.IntRange(0, len(p.docs)-1).Draw(t, "rollback")]
	}
	d := p.docs[len(p.docs)-1].Clone()
	other := drawInhabited(t)
	for i := range rapid.IntRange(1, 6).Draw(t, "edits") {
		f := &d.Flows[rapid.IntRange(0, len(d.Flows)-1).Draw(t, "flow")]
		if len(f.Blocks) < 2 {
			continue
		}
		n := rapid.IntRange(0, len(f.Blocks)-1).Draw(t, "block")
		id := f.Blocks[n].ID
		switch rapid.IntRange(0, 5).Draw(t, "edit") {
		case 0: // removed
			f.Blocks = slices.Delete(f.Blocks, n, n+1)
			f.Edges = slices.DeleteFunc(f.Edges, func(e flow.Edge) bool { return e.From == id || e.To == id })
		case 1: // renamed
			to := fmt.Sprintf("renamed_%d_%d", len(p.docs), i)
			f.Blocks[n].ID = to
			for j := range f.Edges {
				if f.Edges[j].From == id {
					f.Edges[j].From = to
				}
				if f.Edges[j].To == id {
					f.Edges[j].To = to
				}
			}
		case 2: // moved
			g := &d.Flows[len(d.Flows)-1]
			if g != f {
				g.Blocks = append(g.Blocks, f.Blocks[n])
				f.Blocks = slices.Delete(f.Blocks, n, n+1)
				f.Edges = slices.DeleteFunc(f.Edges, func(e flow.Edge) bool { return e.From == id || e.To == id })
			}
		case 3: // replaced
			from := other.Flows[0].Blocks[min(n, len(other.Flows[0].Blocks)-1)]
			f.Blocks[n].Type, f.Blocks[n].Config = from.Type, from.Config
		case 4: // led elsewhere
			if len(f.Edges) > 0 {
				j := rapid.IntRange(0, len(f.Edges)-1).Draw(t, "edge")
				f.Edges = slices.Delete(f.Edges, j, j+1)
			}
		default: // set otherwise
			for _, b := range other.Flows[0].Blocks {
				if b.Type == f.Blocks[n].Type {
					f.Blocks[n].Config = b.Config
				}
			}
		}
	}
	return d
}

// drawPlan draws a plan that Complete takes: mostly one that decides for where somebody stands.
func drawPlan(t *rapid.T, m *publish.Making, standing []engine.Frame) *publish.Plan {
	whole, err := m.Default()
	if err != nil {
		t.Fatal(err)
	}
	given := &publish.Plan{From: whole.From}
	blocks, triggers := []string{"nowhere"}, []string{"nowhere"}
	for _, f := range m.New.Doc.Flows {
		for _, b := range f.Blocks {
			if is, _ := m.New.Place(b.ID); is.Trigger {
				triggers = append(triggers, b.ID)
			} else {
				blocks = append(blocks, b.ID)
			}
		}
	}
	try := func(d publish.Decision) {
		next := *given
		next.Blocks = append(slices.Clone(given.Blocks), publish.Entry{Decision: d})
		if done, err := m.Complete(&next); err == nil {
			given, whole = &next, done
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "default") == 0 {
		return whole
	}
	places := map[string]bool{} // block → behind
	for _, f := range standing {
		places[f.Block] = false
	}
	for _, e := range whole.Blocks {
		if e.Here.People > 0 || rapid.Bool().Draw(t, "decided") {
			places[e.Block] = e.Behind
		}
	}
	for _, block := range slices.Sorted(maps.Keys(places)) {
		d := publish.Decision{Block: block, Behind: places[block]}
		d.Do = rapid.SampledFrom([]publish.Action{publish.Stay, publish.Move, publish.Map, publish.Restart, publish.End, publish.Finish}).Draw(t, "do")
		d.Ask = rapid.IntRange(0, 3).Draw(t, "ask") == 0
		if d.Do == publish.Map {
			d.To = rapid.SampledFrom(blocks).Draw(t, "target")
		}
		if d.Do == publish.Restart && rapid.Bool().Draw(t, "named") {
			d.To = rapid.SampledFrom(triggers).Draw(t, "target")
		}
		if d.Do == publish.End && rapid.Bool().Draw(t, "worded") {
			d.Text = engine.Text{"en": "Bye & see you"}
		}
		try(d)
	}
	return whole
}

// TestProperty_AnyPublishWithPeopleInside holds that whatever is published, by whatever plan and however often, with turns in
// between or none: nobody comes to stand at a block that is not there, nobody is stuck or loses her place without a word,
// turns are the same when they are run again, and what the job had to tell has been told.
func TestProperty_AnyPublishWithPeopleInside(t *testing.T) {
	t.Parallel()
	reg := registry(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := &publications{reg: reg}
		p.add(drawInhabited(rt), nil)
		x := &bot{tb: t, now: start, chat: engine.Chat{ID: 7, Type: "private"}, who: engine.User{ID: 7, FirstName: "Ann"}}
		live := engine.NewSession(x.key())
		var last *engine.Result
		turn := func(ev engine.Event) {
			x.now = x.now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(rt, "seconds")) * time.Second)
			ev.Chat, ev.User, ev.Time = x.chat, x.who, x.now
			last = publishedTurn(rt, p, x, live, ev)
			live = last.Session
		}
		for range rapid.IntRange(1, 4).Draw(rt, "publishes") {
			for _, text := range []string{"/start", "hello"} {
				if rapid.Bool().Draw(rt, text) {
					m := &engine.Message{ID: 8, Kind: engine.TextMessage, Text: text}
					m.Command, m.Args, _ = engine.ParseCommand(text, "")
					turn(engine.Event{Kind: engine.MessageReceived, Message: m})
				}
			}
			for range rapid.IntRange(0, 4).Draw(rt, "events") {
				turn(drawEvent(rt, live, last))
			}
			doc := edited(rt, p)
			p.add(doc, drawPlan(rt, p.making(doc, must(json.Marshal(live))), live.Frames))
			if now := len(p.revs); rapid.Bool().Draw(rt, "job") && p.road.Stirs(live.Frames, live.Revision, now) {
				held := p.bring(live).Migration == nil
				turn(engine.Event{Kind: engine.SessionRefreshed, Refresh: &engine.Refresh{Since: x.now}})
				if !held && p.road.Stirs(live.Frames, live.Revision, now) && p.bring(live).Migration != nil {
					rt.Fatalf("the job leaves something to be told: %+v", live.Frames)
				}
			}
		}
		// Whatever was done to her, she is answered.
		turn(engine.Event{Kind: engine.MessageReceived, Message: &engine.Message{ID: 9, Kind: engine.TextMessage, Text: "yes"}})
		if !last.Handled {
			rt.Fatalf("what she says is not for anybody: %+v", live.Frames)
		}
	})
}

// publishedTurn runs a turn on what the road leads to, twice, and looks at what came of it.
func publishedTurn(rt *rapid.T, p *publications, x *bot, live *engine.Session, ev engine.Event) *engine.Result {
	run := func() (*engine.Result, publish.Footing) {
		s := new(engine.Session)
		if err := json.Unmarshal(must(json.Marshal(live)), s); err != nil {
			rt.Fatal(err)
		}
		at := p.bring(s)
		st := engine.State{Session: at.Session, User: x.user, Migration: at.Migration, Records: map[string]engine.RecordAnswer{}}
		for {
			res, err := at.Revision.Turn(x.tb.Context(), st, ev, x.deps())
			if need, ok := errors.AsType[*engine.NeedError](err); ok {
				for _, r := range need.Reads {
					st.Records[r.ID()] = engine.RecordAnswer{}
				}
				continue
			}
			if err != nil {
				rt.Fatal(err)
			}
			return res, at
		}
	}
	before := must(json.Marshal(live))
	res, at := run()
	again, _ := run()
	if a, b := must(json.Marshal(res)), must(json.Marshal(again)); string(a) != string(b) {
		rt.Fatalf("the same turn came to something else:\n%s\n%s", a, b)
	}
	if after := must(json.Marshal(live)); string(after) != string(before) {
		rt.Fatalf("the given session was changed:\n%s\n%s", before, after)
	}
	if res.Session.Revision != at.Revision.Number {
		rt.Fatalf("it stands in revision %d and ran on %d", res.Session.Revision, at.Revision.Number)
	}
	for i, f := range res.Session.Frames {
		if place, ok := at.Revision.Place(f.Block); !ok || place.Flow != f.Flow {
			rt.Fatalf("frame %d stands at %s/%s, which revision %d does not have", i, f.Flow, f.Block, at.Revision.Number)
		}
		if top := i == len(res.Session.Frames)-1; top && f.Wait == nil {
			rt.Fatalf("frame %d neither waits nor ended: %+v", i, f)
		}
	}
	if n := len(must(json.Marshal(res.Session))); n > engine.MaxSessionBytes {
		rt.Fatalf("a session of %d bytes", n)
	}
	if at.Migration != nil {
		toldOfEnds(rt, at, live, res)
	}
	for _, w := range res.Writes {
		x.user = w.Apply(x.user)
	}
	return res
}

// toldOfEnds holds that where a run ended or began anew on the way, a message says so.
func toldOfEnds(rt *rapid.T, at publish.Footing, live *engine.Session, res *engine.Result) {
	moves := at.Migration.Moves
	runs := engine.Runs(live.Frames)
	for r := range len(runs) - 1 {
		cut := slices.IndexFunc(moves[runs[r]:runs[r+1]], func(m engine.Move) bool { return m.Do != engine.MoveCarry })
		if cut < 0 || moves[runs[r]+cut].Do == engine.MoveEnter {
			continue
		}
		want := at.Revision.Words("bot_changed", "en")
		switch m := moves[runs[r]+cut]; {
		case m.Text != nil:
			want = engine.EscapeText(m.Text["en"])
		case m.Do == engine.MoveRestart:
			want = at.Revision.Words("begins_anew", "en")
		}
		if !slices.ContainsFunc(res.Effects, func(e engine.Effect) bool {
			return e.Kind == engine.SendMessage && e.Content != nil && e.Content.Text == want
		}) {
			rt.Fatalf("nobody is told %q: %+v", want, res.Effects)
		}
	}
}
