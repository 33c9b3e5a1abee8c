package botapi

import (
	"errors"
	"fmt"
)

var (
	errNoButton   = errors.New("there is no such button")
	errNoKeyboard = errors.New("there is no reply keyboard")
	errNotShare   = errors.New("the button does not ask for that")
)

// Pressed is what a press came to: exactly one field beside Button is set,
// none for a login or game button.
type Pressed struct {
	Button          InlineButton
	CallbackQueryID string   // the bot got a callback_query
	URL             string   // a page opens
	WebApp          string   // a Mini App opens
	Copied          string   // the text is in the clipboard
	InlineQuery     *string  // the person is put into inline mode
	Payment         *Payment // paying began
}

// Press presses the first button of the message with the label.
func (p *Person) Press(bot string, messageID int64, label string) (Pressed, error) {
	m, err := p.find(bot, messageID)
	if err != nil {
		return Pressed{}, err
	}
	button, err := m.button(label)
	if err != nil {
		return Pressed{}, err
	}
	return p.press(bot, m, button)
}

// PressAt presses the button in the row and column, both from 0.
func (p *Person) PressAt(bot string, messageID int64, row, col int) (Pressed, error) {
	m, err := p.find(bot, messageID)
	if err != nil {
		return Pressed{}, err
	}
	if m.ReplyMarkup == nil || row < 0 || row >= len(m.ReplyMarkup.Rows) || col < 0 || col >= len(m.ReplyMarkup.Rows[row]) {
		return Pressed{}, fmt.Errorf("press button %d in row %d of message %d: %w", col, row, messageID, errNoButton)
	}
	return p.press(bot, m, m.ReplyMarkup.Rows[row][col])
}

// PressData sends a callback with any data for the message, as a person with an
// old or a forged client can.
func (p *Person) PressData(bot string, messageID int64, data string) (Pressed, error) {
	m, err := p.find(bot, messageID)
	if err != nil {
		return Pressed{}, err
	}
	return p.press(bot, m, InlineButton{CallbackData: data})
}

func (m *Message) button(label string) (InlineButton, error) {
	if m.ReplyMarkup != nil {
		for _, row := range m.ReplyMarkup.Rows {
			for _, b := range row {
				if b.Text == label {
					return b, nil
				}
			}
		}
	}
	return InlineButton{}, fmt.Errorf("press %q of message %d: %w", label, m.ID, errNoButton)
}

func (p *Person) press(bot string, m *Message, button InlineButton) (Pressed, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return Pressed{}, err
	}
	done := Pressed{Button: button}
	switch {
	case button.CallbackData != "":
		c := b.privateChat(p)
		if m.Chat.ID < 0 {
			g := p.server.group(m.Chat.ID)
			if g == nil {
				return Pressed{}, errNoMessage
			}
			c = g.chat
		}
		done.CallbackQueryID = p.callback(b, c, m, button.CallbackData)
	case button.URL != "":
		done.URL = button.URL
	case button.WebApp != nil:
		done.WebApp = button.WebApp.URL
	case button.CopyText != nil:
		done.Copied = button.CopyText.Text
	case button.SwitchInlineQuery != nil:
		done.InlineQuery = button.SwitchInlineQuery
	case button.SwitchInlineQueryCurrentChat != nil:
		done.InlineQuery = button.SwitchInlineQueryCurrentChat
	case button.SwitchInlineQueryChosenChat != nil:
		done.InlineQuery = &button.SwitchInlineQueryChosenChat.Query
	case button.Pay:
		done.Payment, err = p.Pay(bot, m.ID)
	}
	return done, err
}

func (p *Person) callback(b *bot, c *chat, m *Message, data string) string {
	q := &query{kind: "callback_query", person: p, chat: c, message: m.ID}
	b.ask(q, callbackLife)
	b.queue.add("callback_query", "callback", p.user.ID, callbackUpdateLife, callbackQuery{
		ID: q.id, From: p.user, Message: m, ChatInstance: fmt.Sprintf("%d", mix(uint64(c.info.ID))>>1), Data: data,
	})
	return q.id
}

// PressReply presses a button of the reply keyboard that the person sees: it
// sends the label, or the contact or the place where the button asks for one.
func (p *Person) PressReply(bot, label string) (int64, error) {
	b, err := p.replyButton(bot, label)
	if err != nil {
		return 0, err
	}
	switch {
	case b.RequestContact:
		return p.SendContact(bot)
	case b.RequestLocation:
		return p.SendLocation(bot, 51.5074, -0.1278)
	case b.RequestUsers != nil, b.RequestChat != nil, b.WebApp != nil, b.RequestPoll != nil, b.RequestManagedBot != nil:
		return 0, fmt.Errorf("press %q: it needs ShareUsers, ShareChat or SendWebAppData: %w", label, errNotShare)
	default:
		return p.Say(bot, b.Text)
	}
}

// replyButton finds a button of the keyboard in sight; a one-time keyboard is
// gone afterwards.
func (p *Person) replyButton(bot, label string) (ReplyButton, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return ReplyButton{}, err
	}
	c := b.privateChat(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keyboard == nil {
		return ReplyButton{}, fmt.Errorf("press %q: %w", label, errNoKeyboard)
	}
	for _, row := range c.keyboard.Rows {
		for _, button := range row {
			if button.Text == label {
				if c.keyboard.OneTime {
					c.keyboard = nil
				}
				return button, nil
			}
		}
	}
	return ReplyButton{}, fmt.Errorf("press %q: %w", label, errNoButton)
}

// ShareUsers answers a request_users button with people.
func (p *Person) ShareUsers(bot, label string, people ...*Person) (int64, error) {
	b, err := p.replyButton(bot, label)
	if err != nil {
		return 0, err
	}
	if b.RequestUsers == nil {
		return 0, fmt.Errorf("press %q: %w", label, errNotShare)
	}
	shared := &UsersShared{RequestID: b.RequestUsers.RequestID, Users: []SharedUser{}}
	for _, other := range people {
		u := SharedUser{UserID: other.user.ID}
		if b.RequestUsers.RequestName {
			u.FirstName, u.LastName = other.user.FirstName, other.user.LastName
		}
		if b.RequestUsers.RequestUsername {
			u.Username = other.user.Username
		}
		shared.Users = append(shared.Users, u)
	}
	return p.post(bot, &Message{UsersShared: shared})
}

// ShareChat answers a request_chat button with a group or channel.
func (p *Person) ShareChat(bot, label string, g *Group) (int64, error) {
	b, err := p.replyButton(bot, label)
	if err != nil {
		return 0, err
	}
	if b.RequestChat == nil {
		return 0, fmt.Errorf("press %q: %w", label, errNotShare)
	}
	shared := &ChatShared{RequestID: b.RequestChat.RequestID, ChatID: g.ID()}
	if b.RequestChat.RequestTitle {
		shared.Title = g.info().Title
	}
	if b.RequestChat.RequestUsername {
		shared.Username = g.info().Username
	}
	return p.post(bot, &Message{ChatShared: shared})
}

// SendWebAppData answers a web_app button of the reply keyboard with data from
// the Mini App.
func (p *Person) SendWebAppData(bot, label, data string) (int64, error) {
	b, err := p.replyButton(bot, label)
	if err != nil {
		return 0, err
	}
	if b.WebApp == nil {
		return 0, fmt.Errorf("press %q: %w", label, errNotShare)
	}
	return p.post(bot, &Message{WebAppData: &WebAppData{Data: data, ButtonText: label}})
}
