package logic_test

import (
	"log/slog"
	"math"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

func TestSplit_SharesFollowTheWeights(t *testing.T) {
	t.Parallel()
	doc, err := flow.Load([]byte(`{"schema_version": 1, "name": "T", "language": "en", "flows": [{"id": "f", "name": "F", "edges": [], "blocks": [
		{"id": "s", "type": "logic.split", "config": {"branches": [{"id": "a", "weight": 3}, {"id": "none", "weight": 0}, {"id": "b", "weight": 1.5}, {"id": "c", "weight": 0.5}]},
		 "exits": {"branch:a": "end", "branch:b": "end", "branch:c": "end", "branch:none": "end"}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(doc, setup(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	const users = 4000
	got := map[string]float64{}
	for i := range uint64(users) {
		res, err := rev.Turn(t.Context(), engine.State{Session: engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7})},
			engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "f"}},
			engine.Deps{Now: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), Seed: i, Key: []byte("0123456789abcdef"), Log: slog.New(slog.DiscardHandler), NewID: func() string { return "id" }})
		if err != nil {
			t.Fatal(err)
		}
		got[res.Notes[0].Text]++
	}
	for id, share := range map[string]float64{"a": 0.6, "b": 0.3, "c": 0.1, "none": 0} {
		if math.Abs(got[id]/users-share) > 0.03 {
			t.Errorf("branch %s got a share of %.3f, want %.3f", id, got[id]/users, share)
		}
	}
}
