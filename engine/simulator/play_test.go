package simulator_test

import (
	"testing"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/blocks"

	"github.com/scenarist/scenarist/engine/simulator"
)

func TestPlaySmoke(t *testing.T) {
	reg := engine.NewRegistry()
	blocks.Register(reg)
	r, err := simulator.Play(t.Context(), "/tmp/tr/paid.transcript.json", simulator.PlayOptions{Registry: reg})
	t.Log(r.Text(), err)
	r, err = simulator.Play(t.Context(), "/tmp/tr/paid.transcript.json", simulator.PlayOptions{Registry: reg, Update: true})
	t.Log(r.Text(), err)
}
