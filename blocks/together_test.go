package blocks_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// counter is the bot of testdata/counter.json with a customer and the owner.
type counter struct {
	*simulator.World
	t             *testing.T
	ann, owner    *simulator.Person
	customer, own int64
}

func openCounter(t *testing.T) *counter {
	t.Helper()
	data, err := os.ReadFile("testdata/counter.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	if issues := engine.Check(doc, reg); len(issues) > 0 {
		t.Fatalf("the bot has issues: %+v", issues)
	}
	w, err := simulator.New(t.Context(), simulator.Options{Document: doc, Registry: reg})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	c := &counter{World: w, t: t, ann: w.Person("ann", simulator.Profile{FirstName: "Ann"}), owner: w.Person(simulator.Owner, simulator.Profile{FirstName: "Olga"})}
	c.customer, c.own = c.ann.ID(), c.owner.ID()
	return c
}

// say lets somebody write, and compares what everybody reads then.
func (c *counter) say(who *simulator.Person, text string, want ...string) {
	c.t.Helper()
	c.read(who.Say(text), fmt.Sprintf("%s: %s", who.Name(), text), want...)
}

func (c *counter) read(err error, what string, want ...string) {
	c.t.Helper()
	if err == nil {
		err = c.Settle(c.t.Context())
	}
	if err != nil {
		c.t.Fatal(err)
	}
	var got []string
	for _, s := range c.See(c.Take(), "") {
		got = append(got, s.To+": "+s.Text)
	}
	slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(a[:strings.Index(a, ":")], b[:strings.Index(b, ":")]) })
	if !slices.Equal(got, want) {
		c.t.Errorf("after %q everybody reads %q, want %q", what, got, want)
	}
}

func TestBlocks_OrderIsApprovedFromAnotherSession(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.say(c.ann, "hello", "ann: What?")
	c.say(c.ann, "/order", "ann: 1. tea", "ann: 2. cake", fmt.Sprintf("owner: %d orders for 8", c.customer))
	c.say(c.ann, "hello", "ann: What?") // on top of the wait
	c.say(c.owner, fmt.Sprintf("/approve %d 5 mistake", c.customer), "owner: Told")
	c.say(c.owner, fmt.Sprintf("/approve %d 8 with love", c.customer), "ann: Approved: with love, buyer", "owner: Told")
	c.say(c.owner, fmt.Sprintf("/approve %d 8 again", c.customer), "owner: Told")
	c.say(c.ann, "hello", "ann: Welcome back")
	c.say(c.ann, "Да, 5", "ann: Yes!")
	c.say(c.ann, "12 cakes", "ann: 12 is a lot")
	c.say(c.ann, "/order", "ann: 1. tea", "ann: 2. cake", fmt.Sprintf("owner: %d orders for 16", c.customer))
	c.read(c.Advance(t.Context(), time.Hour), "an hour", "ann: Nobody answered")
}

func TestBlocks_BannedCustomerIsNotHeard(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.say(c.ann, "/order", "ann: 1. tea", "ann: 2. cake", fmt.Sprintf("owner: %d orders for 8", c.customer))
	c.say(c.owner, fmt.Sprintf("/ban %d", c.customer), "owner: Banned")
	c.say(c.ann, "hello", "ann: Sorry, not here.")
	c.say(c.ann, "/order")
	c.say(c.owner, fmt.Sprintf("/ban %d", c.own), "owner: Not yourself")
	c.say(c.owner, fmt.Sprintf("/approve %d 8 all the same", c.customer), "ann: Approved: all the same, buyer", "owner: Told")
	c.say(c.ann, "thanks")
	c.say(c.owner, fmt.Sprintf("/unban %d", c.customer), "owner: Unbanned")
	c.say(c.ann, "thanks", "ann: Welcome back")
}
