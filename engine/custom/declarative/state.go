package declarative

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// state is what a run keeps while it waits. Secrets are blotted out of it.
type state struct {
	At      int            `json:"at"` // the step that is asked again, or waits for its callback
	Answers map[string]any `json:"answers,omitempty"`
	Since   time.Time      `json:"since,omitzero"` // when that began
	Polls   int            `json:"polls,omitempty"`
}

// load reads what the call before left.
func (r *run) load() error {
	if len(r.call.State) > 0 {
		if err := json.Unmarshal(r.call.State, &r.state); err != nil {
			return fmt.Errorf("decode state of block %s: %w", r.call.Block.Type, err)
		}
		if r.state.At < 0 || r.state.At >= len(r.plan.steps) {
			return fmt.Errorf("state of block %s: there is no request %d", r.call.Block.Type, r.state.At)
		}
	}
	if r.state.Answers == nil {
		r.state.Answers = map[string]any{}
	}
	return nil
}

// keep writes what the next call needs: the answers that are still read.
func (r *run) keep() (json.RawMessage, error) {
	kept := r.state
	kept.Answers = map[string]any{}
	for name, body := range r.state.Answers {
		if last, ok := r.plan.lastUse[name]; ok && last >= kept.At {
			kept.Answers[name] = body
		}
	}
	data, err := json.Marshal(&kept)
	if err != nil {
		return nil, fmt.Errorf("encode state of block %s: %w", r.call.Block.Type, err)
	}
	if len(data) > maxState {
		return nil, engine.Trouble(codeTooLarge, "the answers that must be kept while the block waits are larger than %d KB", maxState>>10)
	}
	return data, nil
}

// spanText writes a time span in whole seconds.
func spanText(d time.Duration) string {
	return flow.Duration((d + time.Second - 1).Truncate(time.Second)).String()
}
