package simulator_test

import (
	"os"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

func TestWorld_PlacesMakeSense(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		place simulator.Place
		want  string
	}{
		"id of a person": {simulator.Place{ID: 5, Title: "Club"}, "the id of a group or channel is negative, not 5"},
		"no title":       {simulator.Place{ID: -5}, "chat -5 has no title"},
		"unknown type":   {simulator.Place{ID: -5, Title: "Club", Type: "room"}, `chat "Club" is a channel, group or supergroup, not a "room"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile("testdata/shop/bot.json")
			if err != nil {
				t.Fatal(err)
			}
			doc, err := flow.Load(data)
			if err != nil {
				t.Fatal(err)
			}
			_, err = simulator.New(t.Context(), simulator.Options{
				Document: doc, Registry: registry(t), Places: []simulator.Place{c.place},
			})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %v; want %q", err, c.want)
			}
		})
	}
}
