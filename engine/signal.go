package engine

// SendSignal sends a signal to a session of this bot: a block that waits there for its name goes on, else a trigger may
// take it, and one that nobody wants is forgotten. It arrives as an event of its own, after the commit. One to the running
// session itself is only sent if somebody wants it. From is filled in.
func (t *Turn) SendSignal(to SessionKey, s Signal) error {
	data, n, err := jsonLike(s.Data, 0)
	switch {
	case err != nil:
		return Trouble("value_invalid", "the event %q cannot carry this: %v", s.Name, err)
	case n > MaxVariableBytes:
		return Trouble("event_too_large", "the event %q would take %d bytes; the limit is %d", s.Name, n, MaxVariableBytes)
	}
	s.Data, _ = data.(map[string]any)
	s.From = t.s.Key.UserID
	to.BotID = t.s.Key.BotID
	if to == t.s.Key && !t.wanted(&s) {
		return nil
	}
	t.StartFor(StartFor{Key: to, Signal: &s})
	return nil
}

// wanted reports whether a wait of the session names the signal, or a trigger would take it.
func (t *Turn) wanted(s *Signal) bool {
	ev := Event{Kind: SignalSent, Time: t.deps.Now, Chat: t.s.Chat, User: t.s.User, Signal: s}
	mine := t.awaited(&ev)
	for _, f := range t.s.Frames {
		if f.Wait != nil && f.Wait.Accepts(SignalSent) && mine(f.Wait) {
			return true
		}
	}
	b, _ := t.bestTrigger(&ev, 0, nil)
	return b != nil
}
