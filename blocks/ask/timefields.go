package ask

import "github.com/scenarist/scenarist/engine"

// Fields names the settings for forms and the reference.
func (a *timeOfDay) Fields() []engine.Field {
	return append(a.question.Fields(),
		engine.Field{Name: "from", Title: engine.Text{"en": "First time", "ru": "Первое время"}, Help: engine.Text{
			"en": "Such as 10:00. Empty is midnight.", "ru": "Например 10:00. Пусто — с полуночи.",
		}},
		engine.Field{Name: "to", Title: engine.Text{"en": "Last time", "ru": "Последнее время"}, Help: engine.Text{
			"en": "The last time that can be chosen, such as 18:00.", "ru": "Последнее время, которое можно выбрать, например 18:00.",
		}},
		engine.Field{Name: "step", Title: engine.Text{"en": "A button every", "ru": "Кнопки через каждые"}, Help: engine.Text{
			"en": "Such as 30m or 1h. Empty makes no buttons: the time is typed.", "ru": "Например 30m или 1h. Пусто — без кнопок, время пишут.",
		}},
		engine.Field{Name: "slots", Title: engine.Text{"en": "Free times", "ru": "Свободное время"}, Widget: "expression", Help: engine.Text{
			"en": "Expression that gives the list of times to offer, such as session.free: [\"10:00\", \"11:30\"], or moments.",
			"ru": "Формула, которая даёт список времени для кнопок, например session.free: [\"10:00\", \"11:30\"], или моментов.",
		}},
		engine.Field{Name: "taken", Title: engine.Text{"en": "Taken times", "ru": "Занятое время"}, Widget: "expression", Help: engine.Text{
			"en": "Expression that gives a list of times that cannot be chosen. They are not offered.",
			"ru": "Формула, которая даёт список времени, которое нельзя выбрать. Его не предложат.",
		}},
		engine.Field{Name: "between", Title: engine.Text{"en": "Other times may be typed", "ru": "Можно написать другое время"}, Help: engine.Text{
			"en": "Takes typed times that have no button, if they are between the first and the last.",
			"ru": "Принимать и время, для которого нет кнопки, если оно между первым и последним.",
		}},
		engine.Field{Name: "date", Title: engine.Text{"en": "On the day", "ru": "В какой день"}, Help: engine.Text{
			"en": "The day of the visit, such as {{ session.day }} or today. Times that are over then are not offered.",
			"ru": "День, о котором речь, например {{ session.day }} или today. Прошедшее время тогда не предложат.",
		}},
		engine.Field{Name: "notice", Title: engine.Text{"en": "Not sooner than in", "ru": "Не раньше чем через"}, Help: engine.Text{
			"en": "How long from now the time must be away, such as 2h.", "ru": "Сколько времени должно остаться, например 2h.",
		}},
		engine.Field{Name: "past", Title: engine.Text{"en": "Times that are over", "ru": "Прошедшее время"}, Help: engine.Text{
			"en": "Lets times that are over be chosen, too.", "ru": "Разрешить и прошедшее время.",
		}},
		engine.Field{Name: "clock", Title: engine.Text{"en": "Clock", "ru": "Запись времени"}, Help: engine.Text{
			"en": "24 writes 18:30, 12 writes 6:30 PM. What is saved is always 18:30.", "ru": "24 — 18:30, 12 — 6:30 PM. Сохраняется всегда 18:30.",
		}},
		engine.Field{Name: "columns", Title: engine.Text{"en": "Columns", "ru": "Колонки"}, Help: engine.Text{
			"en": "Buttons in a row, 1 to 8; 4 if empty.", "ru": "Кнопок в ряду, от 1 до 8; пусто — 4.",
		}},
		engine.Field{Name: "page_size", Title: engine.Text{"en": "Times on a page", "ru": "На странице"}, Help: engine.Text{
			"en": "More times get pages with arrows. If empty, up to 48 are shown at once, else 32 a page.",
			"ru": "Если времени больше, появятся страницы со стрелками. Пусто — до 48 сразу, иначе по 32.",
		}},
		zoneField(),
	)
}
