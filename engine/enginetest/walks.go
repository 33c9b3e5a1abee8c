package enginetest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// walkSeed walks one way only, to look at what another run found.
var walkSeed = flag.Uint64("walk.seed", 0, "walk with this seed only (see RunWalks)")

// WalkTurns is how many turns one walk is long: after that many, other people come.
const WalkTurns = 250

// walkGroup is a group in which the people write too, and the bot is.
var walkGroup = simulator.Place{ID: -1009999999999, Type: "supergroup", Title: "Neighbours"}

// RunWalks lets random people use the bot in the directory for so many turns in all; see simulator.TakeWalk for what they
// find. The seeds are 1, 2, 3 …, so that every run finds the same. A failure names its seed: -walk.seed walks it again.
//
// All of them together have to come by so many of a hundred blocks as least says: people who come by little prove little.
// Some blocks only come by what no walk has, such as a service that is away for a day; transcripts are for those.
//
// Beside bot.json there may be a stand-in for its services and a route for the people.
func RunWalks(t *testing.T, reg *engine.Registry, dir string, turns, least int) {
	t.Helper()
	o := walkOptions(t, reg, dir)
	first, last := uint64(1), uint64((turns+WalkTurns-1)/WalkTurns)
	if *walkSeed != 0 {
		first, last = *walkSeed, *walkSeed
	}
	passed := map[string]bool{}
	for seed := first; seed <= last; seed++ {
		walk := walkOnce(t, o, dir, seed)
		for _, block := range walk.Passed {
			passed[block] = true
		}
		if t.Failed() {
			return
		}
	}
	var never []string
	blocks := 0
	for _, f := range o.World.Document.Flows {
		for _, b := range f.Blocks {
			if blocks++; !passed[b.ID] {
				never = append(never, b.ID)
			}
		}
	}
	words := fmt.Sprintf("came by %d of %d blocks, never by %s", blocks-len(never), blocks, strings.Join(never, ", "))
	if *walkSeed == 0 && 100*(blocks-len(never)) < least*blocks {
		t.Fatalf("%s; they have to come by %d of a hundred", words, least)
	}
	t.Log(words)
}

func walkOptions(t *testing.T, reg *engine.Registry, dir string) simulator.WalkOptions {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "bot.json"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	files := os.DirFS(dir)
	route, err := simulator.LoadRoute(files)
	if err != nil {
		t.Fatal(err)
	}
	return simulator.WalkOptions{
		Turns: WalkTurns, Route: route,
		World: simulator.Options{Document: doc, Registry: reg, Asset: simulator.AssetsIn(files)},
	}
}

func walkOnce(t *testing.T, o simulator.WalkOptions, dir string, seed uint64) *simulator.Walk {
	t.Helper()
	files := os.DirFS(dir)
	standin, err := simulator.LoadStandin(files)
	if err != nil {
		t.Fatal(err)
	}
	o.World.Places = []simulator.Place{walkGroup}
	if standin != nil {
		o.World.Places = append(o.World.Places, standin.Chats...)
	}
	if o.World.Answers, o.World.Secrets, err = o.Route.Services(standin, files); err != nil {
		t.Fatal(err)
	}
	o.Seed = seed
	walk, err := simulator.TakeWalk(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if walk.Fault != "" {
		t.Errorf("after %d turns: %s\nwalk it again with -walk.seed=%d\n%s", walk.Turns, walk.Fault, seed, strings.Join(walk.Last, "\n"))
	}
	return walk
}
