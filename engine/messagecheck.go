package engine

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// maxDeleteAge is how old a message may be to be deleted: Telegram Bot API, deleteMessage.
const maxDeleteAge = 48 * time.Hour

// buttonIDPattern is what fits into the name of an exit behind "button:".
var buttonIDPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:-]*$`)

// Check reports what Telegram would refuse about the message, as far as it can be known before running. Path is the
// JSON pointer of the message inside the block's config; empty if it is the config itself. Whether there must be a text
// is the block's own rule (see CheckText).
func (m *MessageConfig) Check(k *Checking, path string) {
	m.checkText(k, &m.Text, path+"/text")
	for i := range m.Variations {
		p := fmt.Sprintf("%s/variations/%d", path, i)
		if m.Variations[i].IsZero() {
			k.Error("text_empty", p, "a variation has no text")
		}
		m.checkText(k, &m.Variations[i], p)
	}
	m.checkButtons(k, path)
	if m.Keyboard != nil {
		m.Keyboard.check(k, path+"/keyboard")
		if len(m.Buttons) > 0 || m.List != nil {
			k.Error("keyboard_and_buttons", path+"/keyboard", "one message cannot have buttons under it and a keyboard below the input field: send the keyboard with another message")
		}
	}
	if strings.HasPrefix(m.Slot, "_") {
		k.Error("slot_reserved", path+"/slot", "names of messages that begin with _ are reserved: take another one")
	}
	if m.DeleteAfter != nil && m.DeleteAfter.Std() >= maxDeleteAge {
		k.Error("delete_too_late", path+"/delete_after", "Telegram deletes messages only in their first 48 hours")
	}
}

// CheckText reports a message without a text.
func (m *MessageConfig) CheckText(k *Checking, path string) {
	if m.Text.IsZero() {
		k.Error("text_empty", path+"/text", "the message has no text: Telegram does not send empty messages")
		return
	}
	for lang, src := range m.Text.Sources() {
		if blank(src) {
			k.Error("text_empty", path+"/text"+langPath(lang), "the message has no text: Telegram does not send empty messages")
		}
	}
}

// CheckCaption reports texts that are too long to stand under a file. Those that are too long for any message are reported
// by Check.
func (m *MessageConfig) CheckCaption(k *Checking, path string) {
	checkCaption(k, &m.Text, path+"/text")
	for i := range m.Variations {
		checkCaption(k, &m.Variations[i], fmt.Sprintf("%s/variations/%d", path, i))
	}
}

func checkCaption(k *Checking, t *Template, path string) {
	for lang, src := range t.Sources() {
		if n := VisibleLength(staticPart(src)); n > MaxCaptionLength && n <= MaxTextLength {
			k.Error("caption_too_long", path+langPath(lang), "the caption has %d characters; Telegram allows %d: shorten it, or let it be split", n, MaxCaptionLength)
		}
	}
}

func (m *MessageConfig) checkText(k *Checking, t *Template, path string) {
	if !m.Split {
		k.textLength(t, path, "shorten it, or let it be split")
	}
}

// TextLength notes an issue for a text that is too long for one message whatever its values are, in the languages in which
// it is. Path is as for Error.
func (k *Checking) TextLength(t *Template, path string) { k.textLength(t, path, "shorten it") }

func (k *Checking) textLength(t *Template, path, advice string) {
	for lang, src := range t.Sources() {
		if n := VisibleLength(staticPart(src)); n > MaxTextLength {
			k.Error("text_too_long", path+langPath(lang), "the text has %d characters; Telegram allows %d in one message: %s", n, MaxTextLength, advice)
		}
	}
}

func (m *MessageConfig) checkButtons(k *Checking, path string) {
	var ids []string
	total := 0
	for r, row := range m.Buttons {
		if len(row) == 0 {
			k.Error("row_empty", fmt.Sprintf("%s/buttons/%d", path, r), "the row has no buttons")
		}
		for i := range row {
			p := fmt.Sprintf("%s/buttons/%d/%d", path, r, i)
			total++
			row[i].check(k, p)
			if row[i].Callback() {
				ids = checkButtonID(k, p+"/id", row[i].ID, ids)
			}
		}
	}
	if total > MaxInlineButtons {
		k.Error("buttons_too_many", path+"/buttons", "the message has %d buttons; Telegram allows %d", total, MaxInlineButtons)
	}
	if m.List != nil {
		checkButtonID(k, path+"/list/id", m.List.ID, ids)
		checkLabel(k, &m.List.Label, path+"/list/label")
	}
}

// checkButtonID reports a missing, misspelt or repeated id, and gives the ids seen so far.
func checkButtonID(k *Checking, path, id string, seen []string) []string {
	switch {
	case id == "":
		k.Error("button_id_missing", path, "the button needs an id, since its exit is named after it")
		return seen
	case !buttonIDPattern.MatchString(id):
		k.Error("button_id_invalid", path, "button id %q is misspelt: letters a-z, digits and _ . : -, first a letter or digit", id)
	case slices.Contains(seen, id):
		k.Error("button_id_duplicate", path, "two buttons of this message have the id %q: their exits could not be told apart", id)
	}
	return append(seen, id)
}

func (b *ButtonConfig) check(k *Checking, path string) {
	checkLabel(k, &b.Label, path+"/label")
	actions := 0
	for _, set := range []bool{
		!b.URL.IsZero(), !b.WebApp.IsZero(), b.Login != nil, b.Inline != nil, b.InlineHere != nil, b.InlineChosen != nil,
		!b.Copy.IsZero(), b.Game, b.Event != "",
	} {
		if set {
			actions++
		}
	}
	if actions > 1 {
		k.Error("button_actions", path, "the button does %d things at once; Telegram allows one", actions)
	}
	checkURL(k, &b.URL, path+"/url", false)
	checkURL(k, &b.WebApp, path+"/web_app", true)
	if b.Login != nil {
		checkURL(k, &b.Login.URL, path+"/login/url", true)
	}
	for lang, src := range b.Copy.Sources() {
		if n := utf8.RuneCountInString(staticPart(src)); n > MaxCopyText {
			k.Error("copy_too_long", path+"/copy"+langPath(lang), "the text to copy has %d characters; Telegram allows %d", n, MaxCopyText)
		}
	}
	if b.Event == "" && !b.Data.IsZero() {
		k.Error("button_data_unused", path+"/data", "data goes with an event: name the event that the button starts")
	}
	for lang, src := range b.Data.Sources() {
		if n := 1 + macLen + len(b.Event) + 1 + len(staticPart(src)); n > MaxTokenBytes {
			k.Error("button_data_too_long", path+"/data"+langPath(lang), "event and data are %d bytes too long for a button: Telegram allows %d bytes, of which %d are our signature",
				n-MaxTokenBytes, MaxTokenBytes, 1+macLen)
		}
	}
}

func (kb *KeyboardConfig) check(k *Checking, path string) {
	uses := 0
	for _, set := range []bool{len(kb.Rows) > 0, kb.Remove, kb.ForceReply} {
		if set {
			uses++
		}
	}
	if uses != 1 {
		k.Error("keyboard_use", path, "a keyboard shows buttons, or takes them away, or asks for a reply: exactly one of the three")
	}
	total := 0
	for r, row := range kb.Rows {
		if len(row) == 0 {
			k.Error("row_empty", fmt.Sprintf("%s/rows/%d", path, r), "the row has no buttons")
		}
		for i := range row {
			p := fmt.Sprintf("%s/rows/%d/%d", path, r, i)
			total++
			checkLabel(k, &row[i].Label, p+"/label")
			checkURL(k, &row[i].WebApp, p+"/web_app", true)
			if row[i].Request != "" && !row[i].WebApp.IsZero() {
				k.Error("button_actions", p, "the button does two things at once; Telegram allows one")
			}
			if row[i].Max > 0 && row[i].Request != "users" {
				k.Error("button_max_unused", p+"/max", "a number of users goes with a button that asks for users")
			}
		}
	}
	if total > MaxKeyboardButtons {
		k.Error("buttons_too_many", path+"/rows", "the keyboard has %d buttons; Telegram allows %d", total, MaxKeyboardButtons)
	}
	for lang, src := range kb.Placeholder.Sources() {
		if n := utf8.RuneCountInString(staticPart(src)); n > MaxPlaceholder {
			k.Error("placeholder_too_long", path+"/placeholder"+langPath(lang), "the placeholder has %d characters; Telegram allows %d", n, MaxPlaceholder)
		}
	}
}

func checkLabel(k *Checking, l *Line, path string) {
	if l.IsZero() {
		k.Error("label_empty", path, "the button has no label")
	}
	for lang, src := range l.Sources() {
		if blank(src) {
			k.Error("label_empty", path+langPath(lang), "the button has no label")
		}
	}
}

// checkURL reports an address that Telegram refuses. Addresses with values in them are only known at run time.
func checkURL(k *Checking, l *Link, path string, secure bool) {
	for lang, src := range l.Sources() {
		if strings.Contains(src, "{{") {
			continue
		}
		why := wrongURL(src)
		if why == "" && secure && !strings.HasPrefix(strings.TrimSpace(src), "https://") {
			why = "it must begin with https://"
		}
		if why != "" {
			k.Error("url_invalid", path+langPath(lang), "the address cannot be used on a button: %s", why)
		}
	}
}

// langPath is the pointer of one language inside a text.
func langPath(lang string) string {
	if lang == "" {
		return ""
	}
	return "/" + pointerToken(lang)
}

// staticPart is a template without what stands in `{{ }}`: the least that will be sent.
func staticPart(src string) string {
	var b strings.Builder
	for {
		i := strings.Index(src, "{{")
		if i < 0 {
			b.WriteString(src)
			return b.String()
		}
		if i > 0 && src[i-1] == '\\' { // a literal {{
			b.WriteString(src[:i-1] + "{{")
			src = src[i+2:]
			continue
		}
		b.WriteString(src[:i])
		j := templateEnd(src[i+2:])
		if j < 0 {
			return b.String()
		}
		src = src[i+2+j:]
	}
}

// templateEnd finds the end of a `{{ }}` whose inside begins at the start of s, quoted texts passed over; -1 if it is open.
func templateEnd(s string) int {
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case c == '}' && i+1 < len(s) && s[i+1] == '}':
			return i + 2
		}
	}
	return -1
}
