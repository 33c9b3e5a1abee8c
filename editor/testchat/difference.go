package testchat

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// difference says in plain words what a test found first: what was done, what was expected, and what came. Every part of it is
// a format of its own, so that package wording says all of it in the reader's language.
func difference(f *simulator.Failure, t *simulator.Transcript) string {
	words := f.Words
	if f.Want != nil || f.Got != nil {
		words = firstOf(f.Want, f.Got)
	}
	if f.Step > 0 {
		return fmt.Sprintf("Step %d (%s): %s", f.Step, acted(t, f.Step-1), words)
	}
	return screen.Sentence(words) + "."
}

// firstOf finds the first thing that was seen otherwise than expected.
func firstOf(want, got []simulator.Seen) string {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("the bot should have %s, and did not", told(&want[i]))
		case i >= len(want):
			return fmt.Sprintf("the bot has %s, which was not expected", told(&got[i]))
		case !reflect.DeepEqual(want[i], got[i]):
			return apart(&want[i], &got[i])
		}
	}
	return "what was seen is not what was expected"
}

// apart says how one thing differs from what was expected in its place.
func apart(want, got *simulator.Seen) string {
	did := told(got)
	if w := told(want); w != did {
		return fmt.Sprintf("the bot should have %s, but has %s", w, did)
	}
	switch {
	case want.Text != got.Text: // what reads the same
		return fmt.Sprintf("the bot has %s, but its bold words, links or quotes are not as expected", did)
	case !reflect.DeepEqual(want.Buttons, got.Buttons):
		return fmt.Sprintf("the bot has %s, but with %s instead of %s", did, buttons(got.Buttons), buttons(want.Buttons))
	case !reflect.DeepEqual(want.Keyboard, got.Keyboard):
		return fmt.Sprintf("the bot has %s, but with %s below instead of %s", did, buttons(got.Keyboard), buttons(want.Keyboard))
	case want.KeyboardRemoved && !got.KeyboardRemoved:
		return fmt.Sprintf("the bot has %s, but has left the buttons below", did)
	case got.KeyboardRemoved && !want.KeyboardRemoved:
		return fmt.Sprintf("the bot has %s, but has taken the buttons below away", did)
	case !reflect.DeepEqual(want.Invoice, got.Invoice):
		return invoices(did, want.Invoice, got.Invoice)
	case want.ReplyTo != got.ReplyTo:
		return fmt.Sprintf("the bot has %s, but as an answer to another message", did)
	default:
		return fmt.Sprintf("the bot has %s, but not as expected", did)
	}
}

func invoices(did string, want, got *simulator.Charge) string {
	switch {
	case want == nil:
		return fmt.Sprintf("the bot has %s, but with an invoice, which was not expected", did)
	case got == nil:
		return fmt.Sprintf("the bot has %s, but without an invoice", did)
	case want.Title != got.Title || want.Price != got.Price:
		return fmt.Sprintf("the bot has %s, but with an invoice “%s” for %s instead of “%s” for %s",
			did, inQuotes(got.Title), got.Price, inQuotes(want.Title), want.Price)
	case want.Paid != got.Paid:
		return fmt.Sprintf("the bot has %s, but whether it is paid is not as expected", did)
	default:
		return fmt.Sprintf("the bot has %s, but its invoice is described otherwise", did)
	}
}

func buttons(rows [][]string) string {
	var all []string
	for _, row := range rows {
		all = append(all, "["+strings.Join(row, "] [")+"]")
	}
	if len(all) == 0 {
		return "no buttons"
	}
	return fmt.Sprintf("the buttons “%s”", inQuotes(strings.Join(all, " ")))
}

// told is what the bot did, as it goes on after "the bot has".
func told(s *simulator.Seen) string {
	did := deed(s)
	if s.To != "" {
		return fmt.Sprintf("%s (to %s)", did, nameOf(s.To))
	}
	return did
}

func deed(s *simulator.Seen) string {
	switch {
	case s.Toast != "":
		return fmt.Sprintf("shown the note “%s”", inQuotes(s.Toast))
	case s.Alert != "":
		return fmt.Sprintf("shown the alert “%s”", inQuotes(s.Alert))
	case s.Opens != "":
		return fmt.Sprintf("opened %s", s.Opens)
	case s.Payment != "":
		return paid(s.Payment)
	case s.Action != "":
		return fmt.Sprintf("shown what it does (%s)", s.Action)
	case s.Draft != "":
		return fmt.Sprintf("shown the beginning “%s” of an answer", inQuotes(s.Draft))
	case s.Refused != "":
		return fmt.Sprintf("been refused by Telegram: %s", s.Refused)
	case s.Replied != "":
		return fmt.Sprintf("answered the webhook with %s", s.Replied)
	case s.Deleted:
		return fmt.Sprintf("deleted %s", message(s))
	case s.Edited:
		return fmt.Sprintf("changed a message to %s", message(s))
	default:
		return fmt.Sprintf("sent %s", message(s))
	}
}

// paid says how a payment ended.
func paid(as string) string {
	how, why, _ := strings.Cut(as, ": ")
	switch how {
	case "paid":
		return "got the money"
	case "declined":
		return "got no money: the payment was declined"
	case "timeout":
		return "not agreed to the payment in time"
	default:
		return fmt.Sprintf("refused the payment: “%s”", inQuotes(why))
	}
}

func message(s *simulator.Seen) string {
	media := ""
	if len(s.Media) > 0 {
		media = kind(s.Media[0])
	}
	switch text := inQuotes(engine.PlainText(s.Text)); {
	case text == "" && media == "":
		return "a message"
	case media == "":
		return "“" + text + "”"
	case text == "":
		return media
	default:
		return fmt.Sprintf("%s with “%s”", media, text)
	}
}

// kind says what is sent beside a text: its kind, and what is known of it.
func kind(media string) string {
	name, more, _ := strings.Cut(media, " ")
	words := map[string]string{
		"photo": "a photo", "animation": "an animation", "video": "a video", "audio": "an audio file", "file": "a file",
		"voice": "a voice message", "video_note": "a video note", "sticker": "a sticker", "contact": "a phone number",
		"venue": "a place", "location": "a place", "poll": "a poll", "dice": "a die",
	}[name]
	switch {
	case words == "":
		return media
	case more != "":
		return fmt.Sprintf("%s “%s”", words, inQuotes(more))
	default:
		return words
	}
}

// quotedLength is how much of a text is quoted, in bytes.
const quotedLength = 200

// inner are quotes inside of quotes: those of ours stand only around somebody's own words.
var inner = strings.NewReplacer("“", `"`, "”", `"`)

func inQuotes(s string) string {
	if short := cut(s, quotedLength); len(short) < len(s) {
		s = short + "…"
	}
	return inner.Replace(s)
}
