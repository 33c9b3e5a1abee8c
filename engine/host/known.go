package host

// The sender knows every effect that is somewhere between its commit and the mark in the store, so that a sweep of the
// outbox finds only what nobody cares for.

// reserveAll lets no sweep adopt effects whose commit is under way. The same ones may be reserved more than once, and even be
// queued: where several processes run a session, a turn that comes too late makes the effects that another one has stored.
func (s *sender) reserveAll(ds []*delivery) {
	if len(ds) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range ds {
		s.reserved[d.ref()]++
	}
}

// release takes reserveAll back: the commit did not happen, or another process sends them. It reports whether a sweep has left
// one alone meanwhile, and another sweep is due.
func (s *sender) release(ds []*delivery) (due bool) {
	if len(ds) == 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range ds {
		due = s.unreserve(d.ref()) || due
	}
	return due
}

// unreserve reports whether a sweep has found the effect meanwhile; s.mu is held.
func (s *sender) unreserve(ref effectRef) (found bool) {
	if s.reserved[ref]--; s.reserved[ref] <= 0 {
		delete(s.reserved, ref)
	}
	if _, found = s.passed[ref]; found {
		delete(s.passed, ref)
	}
	return found
}

// forget ends the care for effects whose end is stored.
func (s *sender) forget(marks []Mark) {
	if len(marks) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range marks {
		if m := &marks[i]; m.State != SendPending && m.State != SendSending {
			ref := effectRef{m.BotID, m.Key}
			s.drop(ref)
			if s.alone != nil && !s.alone() {
				s.ended.add(ref)
			}
		}
	}
}

// endings are effects whose end was stored a moment ago. A commit that began before that still finds them unsent in the store.
type endings struct{ now, before map[effectRef]struct{} }

// manyEndings is more than what ends while a commit is under way, nearly always. One that is forgotten costs a sweep.
const manyEndings = 2048

func (e *endings) add(ref effectRef) {
	if len(e.now) >= manyEndings || e.now == nil {
		e.now, e.before = make(map[effectRef]struct{}, manyEndings), e.now
	}
	e.now[ref] = struct{}{}
}

func (e *endings) has(ref effectRef) bool {
	_, now := e.now[ref]
	_, before := e.before[ref]
	return now || before
}

// caresFor reports whether an effect of the store is in memory, or has just ended; s.mu is held.
func (s *sender) caresFor(ref effectRef) bool {
	_, ok := s.known[ref]
	return ok || s.ended.has(ref)
}

func (s *sender) drop(ref effectRef) {
	delete(s.known, ref)
	if s.gone != nil {
		s.gone[ref] = struct{}{}
	}
}

// beginSweep makes adopt trustworthy: what is forgotten from now on may still be seen as pending by a reader who began
// earlier.
func (s *sender) beginSweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = map[effectRef]struct{}{}
}

func (s *sender) endSweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = nil
}

// adoption says what a sweep does with an effect of the outbox.
type adoption int

const (
	adoptNo    adoption = iota // somebody cares for it
	adoptYes                   // it is to be queued
	adoptLater                 // its commit is about to end, and another sweep is due then
)

// adopt says whether an effect of the outbox is to be queued: nobody cares for it yet. One sweep runs at a time.
func (s *sender) adopt(ref effectRef) adoption {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.known[ref]; ok {
		return adoptNo
	}
	if _, ok := s.gone[ref]; ok {
		return adoptNo
	}
	if s.reserved[ref] > 0 {
		s.passed[ref] = struct{}{}
		return adoptLater
	}
	return adoptYes
}

// know makes an effect known that is not to be sent, until its mark is stored.
func (s *sender) know(ref effectRef) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[ref] = struct{}{}
}
