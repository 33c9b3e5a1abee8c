package composite_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/publish"
)

// steps is a block that asks one question after the other; each is a letter, a capital one is a choice instead of a text.
func steps(version, questions string) string {
	var list, edges []string
	for i, q := range strings.Split(questions, "") {
		id := strings.ToLower(q)
		typ, exit, ends := "ask.text", "answered", ""
		if id != q {
			typ, exit, ends = "ask.confirm", "yes", `"no": "end"`
		}
		if i+1 < len(questions) {
			edges = append(edges, fmt.Sprintf(`{"from": %q, "exit": %q, "to": %q}`, id, exit, strings.ToLower(questions[i+1:i+2])))
		} else {
			ends = strings.TrimPrefix(ends+fmt.Sprintf(`, %q: "end"`, exit), ", ")
		}
		list = append(list, fmt.Sprintf(`{"id": %q, "type": %q, "config": {"prompt": {"text": "%s of %s"}}, "exits": {%s}}`, id, typ, id, version, ends))
	}
	return fmt.Sprintf(`{"manifest": 1, "name": "acme/steps", "version": %q, "kind": "composite", "title": {"en": "Steps"}, "help": {"en": "Asks."},
	"exits": [{"name": "next", "title": {"en": "Next"}}], "examples": [{"config": {}}],
	"composite": {"flow": "f", "document": {"schema_version": 1, "name": "Steps", "language": "en", "flows": [{"id": "f", "name": "F", "blocks": [%s], "edges": [%s]}]}}}`,
		version, strings.Join(list, ","), strings.Join(edges, ","))
}

// town is a bot and its revisions, one for each version of the block that it is made of.
type town struct {
	*testing.T
	lib  *custom.Library
	revs []*engine.Revision // by number, from 1
}

func newTown(t *testing.T, questions ...string) *town {
	t.Helper()
	w := &town{T: t}
	var packages []*custom.Package
	for i, q := range questions {
		packages = append(packages, pack(t, steps(fmt.Sprintf("1.%d.0", i), q)))
	}
	w.lib = library(t, packages...)
	for i := range questions {
		doc := loaded(t, fmt.Sprintf(`{"schema_version": 1, "name": "Bot", "language": "en", "uses": {"acme/steps": "1.%d.0"}, "flows": [{"id": "main", "name": "Main", "edges": [{"from": "start", "exit": "next", "to": "steps"}, {"from": "steps", "exit": "next", "to": "end"}], "blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "start"}}, {"id": "steps", "type": "acme/steps", "config": {}},
			{"id": "end", "type": "message.text", "config": {"text": "over"}, "exits": {"next": "end"}}]}]}`, i))
		w.revs = append(w.revs, must[*engine.Revision](t)(engine.Compile(doc, must[*engine.Registry](t)(w.lib.Registry(t.Context(), "", doc)), i+1)))
	}
	return w
}

// turn gives a text to a session, which is saved and loaded before.
func (w *town) turn(rev *engine.Revision, s *engine.Session, m *engine.Migration, text string) *engine.Result {
	w.Helper()
	data := must[[]byte](w.T)(json.Marshal(s))
	s = engine.NewSession(s.Key)
	if err := json.Unmarshal(data, s); err != nil {
		w.Fatal(err)
	}
	ev := engine.Event{
		Kind: engine.MessageReceived, Chat: engine.Chat{ID: 7, Type: "private"}, User: engine.User{ID: 7}, Time: time.Unix(1, 0),
		Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: text, Command: strings.TrimPrefix(text, "/")},
	}
	if !strings.HasPrefix(text, "/") {
		ev.Message.Command = ""
	}
	return must[*engine.Result](w.T)(rev.Turn(w.Context(), engine.State{Session: s, Migration: m}, ev, engine.Deps{
		Now: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), Key: []byte("0123456789abcdef"), Audit: true, NewID: func() string { return "id" },
	}))
}

// publishes gives the road of the default plans, and what they say.
func (w *town) publishes(s *engine.Session) (publish.Road, []*publish.Plan) {
	w.Helper()
	var road []publish.Step
	var plans []*publish.Plan
	document := func(n int) (*flow.Document, error) { return w.revs[n-1].Doc, nil }
	for i := 1; i < len(w.revs); i++ {
		census := publish.NewCensus(i, publish.NewRoad(road), document)
		if err := census.Add(must[[]byte](w.T)(json.Marshal(s))); err != nil {
			w.Fatal(err)
		}
		making := publish.Making{Old: w.revs[i-1], New: w.revs[i], Census: census, Document: document}
		plan := must[*publish.Plan](w.T)(making.Default())
		plans = append(plans, plan)
		road = append(road, publish.NewStep(i+1, plan.Decisions()))
	}
	return publish.NewRoad(road), plans
}

func (w *town) earlier(n int) (*engine.Revision, error) { return w.revs[n-1], nil }

// TestPublish_AnotherVersionFindsPeopleAgain moves somebody from inside of one version to inside of the next.
func TestPublish_AnotherVersionFindsPeopleAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		next     string
		change   publish.Change
		do       publish.Action
		revision int
		answer   string
	}{
		"the question is there":       {"abc", publish.Changed, publish.Stay, 2, "b of 1.1.0"},
		"with another one in between": {"axb", publish.Changed, publish.Stay, 2, "x of 1.1.0"},
		"the question is gone":        {"bc", publish.Removed, publish.Finish, 1, "b of 1.0.0"},
		"it is of another type":       {"Ab", publish.Replaced, publish.Finish, 1, "b of 1.0.0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, "ab", c.next)
			s := w.turn(w.revs[0], engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7}), nil, "/start").Session
			if top := s.Top(); top == nil || top.Block != "acme/steps:a" {
				t.Fatalf("the session stands at %+v", top)
			}
			road, plans := w.publishes(s)
			at := slices.IndexFunc(plans[0].Blocks, func(e publish.Entry) bool { return e.Block == "acme/steps:a" })
			if at < 0 {
				t.Fatalf("the plan has %+v", plans[0].Blocks)
			}
			if e := plans[0].Blocks[at]; e.Change != c.change || e.Do != c.do || e.Here.People != 1 {
				t.Errorf("the plan says %+v", e)
			}
			f := must[publish.Footing](t)(road.Bring(s, w.revs[1], w.earlier))
			if f.Revision.Number != c.revision {
				t.Errorf("it goes on in revision %d", f.Revision.Number)
			}
			res := w.turn(f.Revision, f.Session, f.Migration, "an answer")
			if len(res.Effects) == 0 || res.Effects[0].Content == nil || res.Effects[0].Content.Text != c.answer {
				t.Errorf("after the answer came %+v", res.Effects)
			}
		})
	}
}

// TestPublish_NobodyIsEverAtABlockThatIsNotThere publishes versions that were made by chance, one after the other, while somebody
// answers now and then.
func TestPublish_NobodyIsEverAtABlockThatIsNotThere(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		var versions []string
		for range 4 {
			letters := []string{"a", "b", "c", "d", "e"}
			r.Shuffle(len(letters), func(i, j int) { letters[i], letters[j] = letters[j], letters[i] })
			for i := range letters {
				if r.IntN(4) == 0 {
					letters[i] = strings.ToUpper(letters[i])
				}
			}
			versions = append(versions, strings.Join(letters[:1+r.IntN(len(letters))], ""))
		}
		w := newTown(t, versions...)
		s := w.turn(w.revs[0], engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7}), nil, "/start").Session
		road, _ := w.publishes(s)
		for n := 1; n <= len(w.revs); n++ {
			published := w.revs[n-1]
			for range r.IntN(3) {
				f := must[publish.Footing](t)(road[:n-1].Bring(s, published, w.earlier))
				if text := []string{"yes", "x"}[r.IntN(2)]; len(s.Frames) > 0 {
					res := w.turn(f.Revision, f.Session, f.Migration, text)
					s = res.Session
					for _, note := range res.Notes {
						if note.Kind == engine.NoteError {
							t.Fatalf("seed %d, versions %q: %+v", seed, versions, note.Error)
						}
					}
				}
				for _, frame := range s.Frames {
					if _, ok := w.revs[s.Revision-1].Has(frame.Block); !ok {
						t.Fatalf("seed %d, versions %q: the session of revision %d stands at %s", seed, versions, s.Revision, frame.Block)
					}
				}
			}
		}
	}
}
