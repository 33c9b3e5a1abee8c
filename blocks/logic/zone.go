package logic

import (
	"time"

	"github.com/scenarist/scenarist/engine"
)

// userZone as the name of a zone means the one in the variable user.time_zone.
const userZone = "user"

// zoneOf finds a time zone: empty is the bot's, as is that of a user of whom none is known.
func zoneOf(t *engine.Turn, name string) (*time.Location, error) {
	if name == userZone {
		name, _ = t.Get("user.time_zone").(string)
	}
	if name == "" {
		return t.Zone(), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, engine.Trouble("zone_unknown", "there is no such time zone")
	}
	return zone, nil
}

// checkZone reports the name of a zone that there is not.
func checkZone(k *engine.Checking, name string) {
	if name == "" || name == userZone {
		return
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		k.Error("time_zone_unknown", "/zone", "time zone %q is not known; use a name such as Europe/Berlin", name)
	}
}

// zoneField names the setting.
func zoneField(help engine.Text) engine.Field {
	return engine.Field{Name: "zone", Title: engine.Text{"en": "Time zone", "ru": "Часовой пояс"}, Widget: "time_zone", Help: help}
}
