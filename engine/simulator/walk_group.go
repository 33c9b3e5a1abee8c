package simulator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// inGroups are the things that can be done in the groups of the world. A bot need not say anything there; what it does is
// judged all the same.
func (w *walk) inGroups(p *Person) []act {
	const says, presses = 2, 3
	var acts []act
	for _, place := range w.o.World.Places {
		if place.channel() {
			continue
		}
		among := func(do func() error) func(context.Context) error {
			return func(context.Context) error {
				err := do()
				if errors.Is(err, botapi.ErrNotMember) {
					err = errors.Join(p.Join(place.ID), do())
				}
				return err
			}
		}
		text := pick(w.rnd, w.words)
		if w.rnd.IntN(2) == 0 { // what is no command is mostly for somebody else there
			text = pick(w.rnd, w.commands(p))
		}
		acts = append(acts, act{fmt.Sprintf("says %q in %s", text, place.Title), says, false, among(func() error { return p.SayIn(place.ID, text) })})
		if m := w.buttonsIn(place.ID); m != nil {
			b := pick(w.rnd, pick(w.rnd, m.ReplyMarkup.Rows))
			press := act{fmt.Sprintf("presses %q in %s", b.Text, place.Title), presses, false, among(func() error { return p.PressIn(place.ID, m.ID, b.Text) })}
			if b.CallbackData != "" {
				acts = append(acts, press)
			}
		}
	}
	return acts
}

// commands are those of the bot's menu, and those that everybody tries.
func (w *walk) commands(p *Person) []string {
	out := slices.DeleteFunc(slices.Clone(w.words), func(text string) bool { return !strings.HasPrefix(text, "/") })
	for _, c := range p.Commands() {
		out = append(out, "/"+c.Command)
	}
	return out
}

// buttonsIn is the newest message of a group that has buttons; nil if there is none.
func (w *walk) buttonsIn(place int64) *botapi.Message {
	g := w.world.server.GroupByID(place)
	if g == nil {
		return nil
	}
	for _, m := range slices.Backward(g.Screen()) {
		if m.ReplyMarkup != nil && len(m.ReplyMarkup.Rows) > 0 {
			return &m
		}
	}
	return nil
}
