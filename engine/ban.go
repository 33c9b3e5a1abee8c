package engine

import (
	"slices"
	"time"
)

// OwnerRole is the role of a bot's owner on its staff.
const OwnerRole = "owner"

// Ban keeps a contact out of a bot, in every chat: what the contact says and presses is taken without a word, while times,
// jobs and payments go on as ever, so that no money is lost. A ban of the owner has no effect.
type Ban struct {
	Reason string
	At     time.Time // UTC
	Until  time.Time // UTC; zero for ever
	By     int64     // user id of who decided it
	// Notice is what the contact reads, once, when it tries to use the bot: plain text by language, "" for any. It is sent
	// in a private chat, or shown over a pressed button.
	Notice map[string]string
}

const (
	bannedField = InternalPrefix + "ban"
	// toldField holds the time of the ban whose notice was given. It is not a part of the ban: writing that back could
	// undo that somebody else lifts it at the same moment.
	toldField = InternalPrefix + "ban_told"
)

// Ban bans the contact with the user id, in place of an older ban; At and By are filled in. The owner is a trouble
// contact_protected.
func (t *Turn) Ban(contact int64, b Ban) error {
	c, err := t.Contact(contact)
	if err != nil {
		return err
	}
	if slices.Contains(c.Roles, OwnerRole) {
		return Trouble("contact_protected", "the owner of the bot cannot be banned")
	}
	b.At, b.By = t.deps.Now, t.s.Key.UserID
	v, n, err := jsonLike(b.value(), 0)
	if err != nil {
		return Trouble("value_invalid", "the ban cannot be kept: %v", err)
	}
	return t.write(Write{Scope: ScopeUser, Name: bannedField, Op: WriteSet, Value: v, Owner: contact}, n)
}

// Unban lifts the ban of the contact with the user id; lifted is false if there was none, or one that is over.
func (t *Turn) Unban(contact int64) (lifted bool, err error) {
	c, err := t.Contact(contact)
	if err != nil {
		return false, err
	}
	b, ok := banOf(c.Vars)
	if !ok {
		return false, nil
	}
	return b.holds(t.deps.Now), t.write(Write{Scope: ScopeUser, Name: bannedField, Op: WriteUnset, Owner: contact}, 0)
}

func (b *Ban) value() map[string]any {
	v := map[string]any{"at": b.At.UTC(), "by": b.By}
	if b.Reason != "" {
		v["reason"] = b.Reason
	}
	if !b.Until.IsZero() {
		v["until"] = b.Until.UTC()
	}
	if len(b.Notice) > 0 {
		notice := make(map[string]any, len(b.Notice))
		for lang, text := range b.Notice {
			notice[lang] = text
		}
		v["notice"] = notice
	}
	return v
}

// banOf reads a ban back.
func banOf(v Values) (Ban, bool) {
	o, ok := v[bannedField].(map[string]any)
	if !ok {
		return Ban{}, false
	}
	var b Ban
	b.Reason, _ = o["reason"].(string)
	by, _ := o["by"].(float64)
	b.By = int64(by)
	at, _ := o["at"].(string)
	b.At, _ = ParseDate(at, time.UTC)
	until, _ := o["until"].(string)
	b.Until, _ = ParseDate(until, time.UTC)
	notice, _ := o["notice"].(map[string]any)
	for lang, text := range notice {
		if s, _ := text.(string); s != "" {
			if b.Notice == nil {
				b.Notice = map[string]string{}
			}
			b.Notice[lang] = s
		}
	}
	return b, true
}

func (b *Ban) holds(now time.Time) bool { return b.Until.IsZero() || b.Until.After(now) }

// ban gives the ban of the session's user, if one holds now.
func (t *Turn) ban() (Ban, bool) {
	b, ok := banOf(t.user)
	return b, ok && b.holds(t.deps.Now) && !slices.Contains(t.state.Roles, OwnerRole)
}

// shutOut takes the event if a banned user caused it by hand.
func (t *Turn) shutOut() bool {
	switch t.ev.Kind {
	case MessageReceived, MessageEdited, ButtonPressed, OtherUpdate:
	default:
		return false
	}
	b, banned := t.ban()
	if !banned {
		return false
	}
	t.res.Handled = true
	t.tell(&b)
	return true
}

// tell gives the ban's notice once.
func (t *Turn) tell(b *Ban) {
	text := t.inLanguage(b.Notice)
	at := b.At.UTC().Format(time.RFC3339Nano)
	if text == "" || t.user[toldField] == at {
		return
	}
	switch {
	case t.query != "":
		t.Answer(ButtonAnswer{Text: text, Alert: true})
	case t.s.Chat.Private() && t.ev.Kind == MessageReceived:
		t.Emit(Effect{Kind: SendMessage, Content: &Content{Text: EscapeText(text), Plain: true}})
	default:
		return
	}
	t.res.Writes = append(t.res.Writes, Write{Scope: ScopeUser, Name: toldField, Op: WriteSet, Value: at})
}

// inLanguage picks the user's language, else the bot's, else the text for any, else the first.
func (t *Turn) inLanguage(texts map[string]string) string {
	have := sortedLanguages(texts)
	for _, lang := range []string{t.Lang(), baseLang(t.rev.Doc.Language), ""} {
		if i := slices.IndexFunc(have, func(l string) bool { return baseLang(l) == lang }); i >= 0 {
			return texts[have[i]]
		}
	}
	if len(have) > 0 {
		return texts[have[0]]
	}
	return ""
}
