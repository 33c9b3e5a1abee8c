package engine

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine/flow"
)

// MessageConfig are the settings that everything with a message shares. Block configs embed it or hold it as a prompt.
type MessageConfig struct {
	Text        Template         `json:"text,omitzero"`
	Variations  []Template       `json:"variations,omitempty" validate:"max=20" jsonschema:"maxItems=20"` // one of Text and these is drawn
	Buttons     [][]ButtonConfig `json:"buttons,omitempty" validate:"max=100,dive,max=8,dive"`
	List        *ButtonList      `json:"list,omitempty"`
	Keyboard    *KeyboardConfig  `json:"keyboard,omitempty"`
	Slot        string           `json:"slot,omitempty" validate:"max=64" jsonschema:"maxLength=64"` // name for later edits
	Silent      bool             `json:"silent,omitempty"`
	Protect     bool             `json:"protect,omitempty"`
	Preview     string           `json:"preview,omitempty" validate:"omitempty,oneof=off small large above" jsonschema:"enum=off,enum=small,enum=large,enum=above"`
	Reply       bool             `json:"reply,omitempty"` // as an answer to the user's message
	DeleteAfter *flow.Duration   `json:"delete_after,omitempty"`
	Effect      string           `json:"effect,omitempty"` // message effect id; private chats only
	Anyone      bool             `json:"anyone,omitempty"` // in groups everybody may press the buttons
	Split       bool             `json:"split,omitempty"`  // a long text goes as several messages
}

// ButtonConfig is one inline button: a label and at most one thing that it does. Without any it is an exit of the
// block: button:<id>.
type ButtonConfig struct {
	ID           string       `json:"id,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	Label        Line         `json:"label"`
	URL          Link         `json:"url,omitzero"`
	WebApp       Link         `json:"web_app,omitzero"`
	Login        *LoginConfig `json:"login,omitempty"`
	Inline       *Line        `json:"inline,omitempty"`
	InlineHere   *Line        `json:"inline_here,omitempty"`
	InlineChosen *Line        `json:"inline_chosen,omitempty"`
	Copy         Line         `json:"copy,omitzero"`
	Game         bool         `json:"game,omitempty"`
	Event        string       `json:"event,omitempty" validate:"max=32" jsonschema:"maxLength=32"` // key of a trigger.button
	Data         Line         `json:"data,omitzero"`                                               // goes with Event
	Style        string       `json:"style,omitempty" validate:"omitempty,oneof=danger success primary" jsonschema:"enum=danger,enum=success,enum=primary"`
	Icon         string       `json:"icon,omitempty"`
	ShowIf       Condition    `json:"show_if,omitzero"`
}

// LoginConfig opens a page with the user signed in.
type LoginConfig struct {
	URL         Link   `json:"url"`
	ForwardText Line   `json:"forward_text,omitzero"`
	Bot         string `json:"bot,omitempty"`
	WriteAccess bool   `json:"write_access,omitempty"`
}

// ButtonList makes buttons out of a list. A press leaves by button:<id> with event.value.
type ButtonList struct {
	ID      string     `json:"id" validate:"required,max=64" jsonschema:"maxLength=64"`
	Items   Expression `json:"items" validate:"required"`
	Label   Line       `json:"label" scenarist:"item"`
	Value   Expression `json:"value,omitzero" scenarist:"item"` // default: the item itself
	ShowIf  Condition  `json:"show_if,omitzero" scenarist:"item"`
	Columns int        `json:"columns,omitempty" validate:"min=0,max=8" jsonschema:"minimum=0,maximum=8"` // default 1
	Max     int        `json:"max,omitempty" validate:"min=0,max=100" jsonschema:"minimum=0,maximum=100"` // default 50
	SaveTo  Var        `json:"save_to,omitempty"`
}

// KeyboardConfig is the keyboard below the input field.
type KeyboardConfig struct {
	Rows        [][]ReplyButtonConfig `json:"rows,omitempty" validate:"dive,max=12,dive"`
	Remove      bool                  `json:"remove,omitempty"`
	ForceReply  bool                  `json:"force_reply,omitempty"`
	OneTime     bool                  `json:"one_time,omitempty"`
	Persistent  bool                  `json:"persistent,omitempty"`
	Selective   bool                  `json:"selective,omitempty"`
	Placeholder Line                  `json:"placeholder,omitzero"`
}

// ReplyButtonConfig is one button of that keyboard; without a request it sends its label.
type ReplyButtonConfig struct {
	Label   Line   `json:"label"`
	Request string `json:"request,omitempty" validate:"omitempty,oneof=contact location poll quiz users chat channel" jsonschema:"enum=contact,enum=location,enum=poll,enum=quiz,enum=users,enum=chat,enum=channel"`
	Max     int    `json:"max,omitempty" validate:"min=0,max=10" jsonschema:"minimum=0,maximum=10"` // users to pick
	WebApp  Link   `json:"web_app,omitzero"`
}

// Callback reports whether a press comes back to the block.
func (b *ButtonConfig) Callback() bool {
	return b.URL.IsZero() && b.WebApp.IsZero() && b.Login == nil && b.Inline == nil && b.InlineHere == nil &&
		b.InlineChosen == nil && b.Copy.IsZero() && !b.Game && b.Event == ""
}

// ButtonExit names the exit of a button.
func ButtonExit(id string) string { return "button:" + id }

// ButtonIDs are the ids of the buttons that come back to the block, the list's last.
func (m *MessageConfig) ButtonIDs() []string {
	var ids []string
	for _, row := range m.Buttons {
		for i := range row {
			if row[i].Callback() {
				ids = append(ids, row[i].ID)
			}
		}
	}
	if m.List != nil {
		ids = append(ids, m.List.ID)
	}
	return ids
}

// ButtonExits gives one exit for each button that comes back.
func (m *MessageConfig) ButtonExits() []Exit {
	var out []Exit
	for _, row := range m.Buttons {
		for i := range row {
			if b := &row[i]; b.Callback() {
				out = append(out, Exit{Name: ButtonExit(b.ID), Title: b.Label.title()})
			}
		}
	}
	if m.List != nil {
		out = append(out, Exit{Name: ButtonExit(m.List.ID), Title: m.List.Label.title()})
	}
	return out
}

// title gives a line's source as the name of something.
func (l *Line) title() Text {
	out := Text{}
	for lang, s := range l.Sources() {
		if lang == "" {
			lang = "en"
		}
		out[lang] = s
	}
	return out
}

// Content renders the message. Buttons that are not to be shown are left out.
func (m *MessageConfig) Content(t *Turn) (Content, error) {
	tmpl := &m.Text
	if n := len(m.Variations); n > 0 {
		if i := t.Rand().IntN(n + 1); i > 0 {
			tmpl = &m.Variations[i-1]
		}
	}
	text, err := t.Text(tmpl)
	if err != nil {
		return Content{}, err
	}
	c := Content{
		Text: text, Silent: m.Silent, Protect: m.Protect, Preview: m.Preview, Effect: m.Effect, Split: m.Split,
	}
	if m.Reply && t.ev.Message != nil {
		c.ReplyTo = t.ev.Message.ID
	}
	if t.ev.Message != nil {
		c.TopicID = t.ev.Message.TopicID
	}
	if !c.Split && VisibleLength(text) > MaxTextLength {
		return Content{}, Trouble("text_too_long", "the text has %d characters; Telegram allows %d in one message", VisibleLength(text), MaxTextLength)
	}
	if c.Inline, err = m.Inline(t); err != nil {
		return Content{}, err
	}
	if m.Keyboard != nil {
		if c.Keyboard, err = m.Keyboard.render(t); err != nil {
			return Content{}, err
		}
	}
	return c, nil
}

// Deliver sends the content and arranges its deletion.
func (m *MessageConfig) Deliver(t *Turn, c Content) {
	slot := m.Slot
	if m.DeleteAfter != nil && slot == "" {
		slot = fmt.Sprintf("_%s.%d", t.block.ref, t.Gen())
	}
	t.Send(c, slot)
	if m.DeleteAfter != nil {
		t.Emit(Effect{Kind: DeleteMessage, Target: &Target{Slot: slot}, Delay: time.Duration(*m.DeleteAfter)})
	}
}

// Inline renders the inline buttons alone.
func (m *MessageConfig) Inline(t *Turn) ([][]Button, error) {
	return m.inline(t, func(string, any) string { return "" })
}

// Marked renders the inline buttons with the mark in front of the one that was pressed.
func (m *MessageConfig) Marked(t *Turn, p *ButtonPress, mark string) ([][]Button, error) {
	return m.inline(t, func(id string, value any) string {
		if id == p.ID && (m.List == nil || id != m.List.ID || equal(value, p.Value)) {
			return mark
		}
		return ""
	})
}

func (m *MessageConfig) inline(t *Turn, mark func(id string, value any) string) ([][]Button, error) {
	var rows [][]Button
	for _, cfgRow := range m.Buttons {
		var row []Button
		for i := range cfgRow {
			b, ok, err := cfgRow[i].render(t, m.Anyone)
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
			if cfgRow[i].Callback() {
				b.Label = mark(cfgRow[i].ID, nil) + b.Label
			}
			row = append(row, b)
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	if m.List != nil {
		more, err := m.List.render(t, m.Anyone, mark)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	if n := countButtons(rows); n > MaxInlineButtons {
		return nil, Trouble("buttons_too_many", "the message has %d buttons; Telegram allows %d", n, MaxInlineButtons)
	}
	return rows, nil
}

// Pressable reports whether any of the buttons comes back to the block that made it.
func Pressable(rows [][]Button) bool {
	for _, row := range rows {
		for i := range row {
			if strings.HasPrefix(row[i].Token, "b") {
				return true
			}
		}
	}
	return false
}

func countButtons(rows [][]Button) int {
	n := 0
	for _, row := range rows {
		n += len(row)
	}
	return n
}

func (b *ButtonConfig) render(t *Turn, anyone bool) (Button, bool, error) {
	if ok, err := t.Test(&b.ShowIf); err != nil || !ok {
		return Button{}, false, err
	}
	out := Button{Game: b.Game, Style: b.Style, Icon: b.Icon}
	var err error
	line := func(l *Line) string {
		if err != nil {
			return ""
		}
		var s string
		s, err = t.Line(l)
		return s
	}
	link := func(l *Link) string {
		if err != nil {
			return ""
		}
		var s string
		s, err = t.Link(l)
		return s
	}
	ptr := func(l *Line) *string {
		if l == nil {
			return nil
		}
		s := line(l)
		return &s
	}
	out.Label = ShownLabel(line(&b.Label))
	out.URL, out.WebApp, out.Copy = link(&b.URL), link(&b.WebApp), line(&b.Copy)
	out.Inline, out.InlineHere, out.InlineChosen = ptr(b.Inline), ptr(b.InlineHere), ptr(b.InlineChosen)
	if b.Login != nil {
		out.Login = &LoginLink{URL: link(&b.Login.URL), ForwardText: line(&b.Login.ForwardText), Bot: b.Login.Bot, WriteAccess: b.Login.WriteAccess}
	}
	switch {
	case b.Event != "":
		data := line(&b.Data)
		if err == nil {
			out.Token, err = t.EventToken(b.Event, data)
		}
	case b.Callback():
		out.Token = t.Token(b.ID, anyone)
	}
	if err == nil {
		err = b.fits(&out)
	}
	return out, true, err
}

// fits refuses what Telegram would refuse with the whole message.
func (b *ButtonConfig) fits(out *Button) error {
	for _, a := range []struct {
		link *Link
		url  string
	}{{&b.URL, out.URL}, {&b.WebApp, out.WebApp}} {
		if why := wrongURL(a.url); why != "" && !a.link.IsZero() {
			return Trouble("button_url", "the address of a button cannot be used: %s", why)
		}
	}
	if n := utf8.RuneCountInString(out.Copy); !b.Copy.IsZero() && (n < 1 || n > MaxCopyText) {
		return Trouble("button_copy", "a button's text to copy has %d characters; Telegram allows 1 to %d", n, MaxCopyText)
	}
	return nil
}

func (k *KeyboardConfig) render(t *Turn) (*ReplyKeyboard, error) {
	out := &ReplyKeyboard{
		Remove: k.Remove, ForceReply: k.ForceReply, OneTime: k.OneTime, Persistent: k.Persistent, Selective: k.Selective,
	}
	var err error
	if out.Placeholder, err = t.Line(&k.Placeholder); err != nil {
		return nil, err
	}
	for _, row := range k.Rows {
		var r []ReplyButton
		for i := range row {
			b, err := row[i].render(t, int64(len(out.Rows)*12+i+1))
			if err != nil {
				return nil, err
			}
			r = append(r, b)
		}
		out.Rows = append(out.Rows, r)
	}
	return out, nil
}

func (b *ReplyButtonConfig) render(t *Turn, id int64) (ReplyButton, error) {
	label, err := t.Line(&b.Label)
	if err != nil {
		return ReplyButton{}, err
	}
	out := ReplyButton{Label: label}
	if out.WebApp, err = t.Link(&b.WebApp); err != nil {
		return ReplyButton{}, err
	}
	switch b.Request {
	case "contact":
		out.Contact = true
	case "location":
		out.Location = true
	case "poll":
		out.Poll = "any"
	case "quiz":
		out.Poll = "quiz"
	case "users":
		out.Users = &UsersRequest{ID: id, Max: b.Max}
	case "chat", "channel":
		out.Chat = &ChatRequest{ID: id, Channel: b.Request == "channel"}
	}
	return out, nil
}
