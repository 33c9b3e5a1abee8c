package engine

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Timed is a trigger that starts by itself, at times that it reckons out of its settings and of what the session holds.
// The session's alarm keeps them. It runs in private chats only, for users who came to the bot themselves and have not
// blocked it. Its Match sees a TimerFired with the name TriggerTimer.
type Timed interface {
	Trigger
	// Timing is all in the config that the times depend on, as a text: appointments that were made by another are void.
	Timing() string
	// TimeZone says whose clock it goes by: empty for the bot's, UserZone for the user's, else the name of a zone.
	TimeZone() string
	// Plan brings an appointment up to date: it is called at the end of every turn, and before the appointment is kept. A
	// new one is empty but for what the engine fills in; one without At and Since is forgotten. It must give what it was
	// given if nothing has changed.
	Plan(p *Planning, a Appointment) Appointment
	// Done gives what comes after an appointment that was kept, or passed over because the trigger's rules forbade it.
	Done(p *Planning, a Appointment) Appointment
}

// UserZone as the name of a time zone means the one in the variable user.time_zone, or the bot's if it holds none.
const UserZone = "user"

const (
	userZoneField = "time_zone" // of scope user
	maxZoneName   = 64          // bytes; the longest there is has half of it
)

// zoneName is the name of the zone that the trigger goes by; empty for the bot's.
func (t *Turn) zoneName(b Timed) string {
	name := b.TimeZone()
	if name == UserZone {
		name, _ = t.user[userZoneField].(string)
	}
	if len(name) > maxZoneName {
		return ""
	}
	return name
}

// location gives a time zone, the bot's if there is none of the name.
func (r *Revision) location(name string) *time.Location {
	if name == "" || name == "Local" {
		return r.zone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return r.zone
	}
	return zone
}

// basisOf is a text in short.
func basisOf(text string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return strconv.FormatUint(h.Sum64(), 36)
}

// TimedMark is the same for revisions whose sessions have the same appointments; empty for those without any.
func (r *Revision) TimedMark() string {
	if len(r.timed) == 0 {
		return ""
	}
	lines := make([]string, len(r.timed))
	for i, b := range r.timed {
		lines[i] = b.def.ID + " " + b.basis
	}
	slices.Sort(lines)
	return basisOf(strings.Join(lines, "\n"))
}
