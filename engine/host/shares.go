package host

// shares divides a number of places among bots whose work may take long. A bot may take another place as long as more are
// free than it has: one bot alone gets half of them, a second one half of the rest, and a bot that has none always finds
// one, whatever the others do. (Switches divide their buffers so: dynamic thresholds, Choudhury and Hahne 1998.)
type shares struct {
	places, taken int
}

// allow reports whether who has taken so many may take one more.
func (s *shares) allow(has int) bool { return has < s.places-s.taken }
