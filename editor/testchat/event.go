package testchat

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

// eventOf says what happened. The kind is the engine's; the text is what belongs to it.
func eventOf(ev *engine.Event, lang string) Event {
	return Event{Kind: string(ev.Kind), Text: cut(eventText(ev, lang), shownValue)}
}

func eventText(ev *engine.Event, lang string) string {
	switch {
	case ev.Message != nil:
		return cmp.Or(ev.Message.Text, string(ev.Message.Kind))
	case ev.Button != nil:
		return cmp.Or(ev.Button.Label, ev.Button.ID)
	case ev.Timer != nil:
		return timerText(ev.Timer.Name, lang)
	case ev.Job != nil:
		return jobText(ev.Job, lang)
	case ev.Payment != nil:
		return fmt.Sprintf("%d %s", ev.Payment.Amount, ev.Payment.Currency)
	case ev.Webhook != nil:
		return ev.Webhook.Name
	case ev.Callback != nil:
		return either(lang, "an answer from outside", "ответ извне")
	case ev.Member != nil:
		return ev.Member.Old + " → " + ev.Member.New
	case ev.Start != nil:
		return cmp.Or(ev.Start.Block, ev.Start.Flow)
	case ev.Signal != nil:
		return ev.Signal.Name
	case ev.Failure != nil:
		return ev.Failure.Message
	case ev.Set != nil:
		return settingText(ev.Set)
	case ev.Sent != nil:
		return either(lang, "what was sent has arrived", "отправленное доставлено")
	default:
		return ""
	}
}

func timerText(name engine.TimerName, lang string) string {
	switch name {
	case engine.DeadlineTimer:
		return either(lang, "the time for an answer is over", "время на ответ вышло")
	case engine.ReminderTimer:
		return either(lang, "time for a reminder", "пора напомнить")
	case engine.RetryTimer:
		return either(lang, "time to try again", "пора попробовать ещё раз")
	case engine.TriggerTimer:
		return either(lang, "the time of a trigger has come", "наступило время триггера")
	default:
		return either(lang, "the time has come", "время пришло")
	}
}

func jobText(j *engine.JobResult, lang string) string {
	if j.Error != nil {
		return j.Error.Message
	}
	return either(lang, "the work is done", "работа сделана")
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

// either gives the words in the language.
func either(lang, en, ru string) string {
	if lang == "ru" {
		return ru
	}
	return en
}
