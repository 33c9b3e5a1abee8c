package engine

import (
	"slices"
	"time"
)

// Appointment is the next time at which a timed trigger starts in a session. Block, Basis and Zone are the engine's.
type Appointment struct {
	Block string    `json:"block"`
	Basis string    `json:"basis"`          // Timed.Timing in short
	Zone  string    `json:"zone,omitempty"` // name of the time zone; if it changes, At is planned again
	At    time.Time `json:"at,omitzero"`    // UTC; zero for never
	Since time.Time `json:"since,omitzero"` // the trigger's own: from when it counts
	Pass  int64     `json:"pass,omitempty"` // the trigger's own: Frame.Seq of what it counts in
	Step  int       `json:"step,omitempty"` // the trigger's own: how many came before
}

// active notes that the user did something.
func (t *Turn) active() {
	if t.ev.User.ID == t.s.Key.UserID && t.ev.User.ID != 0 {
		t.s.ActiveAt = t.deps.Now
	}
}

// timely reports whether timed triggers run in the session.
func (t *Turn) timely() bool {
	return t.s.Chat.Private() && !t.state.Unreachable && !t.s.ActiveAt.IsZero()
}

// appoint brings all appointments up to date.
func (t *Turn) appoint() {
	if len(t.rev.timed) == 0 || !t.timely() {
		t.s.Appointments = nil
		return
	}
	var out []Appointment
	for _, b := range t.rev.timed {
		a := t.planned(b)
		if b == t.rang { // else a trigger that is never done would ring without end and as fast as it can
			a.At = t.later(a.At)
		}
		if !a.At.IsZero() || !a.Since.IsZero() {
			out = append(out, a)
		}
	}
	t.s.Appointments = out
}

// planned is the trigger's appointment as it stands now.
func (t *Turn) planned(b *compiledBlock) Appointment {
	return t.plans(b, t.appointment(b), Timed.Plan)
}

// appointment is the one that the session has with the trigger, if it still counts, or else a new one.
func (t *Turn) appointment(b *compiledBlock) Appointment {
	zone := t.zoneName(b.timed)
	i := slices.IndexFunc(t.s.Appointments, func(a Appointment) bool { return a.Block == b.def.ID })
	if i < 0 || t.s.Appointments[i].Basis != b.basis {
		return Appointment{Block: b.def.ID, Basis: b.basis, Zone: zone}
	}
	a := t.s.Appointments[i]
	if a.Zone != zone {
		a.Zone, a.At = zone, time.Time{}
	}
	return a
}

// plans calls the trigger; one that breaks down has no appointment.
func (t *Turn) plans(b *compiledBlock, a Appointment, f func(Timed, *Planning, Appointment) Appointment) (out Appointment) {
	defer func() {
		if p := recover(); p != nil {
			t.brokenTrigger(b, p)
			out = Appointment{Block: a.Block, Basis: a.Basis, Zone: a.Zone}
		}
	}()
	out = f(b.timed, &Planning{t: t, b: b, name: a.Zone}, a)
	out.Block, out.Basis, out.Zone, out.At = a.Block, a.Basis, a.Zone, out.At.UTC()
	return out
}

// book replaces the session's appointment.
func (t *Turn) book(a Appointment) {
	kept := slices.DeleteFunc(slices.Clone(t.s.Appointments), func(x Appointment) bool { return x.Block == a.Block })
	t.s.Appointments = append(kept, a)
}
