package expr

import (
	"math/rand/v2"
	"time"
)

// run is the state of one evaluation: what it sees and what it has used of its budget. Every operator and function gets it
// as its first argument.
type run struct {
	env    *Env
	zone   *time.Location
	locale *locale
	steps  int
	bytes  int
	loops  int // entered
	random *rand.Rand
	source rand.PCG
	zones  map[string]*time.Location // loaded before, by this and earlier evaluations
}

// zonesKept bounds the zones that a run remembers between evaluations.
const zonesKept = 32

func (r *run) start(env *Env) {
	r.env = env
	r.zone = env.Zone
	if r.zone == nil {
		r.zone = time.UTC
	}
	r.locale = localeOf(env.Lang)
	r.steps, r.bytes, r.loops = 0, 0, 0
	r.random = nil
}

// step counts work; n is in steps.
func (r *run) step(n int) error {
	r.steps += n
	if r.steps > MaxSteps {
		return budgetFault("this is too much work for one expression")
	}
	return nil
}

// make counts bytes about to be made.
func (r *run) make(n int) error {
	r.bytes += n
	if r.bytes > MaxMemory {
		return budgetFault("this makes too much data for one expression")
	}
	return nil
}

// makeText counts a text of n bytes about to be made.
func (r *run) makeText(n int) error {
	if n > MaxText {
		return budgetFault("this makes a text of more than %d KB", MaxText>>10)
	}
	return r.make(n)
}

// What an item of a list, a field of an object and a loop that is entered take, in bytes, with what is around them.
const (
	itemBytes  = 24
	fieldBytes = 80
	loopBytes  = 200
)

// makeList counts a list of n items about to be made.
func (r *run) makeList(n int) error {
	if n > MaxList {
		return budgetFault("this makes a list of more than %d items", MaxList)
	}
	return r.make((n + 1) * itemBytes)
}

// makeObject counts an object of n fields about to be made.
func (r *run) makeObject(n int) error {
	if n > MaxList {
		return budgetFault("this makes an object of more than %d fields", MaxList)
	}
	return r.make((n + 3) * fieldBytes)
}

// read counts the work of looking through a value once, not deeply.
func (r *run) read(v any) error {
	switch v := v.(type) {
	case string:
		if len(v) >= 32 {
			return r.step(len(v) / 32)
		}
	case []any:
		return r.step(len(v) / 8)
	case map[string]any:
		return r.step(len(v) / 2)
	}
	return nil
}

// copyText counts reading a text and making one like it.
func (r *run) copyText(s string) error {
	if err := r.read(s); err != nil {
		return err
	}
	return r.makeText(len(s))
}

// made counts a value that a function gives.
func (r *run) made(v any) error {
	switch v := v.(type) {
	case string:
		return r.makeText(len(v))
	case []any:
		return r.makeList(len(v))
	case map[string]any:
		return r.makeObject(len(v))
	}
	return nil
}

// rand gives the seeded generator, the same from the start in every evaluation.
func (r *run) rand() *rand.Rand {
	if r.random == nil {
		r.source.Seed(r.env.Seed, 0x9e3779b97f4a7c15)
		r.random = rand.New(&r.source)
	}
	return r.random
}

// loadZone finds a time zone by its IANA name.
func (r *run) loadZone(name string) (*time.Location, error) {
	if z, ok := r.zones[name]; ok {
		return z, nil
	}
	if err := r.step(500); err != nil { // it may read a file of the system's zone database
		return nil, err
	}
	z, err := parseZone(name)
	if err != nil {
		return nil, err
	}
	if r.zones == nil || len(r.zones) >= zonesKept {
		r.zones = make(map[string]*time.Location)
	}
	r.zones[name] = z
	return z, nil
}

// now is the time of the turn on the clock of the bot.
func (r *run) now() time.Time { return r.env.Now.In(r.zone) }
