package ask

import "github.com/scenarist/scenarist/engine"

// checkRoom reports a question whose own buttons leave too little room for those that the type puts under it.
func (q *question) checkRoom(k *engine.Checking, most int) {
	if q.Prompt == nil {
		return
	}
	n := 0
	for _, row := range q.Prompt.Buttons {
		n += len(row)
	}
	if l := q.Prompt.List; l != nil {
		n += l.Max
		if l.Max == 0 {
			n += engine.DefaultListButtons
		}
	}
	if n > engine.MaxInlineButtons-most {
		k.Error("buttons_too_many", "/prompt/buttons", "the message may have %d buttons of its own; with the %d of the question that is over the %d that Telegram allows",
			n, most, engine.MaxInlineButtons)
	}
}
