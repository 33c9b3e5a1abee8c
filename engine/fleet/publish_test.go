package fleet_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/publish"
)

// asking is a bot that asks a question in a block of the given id.
func asking(id string) []byte {
	return []byte(`{"schema_version": 1, "name": "Shop", "language": "en", "flows": [{"id": "main", "name": "Main",
		"blocks": [{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
			{"id": "` + id + `", "type": "ask.text", "config": {"prompt": {"text": "Name?"}}, "exits": {"timeout": "end"}},
			{"id": "thanks", "type": "message.text", "config": {"text": "Thank you"}, "exits": {"next": "end"}}],
		"edges": [{"from": "start", "exit": "next", "to": "` + id + `"}, {"from": "` + id + `", "exit": "answered", "to": "thanks"}]}]}`)
}

func TestManager_PublishesByAPlan(t *testing.T) {
	t.Parallel()
	p := setup(t)
	ctx := t.Context()
	_, err := p.manager.Add(ctx, fleet.Application{Token: shopToken, Document: asking("name")})
	p.check(err)
	p.serve(false)
	who := p.greets(shopToken, "Name?")
	plan, err := p.manager.Plan(ctx, shop, asking("who"))
	p.check(err)
	at := slices.IndexFunc(plan.Blocks, func(e publish.Entry) bool { return e.Block == "name" })
	if at < 0 || plan.People != 1 || plan.Blocks[at].Here.People != 1 || plan.Blocks[at].Do != publish.Finish || plan.Blocks[at].Suggest != "who" {
		t.Fatalf("the plan is %+v", plan)
	}
	plan.Blocks[at].Decision = publish.Decision{Block: "name", Do: publish.Map, To: "who"}
	n, err := p.manager.Publish(ctx, shop, asking("who"), plan)
	p.check(err)
	p.until("it is served", func() bool {
		rev, err := p.host.Revision(ctx, shop)
		return err == nil && rev.Number == n
	})
	_, err = who.Say(shopToken, "Ann")
	p.check(err)
	p.until("she is thanked", func() bool { return slices.Contains(heard(who, shopToken), "Thank you") })
	p.end()

	_, err = p.manager.Publish(ctx, shop, asking("name"), plan)
	if wrong, ok := errors.AsType[*publish.PlanError](err); !ok || wrong.Issues[0].Code != "plan_outdated" {
		t.Errorf("a plan for another revision: %v", err)
	}
	if _, err := p.manager.Plan(ctx, salon, asking("name")); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("a bot that is not here: %v", err)
	}
}

// Who was let finish in an older revision is fetched later, although the document is still the same.
func TestManager_FetchesWhoIsBehindWithoutAnotherDocument(t *testing.T) {
	t.Parallel()
	p := setup(t)
	ctx := t.Context()
	_, err := p.manager.Add(ctx, fleet.Application{Token: shopToken, Document: asking("name")})
	p.check(err)
	p.serve(false)
	who := p.greets(shopToken, "Name?")
	n, err := p.manager.Publish(ctx, shop, asking("who"), nil)
	p.check(err)
	if again, err := p.manager.Publish(ctx, shop, asking("who"), nil); err != nil || again != n {
		t.Errorf("the same document without a plan is revision %d, %v; want %d", again, err, n)
	}
	plan, err := p.manager.Plan(ctx, shop, asking("who"))
	p.check(err)
	at := slices.IndexFunc(plan.Blocks, func(e publish.Entry) bool { return e.Block == "name" })
	if at < 0 || !plan.Blocks[at].Behind || plan.Blocks[at].Here.People != 1 {
		t.Fatalf("the plan is %+v", plan)
	}
	plan.Blocks[at].Do, plan.Blocks[at].Text = publish.End, map[string]string{"en": "That is over."}
	fetched, err := p.manager.Publish(ctx, shop, asking("who"), plan)
	p.check(err)
	if fetched != n+1 {
		t.Errorf("the plan is that of revision %d, want %d", fetched, n+1)
	}
	p.until("she is told", func() bool { return slices.Contains(heard(who, shopToken), "That is over.") })
	p.end()
}

// A bot that was here before is added with a document in which no answer goes on any more: who stood at the question is asked anew.
func TestManager_AddsAKnownBotByThePlanOfEveryPublish(t *testing.T) {
	t.Parallel()
	p := setup(t)
	ctx := t.Context()
	pressing := func(text, button string) []byte {
		return []byte(`{"schema_version": 1, "name": "Shop", "language": "en", "flows": [{"id": "main", "name": "Main",
			"blocks": [{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
				{"id": "ready", "type": "message.text", "config": {"text": "` + text + `", "buttons": [[{"id": "` + button + `", "label": "Go on"}]]},
					"exits": {"timeout": "end", "button:` + button + `": "end"}}],
			"edges": [{"from": "start", "exit": "next", "to": "ready"}]}]}`)
	}
	_, err := p.manager.Add(ctx, fleet.Application{Token: shopToken, Document: pressing("Ready?", "yes")})
	p.check(err)
	p.serve(false)
	who := p.greets(shopToken, "Ready?")
	p.check(p.manager.Disconnect(ctx, shop))
	_, err = p.manager.Add(ctx, fleet.Application{Token: shopToken, Document: pressing("Really ready?", "sure")})
	p.check(err)
	p.until("she is asked anew", func() bool { return slices.Contains(heard(who, shopToken), "Really ready?") })
	p.end()
}

// busyStore is one that somebody else publishes to while a publish is prepared.
type busyStore struct {
	fleet.Store
	before func()
}

func (s *busyStore) PublishPlan(ctx context.Context, x host.Publication) (int, error) {
	s.before()
	return s.Store.PublishPlan(ctx, x)
}

func TestManager_RefusesAPublishThatWasOvertaken(t *testing.T) {
	t.Parallel()
	p := setup(t)
	_, err := p.manager.Add(t.Context(), fleet.Application{Token: shopToken, Document: asking("name")})
	p.check(err)
	busy := &busyStore{Store: p.store, before: func() {
		_, err := p.manager.Publish(t.Context(), shop, asking("other"), nil)
		p.check(err)
	}}
	m := fleet.NewManager(fleet.ManagerOptions{Store: busy, Caller: p.client, Registry: p.registry, Now: time.Now, Random: rand.Reader})
	if _, err := m.Publish(t.Context(), shop, asking("who"), nil); !errors.Is(err, fleet.ErrPublished) {
		t.Errorf("it is %v", err)
	}
	if n := p.shop().Revision; n != 2 {
		t.Errorf("revision %d is published", n)
	}
}
