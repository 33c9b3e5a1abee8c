package engine

import "slices"

// keyboardSlot is the message that only takes a keyboard away, for the moment until it is deleted.
const keyboardSlot = "_keyboard"

// closeKeyboard takes the keyboard that a wait showed away once the session stands somewhere else.
func (t *Turn) closeKeyboard() {
	w := t.s.Wait()
	open := w != nil && w.Keyboard
	if t.s.Keyboard && !open {
		t.removeKeyboard()
	}
	t.s.Keyboard = open
}

// removeKeyboard lets the first message that can carry it take the keyboard away; without one, a message of its own.
func (t *Turn) removeKeyboard() {
	remove := &ReplyKeyboard{Remove: true}
	carrier := -1
	for i := range t.res.Effects {
		e := &t.res.Effects[i]
		if e.Kind != SendMessage || e.ChatID != t.s.Key.ChatID || e.Delay > 0 || e.Content == nil || len(e.Content.Inline) > 0 {
			continue
		}
		if e.Content.Keyboard != nil {
			return // another one takes its place
		}
		// A message with a slot is to be edited later, which Telegram refuses for those that changed the keyboard. An album
		// has no markup.
		if carrier < 0 && e.Slot == "" && len(e.Content.Media) < 2 {
			carrier = i
		}
	}
	if carrier < 0 && t.ev.Kind == SendFailed { // the user, or the message with the keyboard, cannot be reached
		return
	}
	if carrier < 0 {
		n := len(t.res.Effects)
		t.Emit(Effect{Kind: SendMessage, Slot: keyboardSlot, Content: &Content{Text: "…", Plain: true, Silent: true, Keyboard: remove}})
		t.Emit(Effect{Kind: DeleteMessage, Target: &Target{Slot: keyboardSlot}})
		// It comes and goes before what is there to stay.
		t.res.Effects = slices.Concat(t.res.Effects[n:], t.res.Effects[:n])
		return
	}
	c := *t.res.Effects[carrier].Content
	c.Keyboard = remove
	t.res.Effects[carrier].Content = &c
}
