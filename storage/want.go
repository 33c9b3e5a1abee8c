package storage

import (
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// What members can want; each is the key of one row.
type (
	wantedUpdate struct{ bot, id int64 }
	wantedEvent  struct {
		bot int64
		key string
	}
	wantedCharge struct {
		bot    int64
		id     string
		refund bool
	}
	wantedRecord struct {
		bot       int64
		kind, key string
	}
)

// want notes what the member wants, and reports whether nobody wanted any of it before.
func want(wanted map[any]struct{}, m *host.Member) bool {
	fresh := true
	note := func(what any) {
		if _, ok := wanted[what]; ok {
			fresh = false
		}
		wanted[what] = struct{}{}
	}
	bot := m.Key.BotID
	if m.UpdateID != 0 {
		note(wantedUpdate{bot, m.UpdateID})
	}
	if m.EventKey != "" {
		note(wantedEvent{bot, m.EventKey})
	}
	for i := range m.Orders {
		if p := m.Orders[i].Charge; p != nil {
			note(wantedCharge{bot, p.ChargeID, m.Orders[i].To == engine.OrderRefunded})
		}
	}
	for i := range m.Records {
		note(wantedRecord{bot, m.Records[i].Kind, m.Records[i].Key})
	}
	if m.Session != nil {
		note(m.Key)
	}
	return fresh
}
