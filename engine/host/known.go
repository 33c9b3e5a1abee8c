package host

// The sender knows every effect that is somewhere between its commit and the mark in the store, so that a sweep of the
// outbox finds only what nobody cares for.

// reserveAll makes effects known before their commit.
func (s *sender) reserveAll(ds []*delivery) {
	if len(ds) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range ds {
		s.known[d.ref()] = struct{}{}
	}
}

// release takes reserveAll back: the commit did not happen, or another process sends them.
func (s *sender) release(ds []*delivery) {
	if len(ds) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range ds {
		s.drop(d.ref())
	}
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
			s.drop(effectRef{m.BotID, m.Key})
		}
	}
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

// adopt makes an effect of the outbox known, to be added; false if somebody cares for it already.
func (s *sender) adopt(ref effectRef) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.known[ref]; ok {
		return false
	}
	if _, ok := s.gone[ref]; ok {
		return false
	}
	s.known[ref] = struct{}{}
	return true
}
