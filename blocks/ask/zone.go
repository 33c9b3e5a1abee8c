package ask

import (
	"time"

	"github.com/scenarist/scenarist/engine"
)

// userZone as a zone setting means the zone in the variable user.time_zone.
const userZone = "user"

// checkZone reports a zone that does not exist.
func checkZone(k *engine.Checking, name string) {
	if name == "" || name == userZone {
		return
	}
	if _, ok := findZone(name); !ok {
		k.Error("time_zone_unknown", "/zone", "time zone %q is not known; use a name such as Europe/Berlin", name)
	}
}

// zoneOf gives the zone that a setting names: the bot's if it is empty, or if the user has none.
func zoneOf(t *engine.Turn, name string) (*time.Location, error) {
	if name == userZone {
		name, _ = t.Get("user.time_zone").(string)
	}
	if name == "" {
		return t.Zone(), nil
	}
	zone, ok := findZone(name)
	if !ok {
		return nil, engine.Trouble("zone_unknown", "there is no such time zone")
	}
	return zone, nil
}

// findZone finds a zone by its name, or by its distance from UTC such as +03:00.
func findZone(name string) (*time.Location, bool) {
	if name[0] == '+' || name[0] == '-' {
		at, err := time.Parse("-07:00", name)
		if err != nil {
			return nil, false
		}
		_, offset := at.Zone()
		return time.FixedZone(name, offset), true
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil && name != "Local"
}
