package engine

// WaitOn goes on with the wait that is being resumed: deadline, reminders that are left and button tokens stay. A state
// that is not nil replaces the block's own. Only for Resume.
func (t *Turn) WaitOn(state any) Outcome {
	w := *t.wait
	if state != nil {
		w.State = t.Pack(state)
	}
	return WaitFor(w)
}
