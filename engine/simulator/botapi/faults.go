package botapi

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Faults are troubles that the simulator makes on purpose. Rates are 0 to 1.
// Which calls are hit depends on Seed and the order of calls alone.
type Faults struct {
	Seed uint64
	// ResendAfter200 is the rate of updates that come a second time although
	// the first delivery was answered with 2xx (webhooks) or taken (Next,
	// Await).
	ResendAfter200 float64
	// TooManyRequests is the rate of sending calls refused with 429.
	TooManyRequests float64
	// RetryAfter goes with these refusals, in seconds; 0 means 1.
	RetryAfter int
	// ServerError is the rate of calls that end in a 500 with nothing done.
	ServerError float64
	// DropAfterWork is the rate of calls that are carried out, after which the
	// connection breaks: the caller sees ErrConnectionBroken, over HTTP a
	// connection closed without an answer.
	DropAfterWork float64
	// Methods limits ServerError and DropAfterWork to these methods, in the
	// documentation's spelling. Empty means all but getUpdates, getMe and the
	// webhook settings.
	Methods []string
	// Latency holds every call of the method back; nil means none.
	Latency func(method string) time.Duration
	// BlockedUsers are people whom every bot finds to have blocked it.
	BlockedUsers []int64
}

// faultState rolls the dice.
type faultState struct {
	mu     sync.Mutex
	faults Faults
	rolls  uint64
}

// SetFaults replaces the faults; the zero value ends them.
func (s *Server) SetFaults(f Faults) {
	f.Methods = slices.Clone(f.Methods)
	f.BlockedUsers = slices.Clone(f.BlockedUsers)
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.faults, s.faults.rolls = f, 0
}

// mix is the finaliser of the SplitMix64 generator (Steele, Lea, Flood 2014):
// a well-spread number for every counter value.
func mix(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// hitLocked is true at the given rate.
func (f *faultState) hitLocked(rate float64) bool {
	if rate <= 0 {
		return false
	}
	f.rolls++
	return float64(mix(f.faults.Seed^mix(f.rolls))>>11)/(1<<53) < rate
}

func (f *faultState) affectsLocked(name string) bool {
	if len(f.faults.Methods) > 0 {
		return slices.Contains(f.faults.Methods, name)
	}
	switch name {
	case "getUpdates", "getMe", "setWebhook", "deleteWebhook", "getWebhookInfo":
		return false
	default:
		return true
	}
}

// before is what happens to a call before it is performed.
func (f *faultState) before(ctx context.Context, m *method) error {
	f.mu.Lock()
	latency := f.faults.Latency
	var refusal *Error
	switch {
	case m.sends && f.hitLocked(f.faults.TooManyRequests):
		refusal = tooManyRequests(max(f.faults.RetryAfter, 1))
	case f.affectsLocked(m.name) && f.hitLocked(f.faults.ServerError):
		refusal = &Error{Code: 500, Description: "Internal Server Error"}
	}
	f.mu.Unlock()
	if latency != nil {
		pause(ctx, latency(m.name))
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if refusal != nil {
		return refusal
	}
	return nil
}

// after is what happens to the answer of a call that was performed.
func (f *faultState) after(m *method) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.affectsLocked(m.name) && f.hitLocked(f.faults.DropAfterWork) {
		return ErrConnectionBroken
	}
	return nil
}

// resend tells whether an update just delivered comes once more.
func (f *faultState) resend() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hitLocked(f.faults.ResendAfter200)
}

func (f *faultState) blocked(user int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.faults.BlockedUsers, user)
}
