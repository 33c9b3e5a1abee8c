package engine

// Fields names the settings that all triggers share.
func (*TriggerSettings) Fields() []Field {
	return []Field{
		{Name: "when_busy", Title: Text{"en": "When the user is in another flow", "ru": "Если пользователь в другом сценарии"}, Help: Text{
			"en": "replace drops the other flow, nest comes back to its question afterwards, ignore does nothing, ask asks the user.",
			"ru": "replace бросает другой сценарий, nest вернётся к его вопросу, ignore ничего не делает, ask спрашивает пользователя.",
		}},
		{Name: "priority", Title: Text{"en": "Priority", "ru": "Приоритет"}, Help: Text{
			"en": "Of several triggers that fit, the one with the highest number starts. 0 if empty.",
			"ru": "Если подходит несколько триггеров, сработает тот, у кого число больше. Пусто — 0.",
		}},
		{Name: "chat_types", Title: Text{"en": "Kinds of chat", "ru": "Виды чатов"}, Help: Text{
			"en": "Works only in these kinds of chat. Empty means all.",
			"ru": "Работает только в этих видах чатов. Пусто — во всех.",
		}},
		{Name: "languages", Title: Text{"en": "Languages", "ru": "Языки"}, Help: Text{
			"en": "Works only for users with these languages, such as en or ru.",
			"ru": "Работает только для пользователей с этими языками, например en или ru.",
		}},
		{Name: "who", Title: Text{"en": "Who", "ru": "Кому"}, Help: Text{
			"en": "Works only for users for whom this condition holds.",
			"ru": "Работает только для пользователей, для которых верно это условие.",
		}},
		{Name: "once_per", Title: Text{"en": "Once per", "ru": "Один раз"}, Help: Text{
			"en": "Starts only once per user, day or session.",
			"ru": "Срабатывает один раз на пользователя, день или разговор.",
		}},
		{Name: "cooldown", Title: Text{"en": "Not more often than", "ru": "Не чаще чем"}, Help: Text{
			"en": "After a start it rests for this time, such as 10m.",
			"ru": "После срабатывания отдыхает столько времени, например 10m.",
		}},
		{Name: "hours", Title: Text{"en": "Hours", "ru": "Часы работы"}, Help: Text{
			"en": "Works only at these hours of these days, in the bot's time zone.",
			"ru": "Работает только в эти часы и дни, по времени бота.",
		}},
		{Name: "disabled", Title: Text{"en": "Switched off", "ru": "Выключен"}, Help: Text{
			"en": "The trigger does not start anything for now.",
			"ru": "Триггер пока ничего не запускает.",
		}},
	}
}

// Fields names the settings of active hours.
func (*ActiveHours) Fields() []Field {
	return []Field{
		{Name: "from", Title: Text{"en": "From", "ru": "С"}, Help: Text{
			"en": "Time of day such as 09:00.", "ru": "Время, например 09:00.",
		}},
		{Name: "to", Title: Text{"en": "To", "ru": "До"}, Help: Text{
			"en": "Time of day such as 18:30. Earlier than the start means over midnight.", "ru": "Время, например 18:30. Раньше начала — значит через полночь.",
		}},
		{Name: "days", Title: Text{"en": "Days", "ru": "Дни"}, Help: Text{
			"en": "Days of the week from mon to sun. Empty means every day.", "ru": "Дни недели от mon до sun. Пусто — каждый день.",
		}},
	}
}
