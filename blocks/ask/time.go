package ask

import (
	"cmp"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// timeOfDay (ask.time) asks for a time of day: by buttons, by typing, or both.
//
// Config: what all questions share; From and To, the first and the last time; Step, which makes a button every so often
// between them; Slots, a list of times that makes the buttons instead; Taken, a list of times that cannot be chosen;
// Between, to take typed times that have no button; Date, the day on which it is to be; Notice, how long from now it must be
// away; Past, to take times that are over; Clock, how times are written; Columns and PageSize; Zone. Waits: for a press or a
// message. Exits: answered; empty, where no time may be left; those of all questions. Errors: those of the texts and
// expressions (expression_…), date_invalid, time_invalid, list_expected, zone_unknown, times_empty, value_type,
// buttons_too_many.
//
// The answer is the time as 09:30. With a date, times that are over are not offered, nor those that the clock jumps over on
// that day; of a time that comes twice the second counts. Elements of the lists are times, or moments: of these the time in
// the zone is taken, and with a date only those of that day.
//
// A typed hour from 1 to 12 is the one before noon if that lies between the first and the last time, else the one after.
//
// Rules that messages may be given for: time_expected, time_early, time_late, time_other, time_over, time_skipped,
// time_taken, invalid.
type timeOfDay struct {
	question

	From     string            `json:"from,omitempty" validate:"omitempty,datetime=15:04" jsonschema:"pattern=^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	To       string            `json:"to,omitempty" validate:"omitempty,datetime=15:04" jsonschema:"pattern=^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	Step     *flow.Duration    `json:"step,omitempty"`
	Slots    engine.Expression `json:"slots,omitzero"`
	Taken    engine.Expression `json:"taken,omitzero"`
	Between  bool              `json:"between,omitempty"`
	Date     engine.Value      `json:"date,omitzero"`
	Notice   *flow.Duration    `json:"notice,omitempty"`
	Past     bool              `json:"past,omitempty"`
	Clock    string            `json:"clock,omitempty" validate:"omitempty,oneof=24 12" jsonschema:"enum=24,enum=12"`
	Columns  int               `json:"columns,omitempty" validate:"min=0,max=8" jsonschema:"minimum=0,maximum=8"`
	PageSize int               `json:"page_size,omitempty" validate:"min=0,max=80" jsonschema:"minimum=0,maximum=80"`
	Zone     string            `json:"zone,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
}

// Rules of times, which are also the keys of our words for them.
const (
	timeExpectedRule = "time_expected"
	timeEarlyRule    = "time_early"
	timeLateRule     = "time_late"
	timeOtherRule    = "time_other"
	timeOverRule     = "time_over"
	timeSkippedRule  = "time_skipped"
	timeTakenRule    = "time_taken"
)

const (
	timeButton = "_time"

	defaultTimeColumns = 4
	timesAtOnce        = 48 // shown without pages
	timesOnPage        = 32
)

func timeType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.time", Version: 1, Icon: "clock",
		Title: engine.Text{"en": "Ask for a time", "ru": "Спросить время"},
		Help: engine.Text{
			"en": "Offers times of day as buttons and saves the chosen one. The user may also type it: 9:30, 930, 9 am.",
			"ru": "Предлагает время кнопками и сохраняет выбранное. Время можно и написать: 9:30, 930, 9 утра, 21 час.",
		},
		Exits: slices.Insert(questionExits(), 1, engine.Exit{
			Name: emptyExit, Title: engine.Text{"en": "No time is left", "ru": "Свободного времени нет"}, Inherit: true,
		}),
		Example: `{"prompt": {"text": "At what time?"}, "save_to": "session.time", "from": "10:00", "to": "18:00", "step": "30m", "date": "tomorrow", "after_answer": "mark"}`,
		New:     func() engine.Block { return new(timeOfDay) },
	}
}

// Exits gives the exits of the question, and empty where all times may be gone.
func (a *timeOfDay) Exits(fixed []engine.Exit) []engine.Exit {
	return slices.DeleteFunc(a.question.Exits(fixed), func(e engine.Exit) bool {
		return e.Name == emptyExit && a.Slots.IsZero() && a.Taken.IsZero() && (a.Date.IsZero() || a.Past)
	})
}

// ButtonIDs are the ids that presses may carry.
func (a *timeOfDay) ButtonIDs() []string {
	return append(a.question.ButtonIDs(), timeButton, pageButton)
}

// offers reports whether there are buttons to choose by.
func (a *timeOfDay) offers() bool { return a.Step != nil || !a.Slots.IsZero() }

// Check reports times that cannot be chosen, and settings that do nothing.
func (a *timeOfDay) Check(k *engine.Checking) {
	a.check(k, a.offers(), timeExpectedRule, timeEarlyRule, timeLateRule, timeOtherRule, timeOverRule, timeSkippedRule, timeTakenRule)
	a.checkOffer(k)
	checkList(k, "/slots", &a.Slots)
	checkList(k, "/taken", &a.Taken)
	checkDay(k, "/date", a.Date)
	checkZone(k, a.Zone)
	if a.Date.IsZero() {
		a.checkUndated(k)
	} else if a.Past && a.Notice != nil {
		k.Error("notice_past", "/notice", "where times that are over may be chosen, none has to be ahead")
	}
	if a.From != "" && a.To != "" && a.To < a.From {
		k.Error("time_range", "/from", "the first time %s is after the last %s: no time fits. A night over midnight needs two questions, or a list of slots", a.From, a.To)
	}
	if k.TypeOf(a.SaveTo) == expr.TypeDate {
		k.Error("variable_type", "/save_to", "%s holds a date, but this gives only a time of day", a.SaveTo)
	}
	k.Assign("/save_to", a.SaveTo, expr.TypeText)
}

func (a *timeOfDay) checkOffer(k *engine.Checking) {
	if a.Step != nil {
		switch step := a.Step.Std(); {
		case step < time.Minute || step%time.Minute != 0 || step >= 24*time.Hour:
			k.Error("step_invalid", "/step", "the step is to be of whole minutes and shorter than a day, such as 30m")
		case !a.Slots.IsZero():
			k.Error("step_and_slots", "/step", "the buttons come either from a step or from a list, not from both")
		}
	}
	if a.offers() {
		const pagingAndWaysOut = 3 + 3
		a.checkRoom(k, cmp.Or(a.PageSize, timesAtOnce)+pagingAndWaysOut)
		return
	}
	if a.Between {
		k.Warn("between_unused", "/between", "there are no buttons between which a time could be: all times are taken as typed")
	}
	if a.Columns != 0 || a.PageSize != 0 {
		k.Warn("columns_unused", "/columns", "there are no buttons: give a step, or a list of slots")
	}
}

func (a *timeOfDay) checkUndated(k *engine.Checking) {
	unused := func(set bool, path string) {
		if set {
			k.Warn("date_missing", path, "this setting works only where the date is given, too")
		}
	}
	unused(a.Notice != nil, "/notice")
	unused(a.Past, "/past")
	unused(a.Zone != "" && a.Slots.IsZero() && a.Taken.IsZero(), "/zone")
}
