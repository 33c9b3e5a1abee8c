package fleet

import (
	"context"
	"fmt"

	"github.com/scenarist/scenarist/engine/host"
)

// Incidents remembers what owners are to be told of, and has it told: each beginning and each end once to every channel,
// whatever crashes in between.
type Incidents interface {
	// OpenIncident begins an incident of a bot, unless one of the kind lasts already.
	OpenIncident(ctx context.Context, botID int64, kind string) error
	// CloseIncident ends it; without one it does nothing.
	CloseIncident(ctx context.Context, botID int64, kind string) error
	// OpenIncidents gives the bots with an incident of the kind.
	OpenIncidents(ctx context.Context, kind string) ([]int64, error)
}

// Notifier tells somebody of an incident: that it began, or that it is over. It is called again after an error. What it sends
// may come twice if the process dies before it returns; the incident's id tells.
type Notifier interface {
	Notify(ctx context.Context, i host.Incident) error
}

// loadIncidents learns of the incidents that lasted when the process before ended.
func (f *Fleet) loadIncidents(ctx context.Context) error {
	if f.o.Incidents == nil {
		return nil
	}
	bots, err := f.o.Incidents.OpenIncidents(ctx, host.IncidentToken)
	if err != nil {
		return fmt.Errorf("read incidents: %w", err)
	}
	for _, id := range bots {
		f.incidents[id] = true
	}
	return nil
}

// watch begins and ends the incident of a bot as its row says. A row without trouble is a token that works: whoever takes the
// trouble back has heard so from Telegram.
func (k *keeper) watch(ctx context.Context, row *host.BotRecord) error {
	f := k.f
	refused := tokenDoubted(row)
	f.mu.Lock()
	open := f.incidents[k.id]
	f.mu.Unlock()
	if f.o.Incidents == nil || refused == open || !refused && row.Trouble != "" || row.Leaving {
		return nil
	}
	change := f.o.Incidents.CloseIncident
	if refused {
		change = f.o.Incidents.OpenIncident
	}
	if err := change(ctx, k.id, host.IncidentToken); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if refused {
		f.incidents[k.id] = true
	} else {
		delete(f.incidents, k.id)
	}
	return nil
}
