package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

// largeDocument writes a document of ten flows with so many blocks together, each with a message, buttons, an edge and
// a place.
func largeDocument(b *testing.B, blocks int) []byte {
	b.Helper()
	const flows = 10
	d := &flow.Document{
		SchemaVersion: flow.SchemaVersion, Name: "Large", Language: "en", Layout: flow.Layout{},
	}
	for i := range flows {
		f := flow.Flow{ID: fmt.Sprintf("flow-%d", i), Name: fmt.Sprintf("Flow %d", i)}
		places := make(map[string][2]float64)
		for j := range blocks / flows {
			id := fmt.Sprintf("block-%d-%d", i, j)
			f.Blocks = append(f.Blocks, flow.Block{
				ID: id, Type: "message.text", Label: "Say it", Exits: map[string]string{"error": flow.ExitInherit},
				Config: []byte(`{"text":"Hi, {{ user.first_name }}! ` + strings.Repeat("Your order is ready. ", 5) +
					`","buttons":[[{"id":"buy","label":"Buy"},{"id":"site","label":"Site","url":"https://example.com"}]]}`),
			})
			places[id] = [2]float64{float64(j * 260), float64(i * 120)}
			if j > 0 {
				f.Edges = append(f.Edges, flow.Edge{From: f.Blocks[j-1].ID, Exit: "next", To: id})
			}
		}
		d.Flows = append(d.Flows, f)
		d.Layout[f.ID] = places
	}
	return mustMarshal(b, d)
}

func BenchmarkLoad1000(b *testing.B) {
	data := largeDocument(b, 1000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := flow.Load(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarshal1000(b *testing.B) {
	d := mustLoad(b, largeDocument(b, 1000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := flow.Marshal(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLocate1000(b *testing.B) {
	index := flow.NewIndex(largeDocument(b, 1000))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, ok := index.Locate("/flows/9/blocks/99/config/buttons/0/1/url"); !ok {
			b.Fatal("not found")
		}
	}
}
