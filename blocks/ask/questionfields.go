package ask

import "github.com/scenarist/scenarist/engine"

// Fields names the settings that all questions share.
func (*question) Fields() []engine.Field {
	return []engine.Field{
		{Name: "prompt", Title: engine.Text{"en": "Question", "ru": "Вопрос"}, Help: engine.Text{
			"en": "The message that asks. Without it the block only waits.",
			"ru": "Сообщение с вопросом. Без него блок просто ждёт.",
		}},
		{Name: "save_to", Title: engine.Text{"en": "Save to", "ru": "Сохранить в"}, Help: engine.Text{
			"en": "The variable that gets the answer.", "ru": "Переменная, в которую попадёт ответ.",
		}},
		{Name: "messages", Title: engine.Text{"en": "Words for wrong answers", "ru": "Ответы на ошибки"}, Help: engine.Text{
			"en": "What to say when a rule is broken. The one for invalid serves where a rule has none of its own.",
			"ru": "Что сказать, если правило нарушено. Текст для invalid подходит всем правилам без своего текста.",
		}},
		{Name: "attempts", Title: engine.Text{"en": "Attempts", "ru": "Попытки"}, Help: engine.Text{
			"en": "So many wrong answers leave by Too many wrong answers. Empty means any number.",
			"ru": "После стольких ошибок — выход «Слишком много ошибок». Пусто — сколько угодно.",
		}},
		{Name: "timeout", Title: engine.Text{"en": "Wait at most", "ru": "Ждать не дольше"}, Help: engine.Text{
			"en": "Such as 15m or 2d. Then the session leaves by Time is over.",
			"ru": "Например 15m или 2d. Потом — выход «Время вышло».",
		}},
		{Name: "reminders", Title: engine.Text{"en": "Reminders", "ru": "Напоминания"}, Help: engine.Text{
			"en": "Texts while the answer is waited for.", "ru": "Тексты, пока ждём ответа.",
		}},
		{Name: "skip", Title: engine.Text{"en": "Button Skip", "ru": "Кнопка «Пропустить»"}, Help: engine.Text{
			"en": "Goes on without an answer.", "ru": "Идти дальше без ответа.",
		}},
		{Name: "back", Title: engine.Text{"en": "Button Back", "ru": "Кнопка «Назад»"}, Help: engine.Text{
			"en": "Goes to the question before, where its exit leads.", "ru": "К предыдущему вопросу, куда ведёт её выход.",
		}},
		{Name: "cancel", Title: engine.Text{"en": "Button Cancel", "ru": "Кнопка «Отмена»"}, Help: engine.Text{
			"en": "Gives up. Without an edge the conversation ends with a word.", "ru": "Прекратить. Если выход никуда не ведёт, разговор закончится короткой фразой.",
		}},
		{Name: "interrupt", Title: engine.Text{"en": "What may interrupt", "ru": "Что может прервать"}, Help: engine.Text{
			"en": "commands lets commands start other flows, any lets texts too, none takes everything for an answer.",
			"ru": "commands — команды могут начать другой сценарий, any — и тексты тоже, none — всё считается ответом.",
		}},
		{Name: "delete_answer", Title: engine.Text{"en": "Delete the answer", "ru": "Удалять ответ"}, Help: engine.Text{
			"en": "Deletes the user's message, for passwords and the like.", "ru": "Удаляет сообщение пользователя, например с паролем.",
		}},
		{Name: "after_answer", Title: engine.Text{"en": "Buttons after the answer", "ru": "Кнопки после ответа"}, Help: engine.Text{
			"en": "keep leaves them, remove takes them away, mark shows which one was chosen.",
			"ru": "keep оставит, remove уберёт, mark отметит выбранную.",
		}},
		{Name: "old_buttons", Title: engine.Text{"en": "Old buttons", "ru": "Старые кнопки"}, Help: engine.Text{
			"en": "What a press does after the user went on: reshow asks the open question again, alert says it is out of date, run asks this question anew.",
			"ru": "Что сделает нажатие, когда пользователь ушёл дальше: reshow повторит открытый вопрос, alert скажет, что кнопка устарела, run задаст этот вопрос заново.",
		}},
	}
}

// Fields names the settings of a reminder.
func (*reminder) Fields() []engine.Field {
	return []engine.Field{
		{Name: "after", Title: engine.Text{"en": "After", "ru": "Через"}, Help: engine.Text{
			"en": "Time since the question, such as 10m.", "ru": "Время с момента вопроса, например 10m.",
		}},
		{Name: "text", Title: engine.Text{"en": "Text", "ru": "Текст"}, Help: engine.Text{
			"en": "What the user reads.", "ru": "Что увидит пользователь.",
		}},
	}
}

// Fields names the settings of a way out.
func (*wayOut) Fields() []engine.Field {
	return []engine.Field{{Name: "label", Title: engine.Text{"en": "Label", "ru": "Надпись"}, Help: engine.Text{
		"en": "What stands on the button. Empty takes our word for it.", "ru": "Что написано на кнопке. Пусто — наше слово.",
	}}}
}

// Fields names the settings of a text.
func (a *text) Fields() []engine.Field {
	return append(a.question.Fields(),
		engine.Field{Name: "min_length", Title: engine.Text{"en": "At least so many characters", "ru": "Не меньше символов"}, Help: engine.Text{
			"en": "Shorter texts are refused.", "ru": "Более короткий текст не принимается.",
		}},
		engine.Field{Name: "max_length", Title: engine.Text{"en": "At most so many characters", "ru": "Не больше символов"}, Help: engine.Text{
			"en": "Longer texts are refused.", "ru": "Более длинный текст не принимается.",
		}},
		engine.Field{Name: "pattern", Title: engine.Text{"en": "Pattern", "ru": "Шаблон"}, Widget: "pattern", Help: engine.Text{
			"en": "Regular expression that the text must fit, for example ^[0-9]{6}$.",
			"ru": "Регулярное выражение, которому должен отвечать текст, например ^[0-9]{6}$.",
		}},
		engine.Field{Name: "trim", Title: engine.Text{"en": "Spaces", "ru": "Пробелы"}, Help: engine.Text{
			"en": "ends takes them off both ends, all also makes one of several, none keeps them.",
			"ru": "ends уберёт по краям, all ещё и сожмёт повторы, none оставит как есть.",
		}},
		engine.Field{Name: "choices", Title: engine.Text{"en": "Words with a meaning", "ru": "Слова со значением"}, Help: engine.Text{
			"en": "Answers that are saved as a given value, such as yes, sure, of course.",
			"ru": "Ответы, вместо которых сохранится значение, например да, конечно, ага.",
		}},
		engine.Field{Name: "one_of", Title: engine.Text{"en": "Nothing else", "ru": "Только из списка"}, Help: engine.Text{
			"en": "Takes only these words.", "ru": "Принимать только эти слова.",
		}},
	)
}

// Fields names the settings of a word with a meaning.
func (*textChoice) Fields() []engine.Field {
	return []engine.Field{
		{Name: "value", Title: engine.Text{"en": "Value", "ru": "Значение"}, Help: engine.Text{
			"en": "What is saved. It is understood as a word, too.", "ru": "Что сохранится. Само тоже понимается как слово.",
		}},
		{Name: "words", Title: engine.Text{"en": "Words", "ru": "Слова"}, Help: engine.Text{
			"en": "Small and capital letters are the same.", "ru": "Заглавные и строчные буквы не различаются.",
		}},
	}
}
