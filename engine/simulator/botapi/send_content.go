package botapi

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// location reads latitude and longitude.
func (r *request) location() (Location, *Error) {
	lat, lng := strings.TrimSpace(r.str("latitude")), strings.TrimSpace(r.str("longitude"))
	switch {
	case lat == "":
		return Location{}, badRequest("latitude is empty")
	case lng == "":
		return Location{}, badRequest("longitude is empty")
	}
	latitude, errLat := strconv.ParseFloat(lat, 64)
	longitude, errLng := strconv.ParseFloat(lng, 64)
	accuracy := r.str("horizontal_accuracy")
	metres, errAcc := strconv.ParseFloat("0"+accuracy, 64)
	if errLat != nil || errLng != nil || errAcc != nil ||
		latitude < -90 || latitude > 90 || longitude < -180 || longitude > 180 {
		return Location{}, badRequest("wrong location specified")
	}
	return Location{Latitude: latitude, Longitude: longitude, HorizontalAccuracy: metres}, nil
}

func sendLocation(b *bot, r *request) (any, *Error) {
	return b.send(r, func(m *Message) *Error {
		l, err := r.location()
		if err != nil {
			return err
		}
		// 60-86400 seconds, or 0x7FFFFFFF for ever: sendLocation.live_period.
		period := r.integer("live_period")
		if period != 0 && period != 0x7FFFFFFF && (period < 60 || period > 86400) {
			return badRequest("wrong live location period specified")
		}
		l.LivePeriod, l.Heading = period, r.integer("heading")
		m.Location = &l
		return nil
	})
}

func sendVenue(b *bot, r *request) (any, *Error) {
	return b.send(r, func(m *Message) *Error {
		l, err := r.location()
		if err != nil {
			return err
		}
		for _, name := range []string{"title", "address"} {
			if r.str(name) == "" {
				return badRequest("VENUE_%s_INVALID", strings.ToUpper(name))
			}
		}
		m.Location = &l
		m.Venue = &Venue{
			Location: l, Title: r.str("title"), Address: r.str("address"),
			FoursquareID: r.str("foursquare_id"), FoursquareType: r.str("foursquare_type"),
		}
		return nil
	})
}

func sendContact(b *bot, r *request) (any, *Error) {
	return b.send(r, func(m *Message) *Error {
		phone, err := r.required("phone_number")
		if err != nil {
			return err
		}
		name, err := r.required("first_name")
		if err != nil {
			return err
		}
		m.Contact = &Contact{PhoneNumber: phone, FirstName: name, LastName: r.str("last_name"), VCard: r.str("vcard")}
		return nil
	})
}

// diceSides is the highest value of a dice emoji, 0 for any other: Bot API, Dice.
func diceSides(emoji string) int {
	switch emoji {
	case "🎲", "🎯", "🎳":
		return 6
	case "🏀", "⚽":
		return 5
	case "🎰":
		return 64
	default:
		return 0
	}
}

func sendDice(b *bot, r *request) (any, *Error) {
	return b.send(r, func(m *Message) *Error {
		emoji := strings.TrimSuffix(r.str("emoji"), "\uFE0F")
		if emoji == "" {
			emoji = "🎲"
		}
		sides := diceSides(emoji)
		if sides == 0 {
			return badRequest("EMOTICON_INVALID")
		}
		m.Dice = &Dice{Emoji: emoji, Value: 1 + int(mix(uint64(b.server.serial.Add(1)))%uint64(sides))}
		return nil
	})
}

// Limits of polls: Bot API, sendPoll.
const (
	maxPollQuestion = 300
	maxPollOption   = 100
	maxPollOptions  = 12
)

// Poll is the Bot API's Poll.
type Poll struct {
	ID               string       `json:"id"`
	Question         string       `json:"question"`
	QuestionEntities []Entity     `json:"question_entities,omitempty"`
	Options          []PollOption `json:"options"`
	Voters           int          `json:"total_voter_count"`
	IsClosed         bool         `json:"is_closed"`
	IsAnonymous      bool         `json:"is_anonymous"`
	Type             string       `json:"type"` // regular or quiz
	Multiple         bool         `json:"allows_multiple_answers"`
	CorrectOptions   []int        `json:"correct_option_ids,omitempty"`
}

// PollOption is the Bot API's PollOption.
type PollOption struct {
	PersistentID string   `json:"persistent_id"`
	Text         string   `json:"text"`
	Entities     []Entity `json:"text_entities,omitempty"`
	Voters       int      `json:"voter_count"`
}

func sendPoll(b *bot, r *request) (any, *Error) {
	return b.send(r, func(m *Message) *Error {
		question, err := parseText(r.str("question"), r.str("question_parse_mode"), r.str("question_entities"))
		if err != nil {
			return err
		}
		switch n := utf8.RuneCountInString(question.text); {
		case n == 0:
			return badRequest("poll question must be non-empty")
		case n > maxPollQuestion:
			return badRequest("poll question length must not exceed %d", maxPollQuestion)
		}
		options, err := r.pollOptions()
		if err != nil {
			return err
		}
		p := &Poll{
			ID: b.server.newID(), Question: question.text, QuestionEntities: question.entities, Options: options,
			IsAnonymous: r.str("is_anonymous") == "" || r.bool("is_anonymous"),
			Type:        "regular", Multiple: r.bool("allows_multiple_answers"), IsClosed: r.bool("is_closed"),
		}
		if r.str("type") == "quiz" {
			p.Type = "quiz"
			if p.CorrectOptions, err = r.correctOptions(len(options)); err != nil {
				return err
			}
		}
		m.Poll = p
		return nil
	})
}

func (r *request) pollOptions() ([]PollOption, *Error) {
	var raw []json.RawMessage
	if _, err := r.decode("options", "options", &raw); err != nil {
		return nil, err
	}
	if len(raw) == 0 {
		return nil, badRequest("poll must have at least 1 answer option")
	}
	if len(raw) > maxPollOptions {
		return nil, badRequest("poll can't have more than %d options", maxPollOptions)
	}
	options := make([]PollOption, 0, len(raw))
	for i, item := range raw {
		var in struct {
			Text     string          `json:"text"`
			Mode     string          `json:"text_parse_mode"`
			Entities json.RawMessage `json:"text_entities"`
		}
		if item[0] == '"' {
			in.Text = bareText(item)
		} else if err := json.Unmarshal(item, &in); err != nil {
			return nil, badRequest("expected an option to be of type String")
		}
		f, err := parseText(in.Text, in.Mode, string(in.Entities))
		if err != nil {
			return nil, err
		}
		switch n := utf8.RuneCountInString(f.text); {
		case n == 0:
			return nil, badRequest("poll options must be non-empty")
		case n > maxPollOption:
			return nil, badRequest("poll options length must not exceed %d", maxPollOption)
		}
		options = append(options, PollOption{PersistentID: strconv.Itoa(i), Text: f.text, Entities: f.entities})
	}
	return options, nil
}

func (r *request) correctOptions(options int) ([]int, *Error) {
	var ids []int
	if old := r.str("correct_option_id"); old != "" {
		ids = []int{int(parseInteger(old))}
	} else if _, err := r.decode("correct_option_ids", "correct_option_ids", &ids); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, badRequest("parameter %q is required", "correct_option_ids")
	}
	for _, id := range ids {
		if id < 0 || id >= options {
			return nil, badRequest("wrong correct option ID specified")
		}
	}
	return ids, nil
}

func stopPoll(b *bot, r *request) (any, *Error) {
	mk, err := r.markup()
	if err != nil {
		return nil, err
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	m, err := c.change(r.integer("message_id"), badRequest("message with poll to stop not found"), func(m *Message) *Error {
		switch {
		case m.Poll == nil:
			return badRequest("message is not a poll")
		case !m.ownedBy(b):
			return badRequest("poll can't be stopped")
		case m.Poll.IsClosed:
			return badRequest("poll has already been closed")
		}
		closed := *m.Poll
		closed.IsClosed = true
		m.Poll, m.ReplyMarkup = &closed, mk.inline
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m.Poll, nil
}
