package trigger

import (
	"fmt"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// timed are the settings of triggers that start by themselves; configs embed it beside engine.TriggerSettings.
type timed struct {
	next

	Zone string `json:"zone,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
}

// TimeZone says whose clock the trigger goes by.
func (x *timed) TimeZone() string { return x.Zone }

func (*timed) zoneFields() []engine.Field {
	return []engine.Field{{
		Name: "zone", Title: engine.Text{"en": "Time zone", "ru": "Часовой пояс"}, Widget: "time_zone", Help: engine.Text{
			"en": "Empty is the bot's, user is the one in user.time_zone, or a name such as Europe/Berlin. The hours go by it too.",
			"ru": "Пусто — пояс бота, user — из user.time_zone, или название, например Europe/Moscow. По нему же идут часы работы.",
		},
	}}
}

// nestByDefault makes it come back to an open question: it is nothing that the user asked for.
func (x *timed) nestByDefault(r *engine.TriggerSettings) {
	if r.WhenBusy == "" {
		r.WhenBusy = engine.BusyNest
	}
}

// checkTimed reports an unknown zone, and chats in which sessions have no appointments.
func (x *timed) checkTimed(k *engine.Checking, r *engine.TriggerSettings) {
	if x.Zone != "" && x.Zone != engine.UserZone {
		if _, err := time.LoadLocation(x.Zone); err != nil || x.Zone == "Local" {
			k.Error("time_zone_unknown", "/zone", "time zone %q is not known; use a name such as Europe/Berlin", x.Zone)
		}
	}
	for i, c := range r.ChatTypes {
		if c != "private" {
			k.Error("private_only", fmt.Sprintf("/chat_types/%d", i), "the trigger starts by itself, and only in private chats: in a group it would start once for each of its members")
		}
	}
}

// moment is a date as settings write it: by the clocks of a zone, or with an offset of its own.
type moment struct {
	wall  time.Time // what clocks show, as UTC
	fixed bool      // wall is the moment itself
	day   bool      // it has no time of day
}

// parseMoment reads "2026-05-01 09:00", "2026-05-01", or RFC 3339.
func parseMoment(s string) (moment, bool) {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return moment{wall: at.UTC(), fixed: true}, true
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04"} {
		if at, err := time.Parse(layout, s); err == nil {
			return moment{wall: at}, true
		}
	}
	at, err := time.Parse(time.DateOnly, s)
	return moment{wall: at, day: true}, err == nil
}

// in is the moment in the zone; that of a day is its beginning.
func (m moment) in(zone *time.Location) time.Time {
	if m.fixed {
		return m.wall
	}
	return onClock(m.wall, zone)
}

// end is the first moment that is over when this one is the last: behind it, or behind its day.
func (m moment) end(zone *time.Location) time.Time {
	if m.day {
		return onClock(m.wall.AddDate(0, 0, 1), zone)
	}
	return m.in(zone).Add(time.Nanosecond)
}

// onClock is the moment at which clocks in the zone show what they show here.
func onClock(wall time.Time, zone *time.Location) time.Time {
	return engine.WallTime(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), zone)
}

const dateWords = "a date such as 2026-05-01 or 2026-05-01 09:00"

// span is a duration as Timing writes it.
func span(d *flow.Duration) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// missing reports ids that the document does not have. They are named, not gone to, so that they are no references.
func missing(k *engine.Checking, flows, blocks []string) {
	for i, id := range flows {
		if !k.HasFlow(id) {
			k.Error("flow_missing", fmt.Sprintf("/flows/%d", i), "the bot has no flow %q", id)
		}
	}
	for i, id := range blocks {
		if !k.HasBlock(id) {
			k.Error("block_missing", fmt.Sprintf("/blocks/%d", i), "the bot has no block %q", id)
		}
	}
}

// repeated reports values that stand in a list twice.
func repeated[T comparable](k *engine.Checking, path string, values []T) {
	for i, v := range values {
		if slices.Contains(values[:i], v) {
			k.Warn("value_repeated", fmt.Sprintf("%s/%d", path, i), "%v stands there twice", v)
		}
	}
}
