package trigger

import (
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// schedule (trigger.schedule) starts its flow for every user at certain times, in the private chats of all who came to the
// bot and have not blocked it.
//
// Config: one of At with Days and MonthDays, Every, Cron, and Date; Start and End of the whole; Zone; Spread, up to which a
// user's times are later than that, by the same amount each time; Late, how late a run may be that was missed while the
// bot was off. Exits: next. Errors: none. Outputs: local.planned_at.
//
// Of several runs that were missed the last one counts. When somebody is in the middle of a question, the flow runs on top
// of it and the question is shown again, unless "when busy" says otherwise. A wait that must not be interrupted puts the
// run off, as long as it is not too late for it.
type schedule struct {
	engine.TriggerSettings
	timed

	At        []string       `json:"at,omitempty" validate:"max=24,dive,datetime=15:04" jsonschema:"maxItems=24"`
	Days      []string       `json:"days,omitempty" validate:"max=7,dive,oneof=mon tue wed thu fri sat sun" jsonschema:"enum=mon,enum=tue,enum=wed,enum=thu,enum=fri,enum=sat,enum=sun"`
	MonthDays []int          `json:"month_days,omitempty" validate:"max=32,dive,min=-1,max=31,ne=0"`
	Every     *flow.Duration `json:"every,omitempty"`
	Cron      string         `json:"cron,omitempty" validate:"max=200" jsonschema:"maxLength=200"`
	Date      string         `json:"date,omitempty" validate:"max=32" jsonschema:"maxLength=32"`
	Start     string         `json:"start,omitempty" validate:"max=32" jsonschema:"maxLength=32"`
	End       string         `json:"end,omitempty" validate:"max=32" jsonschema:"maxLength=32"`
	Spread    *flow.Duration `json:"spread,omitempty"`
	Late      *flow.Duration `json:"late,omitempty"`
}

const (
	minEvery     = time.Minute
	oftenEvery   = 15 * time.Minute
	maxSpread    = 24 * time.Hour
	maxLate      = 7 * 24 * time.Hour
	defaultLate  = time.Hour
	alwaysInTime = 10 * time.Minute // what many users at one moment may take is no lateness
)

func scheduleType() engine.BlockType {
	return engine.BlockType{
		Name: "trigger.schedule", Version: 1, Icon: "calendar-repeat", Trigger: true,
		Title: engine.Text{"en": "Schedule", "ru": "Расписание"},
		Help: engine.Text{
			"en": "Starts the flow for every user at certain times: a digest every morning, a report on Mondays, a greeting on a date. Choose who gets it with the setting Who.",
			"ru": "Запускает сценарий для каждого пользователя в заданное время: дайджест каждое утро, отчёт по понедельникам, поздравление в день праздника. Кому именно — задайте в настройке «Кому».",
		},
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.planned_at", Type: "date", Title: engine.Text{"en": "When it was to start", "ru": "На какое время было назначено"}},
		},
		Example: `{"at": ["09:00"], "days": ["mon", "tue", "wed", "thu", "fri"], "zone": "user", "spread": "10m"}`,
		New:     func() engine.Block { return new(schedule) },
	}
}

// Fields names the settings for forms and the reference.
func (s *schedule) Fields() []engine.Field {
	own := []engine.Field{
		{Name: "at", Title: engine.Text{"en": "Times of day", "ru": "Время суток"}, Help: engine.Text{
			"en": "Such as 09:00, one or several.", "ru": "Например 09:00, одно или несколько.",
		}},
		{Name: "days", Title: engine.Text{"en": "Days of the week", "ru": "Дни недели"}, Help: engine.Text{
			"en": "For the times of day. Empty means every day.", "ru": "Для времени суток. Пусто — каждый день.",
		}},
		{Name: "month_days", Title: engine.Text{"en": "Days of the month", "ru": "Дни месяца"}, Help: engine.Text{
			"en": "For the times of day: numbers from 1 to 31, and -1 for the last day.", "ru": "Для времени суток: числа от 1 до 31, -1 — последний день.",
		}},
		{Name: "every", Title: engine.Text{"en": "Every", "ru": "Каждые"}, Help: engine.Text{
			"en": "Instead of times of day: 2h, 3d, 1w and the like, counted from the start.", "ru": "Вместо времени суток: 2h, 3d, 1w и так далее, считая от начала.",
		}},
		{Name: "cron", Title: engine.Text{"en": "Crontab line", "ru": "Строка crontab"}, Help: engine.Text{
			"en": "Instead of these, for those who know it: minute, hour, day of the month, month, day of the week.",
			"ru": "Вместо этого, для знающих: минута, час, день месяца, месяц, день недели.",
		}},
		{Name: "date", Title: engine.Text{"en": "Once, at", "ru": "Один раз"}, Help: engine.Text{
			"en": "Instead of these: a date and a time such as 2026-12-31 18:00.", "ru": "Вместо этого: дата и время, например 2026-12-31 18:00.",
		}},
		{Name: "start", Title: engine.Text{"en": "Start", "ru": "Начало"}, Help: engine.Text{
			"en": "Nothing before this date, such as 2026-05-01 or 2026-05-01 09:00.", "ru": "Ничего до этой даты, например 2026-05-01 или 2026-05-01 09:00.",
		}},
		{Name: "end", Title: engine.Text{"en": "End", "ru": "Конец"}, Help: engine.Text{
			"en": "Nothing after this date; a date without a time is its whole day.", "ru": "Ничего после этой даты; дата без времени — весь этот день.",
		}},
	}
	own = append(own, s.zoneFields()...)
	own = append(
		own,
		engine.Field{Name: "spread", Title: engine.Text{"en": "Spread", "ru": "Разброс"}, Help: engine.Text{
			"en": "Users get it within this time after the moment, each always equally late, so that not all come at once.",
			"ru": "Пользователи получат его в течение этого времени, каждый всегда с одной задержкой, чтобы не все разом.",
		}},
		engine.Field{Name: "late", Title: engine.Text{"en": "If missed, up to", "ru": "Если пропущено, не позже чем через"}, Help: engine.Text{
			"en": "If the bot was off at that time, it still starts when it is on again within this time; 0 skips it. 1h if empty. Up to ten minutes always count as in time.",
			"ru": "Если бот в это время был выключен, сценарий всё же запустится, если бот включат в течение этого времени; 0 — пропустить. Пусто — 1h. Десять минут опозданием не считаются.",
		}},
	)
	return append(own, s.TriggerSettings.Fields()...)
}

// Defaults makes it come back to an open question.
func (s *schedule) Defaults() {
	s.nestByDefault(&s.TriggerSettings)
	s.Cron = strings.TrimSpace(s.Cron)
}

// Check reports times that cannot be read, that say nothing, or that are given in two ways.
func (s *schedule) Check(k *engine.Checking) {
	s.checkTimed(k, &s.TriggerSettings)
	s.checkWay(k)
	repeated(k, "/at", s.At)
	repeated(k, "/days", s.Days)
	repeated(k, "/month_days", s.MonthDays)
	if len(s.At) == 0 && len(s.Days) > 0 {
		k.Warn("setting_unused", "/days", "days of the week count only with times of day")
	}
	if len(s.At) == 0 && len(s.MonthDays) > 0 {
		k.Warn("setting_unused", "/month_days", "days of the month count only with times of day")
	}
	if s.Cron != "" {
		if _, err := engine.ParseCron(s.Cron); err != nil {
			k.Error("cron_invalid", "/cron", "this is no line of a crontab: %v", err)
		}
	}
	if s.Every != nil {
		switch d := s.Every.Std(); {
		case d < minEvery:
			k.Error("every_too_short", "/every", "it cannot start more often than once a minute")
		case d < oftenEvery:
			k.Warn("every_often", "/every", "every user gets it every %s: people block bots for less", s.Every)
		case d%(24*time.Hour) == 0 && s.Start == "":
			k.Warn("schedule_at_midnight", "/every", "without a start it comes at midnight; give one with a time of day")
		}
	}
	if s.Spread != nil && s.Spread.Std() > maxSpread {
		k.Error("spread_too_long", "/spread", "the spread is at most a day")
	}
	if s.Late != nil && s.Late.Std() > maxLate {
		k.Error("late_too_long", "/late", "a run that was missed can be at most a week late")
	}
	s.checkDates(k)
}

// checkWay reports none or several ways of saying when.
func (s *schedule) checkWay(k *engine.Checking) {
	var given []string
	for _, way := range []struct {
		set  bool
		path string
	}{{len(s.At) > 0, "/at"}, {s.Every != nil, "/every"}, {s.Cron != "", "/cron"}, {s.Date != "", "/date"}} {
		if way.set {
			given = append(given, way.path)
		}
	}
	switch {
	case len(given) == 0:
		k.Error("schedule_empty", "", "say when: at times of day, every so often, by a crontab line, or once at a date")
	case len(given) > 1:
		k.Error("schedule_ambiguous", given[1], "it is said in %d ways when to start; leave one", len(given))
	}
}

func (s *schedule) checkDates(k *engine.Checking) {
	bad := func(path, value string) {
		if _, ok := parseMoment(value); value != "" && !ok {
			k.Error("date_invalid", path, "%q is no date: give %s", value, dateWords)
		}
	}
	bad("/date", s.Date)
	bad("/start", s.Start)
	bad("/end", s.End)
	if date, ok := parseMoment(s.Date); ok && date.day {
		k.Warn("schedule_at_midnight", "/date", "a date without a time is its midnight")
	}
	start, hasStart := parseMoment(s.Start)
	end, hasEnd := parseMoment(s.End)
	switch {
	case s.Date != "" && s.Start != "":
		k.Warn("setting_unused", "/start", "start and end do not count for a single date")
	case s.Date != "" && s.End != "":
		k.Warn("setting_unused", "/end", "start and end do not count for a single date")
	case hasStart && hasEnd && !end.end(time.UTC).After(start.in(time.UTC)):
		k.Error("schedule_over", "/end", "it ends before it starts")
	}
}

// Timing is all that the times depend on.
func (s *schedule) Timing() string {
	month := make([]string, len(s.MonthDays))
	for i, n := range s.MonthDays {
		month[i] = strconv.Itoa(n)
	}
	return strings.Join([]string{
		strings.Join(s.At, ","), strings.Join(s.Days, ","), strings.Join(month, ","), span(s.Every), s.Cron, s.Date, s.Start, s.End, span(s.Spread),
	}, "|")
}

// Plan sets the next time. Of those that were missed and are not too late it takes the last one.
func (s *schedule) Plan(p *engine.Planning, a engine.Appointment) engine.Appointment {
	if a.At.IsZero() {
		a = s.after(p, p.From())
	}
	if a.At.IsZero() || a.At.After(p.Now()) {
		return a
	}
	if late := s.lateness(); p.Now().Sub(a.Since) > late {
		a = s.after(p, p.Now().Add(-late))
	}
	for !a.At.IsZero() {
		next := s.after(p, a.Since)
		if next.At.IsZero() || next.At.After(p.Now()) {
			break
		}
		a = next
	}
	return a
}

// Done sets the time after this one.
func (s *schedule) Done(p *engine.Planning, _ engine.Appointment) engine.Appointment {
	return s.after(p, p.Now())
}

func (s *schedule) lateness() time.Duration {
	if s.Late == nil {
		return defaultLate
	}
	return max(s.Late.Std(), alwaysInTime)
}

// after is the appointment for the user's first time after the moment; an empty one if there is none.
func (s *schedule) after(p *engine.Planning, at time.Time) engine.Appointment {
	var off time.Duration
	if s.Spread != nil {
		off = p.Spread(s.Spread.Std())
	}
	next := s.next(at.Add(-off), p.Zone())
	if next.IsZero() {
		return engine.Appointment{}
	}
	next = next.Add(off).UTC()
	return engine.Appointment{At: next, Since: next}
}

// next is the first time after the moment, before it is spread; zero if there is none.
func (s *schedule) next(after time.Time, zone *time.Location) time.Time {
	start, hasStart := parseMoment(s.Start)
	if date, ok := parseMoment(s.Date); ok {
		if at := date.in(zone); at.After(after) {
			return at
		}
		return time.Time{}
	}
	if from := start.in(zone); hasStart && after.Before(from) {
		after = from.Add(-time.Nanosecond)
	}
	at := s.row(after, zone)
	if end, ok := parseMoment(s.End); ok && !at.Before(end.end(zone)) {
		return time.Time{}
	}
	return at
}

func (s *schedule) row(after time.Time, zone *time.Location) time.Time {
	if s.Every != nil {
		first, ok := parseMoment(s.Start)
		if !ok {
			first = monday()
		}
		return every{first, s.Every.Std()}.next(after, zone)
	}
	table, err := s.table()
	if err != nil {
		return time.Time{} // Check has refused it
	}
	return table.Next(after, zone)
}

func (s *schedule) table() (*engine.Timetable, error) {
	if s.Cron != "" {
		return engine.ParseCron(s.Cron)
	}
	return engine.NewTimetable(s.At, s.Days, s.MonthDays)
}

// Match takes its own time.
func (s *schedule) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	if ev.Kind != engine.TimerFired || ev.Timer == nil || ev.Timer.Appointment == nil {
		return engine.Match{}, false
	}
	return engine.Match{
		Weight:  engine.WeightKind,
		Outputs: engine.Values{"planned_at": ev.Timer.Appointment.Since.UTC().Format(time.RFC3339)},
	}, true
}
