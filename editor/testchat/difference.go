package testchat

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// difference says in plain words what a test found first.
func difference(f *simulator.Failure) string {
	words := screen.Sentence(f.Words) + "."
	if f.Want != nil || f.Got != nil {
		words = firstOf(f.Want, f.Got)
	}
	if f.Step > 0 {
		words = fmt.Sprintf("Step %d (%s): %s", f.Step, f.Action, words)
	}
	return words
}

// firstOf finds the first thing that was seen otherwise than expected.
func firstOf(want, got []simulator.Seen) string {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("The bot should have %s, and did not.", told(&want[i]))
		case i >= len(want):
			return fmt.Sprintf("The bot has %s, which was not expected.", told(&got[i]))
		case !reflect.DeepEqual(want[i], got[i]):
			return apart(&want[i], &got[i])
		}
	}
	return "What was seen is not what was expected."
}

// apart says how one thing differs from what was expected in its place.
func apart(want, got *simulator.Seen) string {
	if w, g := told(want), told(got); w != g {
		return fmt.Sprintf("The bot should have %s, but has %s.", w, g)
	}
	w, g := reflect.ValueOf(*want), reflect.ValueOf(*got)
	for i := range w.NumField() {
		if !reflect.DeepEqual(w.Field(i).Interface(), g.Field(i).Interface()) {
			name, _, _ := strings.Cut(w.Type().Field(i).Tag.Get("json"), ",")
			return fmt.Sprintf("The bot has %s, but its %s are %s instead of %s.", told(got), strings.ReplaceAll(name, "_", " "),
				shown(g.Field(i).Interface()), shown(w.Field(i).Interface()))
		}
	}
	return fmt.Sprintf("The bot has %s, but not as expected.", told(got))
}

func shown(v any) string {
	switch v := v.(type) {
	case [][]string:
		var rows []string
		for _, row := range v {
			rows = append(rows, "["+strings.Join(row, "] [")+"]")
		}
		return orNone(strings.Join(rows, " "))
	case []string:
		return orNone(strings.Join(v, ", "))
	case *simulator.Charge:
		if v == nil {
			return "none"
		}
		return fmt.Sprintf("%s for %s", quoted(v.Title), v.Price)
	default:
		return orNone(strings.Trim(fmt.Sprint(v), "\""))
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// told is what the bot did, as it goes on after "The bot".
func told(s *simulator.Seen) string {
	to := ""
	if s.To != "" {
		to = " to " + nameOf(s.To)
	}
	switch {
	case s.Toast != "":
		return "shown the note " + quoted(s.Toast) + to
	case s.Alert != "":
		return "shown the alert " + quoted(s.Alert) + to
	case s.Opens != "":
		return "opened " + s.Opens + to
	case s.Payment != "":
		return "seen the payment end as " + s.Payment + to
	case s.Action != "":
		return "shown that it does " + s.Action + to
	case s.Draft != "":
		return "shown the draft " + quoted(s.Draft) + to
	case s.Refused != "":
		return "been refused by Telegram: " + s.Refused + to
	case s.Replied != "":
		return "answered the webhook with " + s.Replied
	case s.Deleted:
		return "deleted " + message(s) + to
	case s.Edited:
		return "changed a message to " + message(s) + to
	default:
		return "sent " + message(s) + to
	}
}

func message(s *simulator.Seen) string {
	parts := append([]string(nil), s.Media...)
	if s.Text != "" {
		parts = append(parts, quoted(engine.PlainText(s.Text)))
	}
	if len(parts) == 0 {
		return "a message"
	}
	return strings.Join(parts, " ")
}

// quotedLength is how much of a text is quoted, in bytes.
const quotedLength = 200

func quoted(s string) string {
	if short := cut(s, quotedLength); len(short) < len(s) {
		s = short + "…"
	}
	return "“" + s + "”"
}
