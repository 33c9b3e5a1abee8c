package ask

import (
	"context"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	phones "github.com/scenarist/scenarist/engine/phone"
)

// phone (ask.phone) asks for a phone number.
//
// Config: what all questions share; By, whether a button hands the number over, it is typed, or either; Own, to take nobody
// else's number, which only the button can prove; Country, where numbers without a calling code belong; OnlyCountry, to take
// no others; Button and Placeholder, see sharing. Waits: for a contact or a text. Exits: those of all questions. Errors:
// those of the texts, value_type, and private_only.
//
// The answer is the number in the form of E.164, such as +442079460958. In groups there is no button: numbers can be typed
// there, and a question that takes the button only is a trouble private_only.
//
// Rules that messages may be given for: phone_expected, phone_button, phone_own, phone_country, invalid.
type phone struct {
	sharing

	By          string `json:"by,omitempty" validate:"omitempty,oneof=either button typed" jsonschema:"enum=either,enum=button,enum=typed"`
	Own         bool   `json:"own,omitempty"`
	Country     string `json:"country,omitempty" validate:"omitempty,min=1,max=4" jsonschema:"minLength=1,maxLength=4"`
	OnlyCountry bool   `json:"only_country,omitempty"`
}

// Rules of phone numbers, which are also the keys of our words for them.
const (
	phoneExpectedRule = "phone_expected"
	phoneButtonRule   = "phone_button"
	phoneOwnRule      = "phone_own"
	phoneCountryRule  = "phone_country"
)

const (
	byEither = "either"
	byButton = "button"
	byTyping = "typed"
)

// usualExample is what a number may look like where nothing is known of the country: one that Ofcom keeps for stories.
const usualExample = "+44 7700 900123"

func phoneType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.phone", Version: 1, Icon: "phone",
		Title: engine.Text{"en": "Ask for a phone number", "ru": "Спросить телефон"},
		Help: engine.Text{
			"en": "Asks for a phone number, by a button that sends the user's own, by typing, or either. It is saved in the international form, such as +442079460958.",
			"ru": "Спрашивает телефон: кнопкой, которая отправит номер пользователя, текстом или как удобнее. Сохраняет в международном виде, например +79123456789.",
		},
		Exits: questionExits(),
		Outputs: []engine.Output{
			{Name: "event.phone", Type: "text", Title: engine.Text{"en": "The number of the contact as it was sent", "ru": "Номер из контакта, как он пришёл"}},
			{Name: "event.text", Type: "text", Title: engine.Text{"en": "The answer as written", "ru": "Ответ, как он написан"}},
		},
		Example: `{"prompt": {"text": "How can the courier reach you?"}, "save_to": "user.phone", "country": "GB", "attempts": 3, "skip": {}}`,
		New:     func() engine.Block { return new(phone) },
	}
}

// Fields names the settings of a question for a phone number.
func (a *phone) Fields() []engine.Field {
	return append(append(a.question.Fields(),
		fieldOf("by", "How it is given", "Как получить",
			"button sends the user's number with one press, typed takes what is written, either takes both.",
			"button — номер отправит кнопка, typed — его напишут, either — и так и так."),
		fieldOf("own", "Only the user's own", "Только свой номер",
			"Takes only the user's own number. Only the button proves whose it is, so nothing can be typed.",
			"Принимать только собственный номер. Чей он, доказывает лишь кнопка, поэтому написать номер нельзя."),
		fieldOf("country", "Country", "Страна",
			"Two letters such as GB or RU, or a code such as +44: where numbers without a country code belong.",
			"Две буквы, например RU или KZ, или код, например +7: чьи это номера, если код страны не написан."),
		fieldOf("only_country", "Only this country", "Только эта страна",
			"Refuses numbers of other countries. The USA and Canada, which share a code, are not told apart.",
			"Не принимать номера других стран. США и Канада с их общим кодом не различаются."),
	), shareFields()...)
}

// Check reports settings that contradict each other.
func (a *phone) Check(k *engine.Checking) {
	a.check(k, false, phoneExpectedRule, phoneButtonRule, phoneOwnRule, phoneCountryRule)
	a.checkSharing(k, a.by() != byTyping)
	checkSaved(k, a.SaveTo, expr.TypeText)
	if a.Own && (a.By == byTyping || a.By == byEither) {
		k.Error("own_typed", "/by", "whose number it is can only be told where the button sends it: take button, or let any number do")
	}
	if a.Country != "" && a.home() == nil {
		k.Error("country_unknown", "/country", "%q is no country: write its two letters, such as GB or RU, or its calling code", a.Country)
	}
	if a.OnlyCountry && a.Country == "" {
		k.Error("country_missing", "/country", "only numbers of one country are to be taken, but of which one?")
	}
}

// by is how the number is given.
func (a *phone) by() string {
	switch {
	case a.Own:
		return byButton
	case a.By == "":
		return byEither
	default:
		return a.By
	}
}

// home is the country of numbers without a calling code; nil if none is set.
func (a *phone) home() *phones.Region { return phones.Home(a.Country) }

// request is the button; nil where numbers are typed.
func (a *phone) request() *request {
	if a.by() == byTyping {
		return nil
	}
	return &request{engine.ReplyButton{Contact: true}, "share_phone"}
}

// Enter asks.
func (a *phone) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if a.by() == byButton && !t.Chat().Private() {
		return engine.Stay(), engine.Trouble("private_only", "Telegram sends phone numbers by a button in private chats only, and this question takes nothing else")
	}
	return a.askFor(t, a.request())
}

// Reshow asks again.
func (a *phone) Reshow(_ context.Context, t *engine.Turn) error { return a.showFor(t, a.request()) }

// Resume judges the answer.
func (a *phone) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return a.resumeMessage(t, ev, func(p progress, m *engine.Message) (engine.Outcome, error) {
		number, c := a.read(m)
		if c.rule != "" {
			return a.refuse(t, p, c.rule, c.pairs...)
		}
		return a.accept(t, answeredExit, number, nil)
	})
}

// read gives the number that a message holds.
func (a *phone) read(m *engine.Message) (string, complaint) {
	home := a.home()
	number := ""
	switch {
	case m.Kind == engine.ContactMessage && m.Contact != nil:
		if a.Own && !m.Contact.Own {
			return "", complaint{rule: phoneOwnRule}
		}
		number = phones.ReadContact(m.Contact.Phone, m.Contact.Own, home)
	case a.by() == byButton:
		return "", complaint{rule: phoneButtonRule}
	default:
		number = phones.Read(textOf(m), home)
	}
	switch {
	case number == "" && home != nil:
		return "", complaint{phoneExpectedRule, []string{"example", home.Example()}}
	case number == "":
		return "", complaint{phoneExpectedRule, []string{"example", usualExample}}
	case a.OnlyCountry && home != nil && !home.Has(number):
		return "", complaint{phoneCountryRule, []string{"code", "+" + home.Code()}}
	}
	return number, complaint{}
}
