package ask

import (
	"context"
	"math"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// location (ask.location) asks for a place on the map.
//
// Config: what all questions share; Own, to take only where the user is, as far as that can be told; Live, whether the place
// must, may or may not move along with the user; Accuracy, metres that it may be off at most; Typed, to take an address as a
// text instead; Button and Placeholder, see sharing. Waits: for a location, or a text. Exits: answered; typed, for a text;
// those of all questions. Errors: those of the texts, value_type.
//
// The answer is an object: latitude and longitude in degrees, accuracy in metres (nothing where Telegram does not tell), live
// in seconds (0 for a fixed place), title and address of a place with a name. A text becomes the address, without
// coordinates. In groups there is no button; a location can be attached there. Telegram on computers cannot send locations,
// which is what Typed is for.
//
// Own refuses forwarded places and those with a name; a point that was picked on the map cannot be told from where the user
// is, unless the place has to be live.
//
// Rules that messages may be given for: location_expected, location_own, location_live, location_not_live, location_inexact,
// invalid.
type location struct {
	sharing

	Own      bool   `json:"own,omitempty"`
	Live     string `json:"live,omitempty" validate:"omitempty,oneof=any no only" jsonschema:"enum=any,enum=no,enum=only"`
	Accuracy int    `json:"accuracy,omitempty" validate:"min=0,max=1500" jsonschema:"minimum=0,maximum=1500"`
	Typed    bool   `json:"typed,omitempty"`
}

// Rules of places, which are also the keys of our words for them.
const (
	locationExpectedRule = "location_expected"
	locationOwnRule      = "location_own"
	locationLiveRule     = "location_live"
	locationNotLiveRule  = "location_not_live"
	locationInexactRule  = "location_inexact"
)

const (
	liveNo   = "no"
	liveOnly = "only"
)

func locationType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.location", Version: 1, Icon: "map-pin",
		Title: engine.Text{"en": "Ask for a place", "ru": "Спросить место"},
		Help: engine.Text{
			"en": "Asks for a place on the map: where the user is, by a button, or any point that is attached. An address may be typed instead.",
			"ru": "Спрашивает место на карте: где пользователь — кнопкой, или любую прикреплённую точку. Вместо этого можно разрешить написать адрес.",
		},
		Exits: typedExits(),
		Outputs: []engine.Output{
			{Name: "event.latitude", Type: "number", Title: engine.Text{"en": "Latitude", "ru": "Широта"}},
			{Name: "event.longitude", Type: "number", Title: engine.Text{"en": "Longitude", "ru": "Долгота"}},
		},
		Example: `{"prompt": {"text": "Where shall we deliver?"}, "save_to": "session.place", "typed": true, "cancel": {}}`,
		New:     func() engine.Block { return new(location) },
	}
}

// Exits leaves out the exit for texts where none are taken.
func (a *location) Exits(fixed []engine.Exit) []engine.Exit {
	return a.exitsWithTyped(fixed, a.Typed)
}

// Fields names the settings of a question for a place.
func (a *location) Fields() []engine.Field {
	return append(append(a.question.Fields(),
		fieldOf("own", "Only where the user is", "Только где сам пользователь",
			"Refuses forwarded places and places with a name. A point picked on the map passes, unless the place has to be live.",
			"Не принимать пересланные места и места с названием. Точка, выбранная на карте, пройдёт, если не требовать трансляцию."),
		fieldOf("live", "Live location", "Трансляция",
			"only takes nothing but a location that is shared live, no refuses that, any takes both.",
			"only — только трансляция геопозиции, no — только точка, any — и то и другое."),
		fieldOf("accuracy", "Metres off at most", "Ошибка не больше, м",
			"Refuses places that are known less exactly, up to 1500. Places whose exactness Telegram does not tell are taken.",
			"Не принимать менее точные места, до 1500. Если Telegram не сообщает точность, место подойдёт."),
		fieldOf("typed", "May be typed", "Можно написать",
			"Takes a text too, saves it as the address, and leaves by Typed a text. Telegram on computers cannot send locations.",
			"Принимать и текст: он сохранится как адрес, а выход будет «Написал текстом». Telegram на компьютере не умеет отправлять геопозицию."),
	), shareFields()...)
}

// Check reports settings that do nothing. The button sends one point, so it is not shown where the place must be live.
func (a *location) Check(k *engine.Checking) {
	a.check(k, false, locationExpectedRule, locationOwnRule, locationLiveRule, locationNotLiveRule, locationInexactRule)
	a.checkSharing(k, a.Live != liveOnly)
	checkSaved(k, a.SaveTo, expr.TypeObject)
}

// request is the button; nil where one point is not enough.
func (a *location) request() *request {
	if a.Live == liveOnly {
		return nil
	}
	return &request{engine.ReplyButton{Location: true}, "share_location"}
}

// Enter asks.
func (a *location) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.askFor(t, a.request())
}

// Reshow asks again.
func (a *location) Reshow(_ context.Context, t *engine.Turn) error { return a.showFor(t, a.request()) }

// Resume judges the answer.
func (a *location) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return a.resumeMessage(t, ev, func(p progress, m *engine.Message) (engine.Outcome, error) {
		if text := textOf(m); a.Typed && text != "" {
			return a.accept(t, typedExit, map[string]any{
				"latitude": nil, "longitude": nil, "accuracy": nil, "live": 0.0, "title": "", "address": text,
			}, nil)
		}
		if c := a.broken(t, m); c.rule != "" {
			return a.refuse(t, p, c.rule, c.pairs...)
		}
		return a.accept(t, answeredExit, locationValue(m.Location), nil)
	})
}

// broken gives the first rule that the message breaks.
func (a *location) broken(t *engine.Turn, m *engine.Message) complaint {
	l := m.Location
	switch {
	case l == nil && a.Live == liveOnly:
		return complaint{rule: locationLiveRule}
	case l == nil:
		return complaint{locationExpectedRule, []string{"how", how(t, "attach_location")}}
	case a.Own && (m.Forwarded || l.Title != ""):
		return complaint{rule: locationOwnRule}
	case a.Live == liveOnly && l.Live == 0:
		return complaint{rule: locationLiveRule}
	case a.Live == liveNo && l.Live != 0:
		return complaint{rule: locationNotLiveRule}
	case a.Accuracy > 0 && l.Accuracy > float64(a.Accuracy):
		return complaint{locationInexactRule, []string{"n", expr.Format(math.Ceil(l.Accuracy), "en")}}
	}
	return complaint{}
}

// locationValue is a place as variables hold it.
func locationValue(l *engine.Location) map[string]any {
	var accuracy any
	if l.Accuracy > 0 {
		accuracy = l.Accuracy
	}
	return map[string]any{
		"latitude": l.Latitude, "longitude": l.Longitude, "accuracy": accuracy, "live": float64(l.Live),
		"title": l.Title, "address": l.Address,
	}
}
