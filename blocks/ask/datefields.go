package ask

import "github.com/scenarist/scenarist/engine"

// zoneField is the setting of the time zone.
func zoneField() engine.Field {
	return engine.Field{Name: "zone", Title: engine.Text{"en": "Time zone", "ru": "Часовой пояс"}, Widget: "time_zone", Help: engine.Text{
		"en": "Decides which day is today. Empty is the bot's, user is the one in user.time_zone, or a name such as Europe/Berlin.",
		"ru": "По нему решается, какой сегодня день. Пусто — пояс бота, user — из user.time_zone, или название, например Europe/Moscow.",
	}}
}

// Fields names the settings for forms and the reference.
func (a *date) Fields() []engine.Field {
	return append(a.question.Fields(),
		engine.Field{Name: "min", Title: engine.Text{"en": "First day", "ru": "Первый день"}, Help: engine.Text{
			"en": "today, tomorrow, +3d (w weeks, m months, y years), -100y, a day such as 2026-11-25, or a value in {{ }}.",
			"ru": "today, tomorrow, +3d (w — недели, m — месяцы, y — годы), -100y, день, например 2026-11-25, или значение в {{ }}.",
		}},
		engine.Field{Name: "max", Title: engine.Text{"en": "Last day", "ru": "Последний день"}, Help: engine.Text{
			"en": "Written like the first day: +30d, -18y for people of age.", "ru": "Пишется так же: +30d, -18y для совершеннолетних.",
		}},
		engine.Field{Name: "days_off", Title: engine.Text{"en": "Days off", "ru": "Выходные"}, Help: engine.Text{
			"en": "Days of the week that cannot be chosen.", "ru": "Дни недели, которые нельзя выбрать.",
		}},
		engine.Field{Name: "taken", Title: engine.Text{"en": "Taken days", "ru": "Занятые дни"}, Widget: "expression", Help: engine.Text{
			"en": "Expression that gives a list of days that cannot be chosen, such as session.taken. The calendar marks them.",
			"ru": "Формула, которая даёт список дней, которые нельзя выбрать, например session.taken. Календарь их отметит.",
		}},
		engine.Field{Name: "quick", Title: engine.Text{"en": "Quick buttons", "ru": "Быстрые кнопки"}, Help: engine.Text{
			"en": "Buttons Today and Tomorrow under the calendar, shown if these days can be chosen.",
			"ru": "Кнопки «Сегодня» и «Завтра» под календарём; видны, если эти дни можно выбрать.",
		}},
		engine.Field{Name: "start", Title: engine.Text{"en": "Month to begin with", "ru": "С какого месяца начать"}, Help: engine.Text{
			"en": "A day of the month that is shown first, such as 2000-01-01 or -30y for birthdays. Empty: where the first free day is.",
			"ru": "День месяца, который показать первым, например 2000-01-01 или -30y для дня рождения. Пусто — там, где первый свободный день.",
		}},
		engine.Field{Name: "week_start", Title: engine.Text{"en": "The week begins on", "ru": "Неделя начинается"}, Help: engine.Text{
			"en": "mon, sun or sat; Monday if empty.", "ru": "mon, sun или sat; пусто — с понедельника.",
		}},
		zoneField(),
	)
}
