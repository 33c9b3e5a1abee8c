package film

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// EventOf says what happened. The kind is the engine's; the text is what belongs to it, at most so many bytes.
func EventOf(ev *engine.Event, lang string, most int) Event {
	text, word := textOf(ev)
	return Event{Kind: string(ev.Kind), Text: engine.ClipBytes(cmp.Or(Words(word, lang), text), most)}
}

// textOf gives the text of an event, or the name of the words for one that has none of its own.
func textOf(ev *engine.Event) (text, word string) {
	switch {
	case ev.Message != nil:
		return cmp.Or(ev.Message.Text, string(ev.Message.Kind)), ""
	case ev.Button != nil:
		return cmp.Or(ev.Button.Label, ownID(ev.Button.ID)), ""
	case ev.Timer != nil:
		return "", "timer_" + cmp.Or(string(ev.Timer.Name), "until")
	case ev.Job != nil && ev.Job.Error != nil:
		return "", "job_failed"
	case ev.Job != nil:
		return "", "job"
	case ev.Payment != nil:
		return fmt.Sprintf("%d %s", ev.Payment.Amount, ev.Payment.Currency), ""
	case ev.Webhook != nil:
		return ev.Webhook.Name, ""
	case ev.Callback != nil:
		return "", "callback"
	case ev.Member != nil:
		return ev.Member.Old + " → " + ev.Member.New, ""
	case ev.Start != nil:
		return cmp.Or(ev.Start.Block, ev.Start.Flow), ""
	case ev.Signal != nil:
		return ev.Signal.Name, ""
	case ev.Failure != nil && ev.Failure.Blocked():
		return "", "blocked"
	case ev.Failure != nil:
		return ev.Failure.Message, ""
	case ev.Set != nil:
		return settingText(ev.Set), ""
	case ev.Sent != nil:
		return "", "sent"
	case ev.Refresh != nil:
		return "", "refreshed"
	case ev.Reset != nil:
		return "", "reset"
	default:
		return "", ""
	}
}

// ownID is the id of a button that an author has given; those that blocks give their own begin with _ and tell nobody anything.
func ownID(id string) string {
	if strings.HasPrefix(id, "_") {
		return ""
	}
	return id
}

// Words gives the words with a name; empty for a name that there is not.
func Words(name, lang string) string {
	en, ru := "", ""
	switch name {
	case "":
		return ""
	case "timer_deadline":
		en, ru = "the time for an answer is over", "время на ответ вышло"
	case "timer_reminder":
		en, ru = "time for a reminder", "пора напомнить"
	case "timer_retry":
		en, ru = "time to try again", "пора попробовать ещё раз"
	case "timer_trigger":
		en, ru = "the time of a trigger has come", "наступило время триггера"
	case "job":
		en, ru = "done", "готово"
	case "job_failed":
		en, ru = "did not succeed", "не удалась"
	case "blocked":
		en, ru = "the person has blocked the bot, or never started it", "человек заблокировал бота или не запускал его"
	case "callback":
		en, ru = "an answer from outside", "ответ извне"
	case "sent":
		en, ru = "what was sent has arrived", "отправленное доставлено"
	case "refreshed":
		en, ru = "the bot was published anew", "бот опубликован заново"
	case "reset":
		en, ru = "somebody of the team began anew for this person", "команда начала всё заново для этого человека"
	default:
		en, ru = "the time has come", "время пришло"
	}
	if lang == "ru" {
		return ru
	}
	return en
}

func settingText(w *engine.Write) string {
	if w.Op == engine.WriteUnset {
		return w.Scope + "." + w.Name + " = ∅"
	}
	value, err := json.Marshal(w.Value)
	if err != nil {
		return w.Scope + "." + w.Name
	}
	return w.Scope + "." + w.Name + " = " + string(value)
}
