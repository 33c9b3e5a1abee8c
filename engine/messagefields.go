package engine

// Fields names the settings that all messages share.
func (*MessageConfig) Fields() []Field {
	return []Field{
		{Name: "text", Title: Text{"en": "Text", "ru": "Текст"}, Help: Text{
			"en": "What the user reads. Put a value in with {{ }}, for example {{ user.first_name }}.",
			"ru": "То, что увидит пользователь. Значение вставляется через {{ }}, например {{ user.first_name }}.",
		}},
		{Name: "variations", Title: Text{"en": "Variations", "ru": "Варианты текста"}, Help: Text{
			"en": "Other wordings. Each time one of them or the text itself is drawn by chance.",
			"ru": "Другие формулировки. Каждый раз случайно выбирается одна из них или сам текст.",
		}},
		{Name: "buttons", Title: Text{"en": "Buttons", "ru": "Кнопки"}, Help: Text{
			"en": "Rows of buttons under the message, up to 8 in a row. A button that does nothing else is a way out of the block.",
			"ru": "Ряды кнопок под сообщением, до 8 в ряду. Кнопка без другого действия — выход из блока.",
		}, Widget: "buttons"},
		{Name: "list", Title: Text{"en": "Buttons from a list", "ru": "Кнопки из списка"}, Help: Text{
			"en": "One button for each element of a list, such as products or dates.",
			"ru": "По кнопке на каждый элемент списка, например на товары или даты.",
		}},
		{Name: "keyboard", Title: Text{"en": "Keyboard", "ru": "Клавиатура"}, Help: Text{
			"en": "Buttons below the input field. Pressing one sends its text, so a text trigger can answer it.",
			"ru": "Кнопки под полем ввода. Нажатие отправляет текст кнопки, на него может ответить текстовый триггер.",
		}},
		{Name: "slot", Title: Text{"en": "Name of the message", "ru": "Имя сообщения"}, Help: Text{
			"en": "Under this name later blocks can change or delete the message.",
			"ru": "По этому имени другие блоки могут изменить или удалить сообщение.",
		}},
		{Name: "silent", Title: Text{"en": "Without sound", "ru": "Без звука"}, Help: Text{
			"en": "The message comes without a notification sound.",
			"ru": "Сообщение приходит без звука уведомления.",
		}},
		{Name: "protect", Title: Text{"en": "No forwarding", "ru": "Запретить пересылку"}, Help: Text{
			"en": "The message cannot be forwarded or saved.",
			"ru": "Сообщение нельзя переслать или сохранить.",
		}},
		{Name: "preview", Title: Text{"en": "Link preview", "ru": "Предпросмотр ссылки"}, Help: Text{
			"en": "How the first link of the text is shown: off, small, large, or above the text. Empty lets Telegram decide.",
			"ru": "Как показать первую ссылку текста: выключить, маленькой, большой или над текстом. Пусто — решает Telegram.",
		}},
		{Name: "reply", Title: Text{"en": "As a reply", "ru": "Ответом на сообщение"}, Help: Text{
			"en": "The message quotes the user's message it answers. Useful in groups.",
			"ru": "Сообщение цитирует то, на которое отвечает. Полезно в группах.",
		}},
		{Name: "delete_after", Title: Text{"en": "Delete after", "ru": "Удалить через"}, Help: Text{
			"en": "The message deletes itself after this time, at most 48 hours.",
			"ru": "Сообщение удалится само через это время, не больше 48 часов.",
		}},
		{Name: "effect", Title: Text{"en": "Effect", "ru": "Эффект"}, Help: Text{
			"en": "Id of a Telegram message effect, in private chats only.",
			"ru": "Идентификатор эффекта сообщения Telegram, только в личных чатах.",
		}},
		{Name: "anyone", Title: Text{"en": "Anybody may press", "ru": "Нажать может любой"}, Help: Text{
			"en": "In a group everybody may press the buttons, not only the user whom the message answers.",
			"ru": "В группе кнопки может нажать каждый, а не только тот, кому отвечает бот.",
		}},
		{Name: "split", Title: Text{"en": "Split long texts", "ru": "Делить длинный текст"}, Help: Text{
			"en": "A text over 4096 characters goes as several messages.",
			"ru": "Текст длиннее 4096 символов уйдёт несколькими сообщениями.",
		}},
	}
}

// Fields names the settings of a button.
func (*ButtonConfig) Fields() []Field {
	return []Field{
		{Name: "id", Title: Text{"en": "Id", "ru": "Идентификатор"}, Help: Text{
			"en": "Names the button's exit. The editor fills it in.", "ru": "Имя выхода кнопки. Редактор заполняет его сам.",
		}},
		{Name: "label", Title: Text{"en": "Label", "ru": "Надпись"}, Help: Text{
			"en": "What stands on the button.", "ru": "Что написано на кнопке.",
		}},
		{Name: "url", Title: Text{"en": "Open a page", "ru": "Открыть страницу"}, Help: Text{
			"en": "Address that the button opens: https://, http:// or tg://.", "ru": "Адрес, который открывает кнопка: https://, http:// или tg://.",
		}},
		{Name: "web_app", Title: Text{"en": "Open a Mini App", "ru": "Открыть Mini App"}, Help: Text{
			"en": "Address of a Mini App, https:// only. Works in private chats.", "ru": "Адрес Mini App, только https://. Работает в личных чатах.",
		}},
		{Name: "login", Title: Text{"en": "Open a page signed in", "ru": "Открыть страницу с входом"}, Help: Text{
			"en": "Opens a page of yours with the user signed in by Telegram.", "ru": "Открывает вашу страницу, на которую пользователь уже вошёл через Telegram.",
		}},
		{Name: "inline", Title: Text{"en": "Inline query elsewhere", "ru": "Инлайн-запрос в другом чате"}, Help: Text{
			"en": "The user picks a chat; the bot's name and this text appear in its input field.", "ru": "Пользователь выбирает чат, в поле ввода появляется имя бота и этот текст.",
		}},
		{Name: "inline_here", Title: Text{"en": "Inline query here", "ru": "Инлайн-запрос здесь"}, Help: Text{
			"en": "The bot's name and this text appear in the input field of this chat.", "ru": "В поле ввода этого чата появляется имя бота и этот текст.",
		}},
		{Name: "inline_chosen", Title: Text{"en": "Inline query in a chosen kind of chat", "ru": "Инлайн-запрос в чате выбранного вида"}, Help: Text{
			"en": "As above, with Telegram's picker of users, groups and channels.", "ru": "То же, с выбором пользователей, групп и каналов.",
		}},
		{Name: "copy", Title: Text{"en": "Copy a text", "ru": "Скопировать текст"}, Help: Text{
			"en": "The press puts this text into the clipboard, up to 256 characters.", "ru": "Нажатие кладёт этот текст в буфер обмена, до 256 символов.",
		}},
		{Name: "game", Title: Text{"en": "Start a game", "ru": "Запустить игру"}, Help: Text{
			"en": "The button starts the message's game.", "ru": "Кнопка запускает игру сообщения.",
		}},
		{Name: "event", Title: Text{"en": "Start a button trigger", "ru": "Запустить триггер кнопки"}, Help: Text{
			"en": "Key of a button trigger of any flow. Works in every chat, at any time.", "ru": "Ключ триггера кнопки в любом сценарии. Работает в любом чате и в любое время.",
		}},
		{Name: "data", Title: Text{"en": "Data", "ru": "Данные"}, Help: Text{
			"en": "A few characters that go to the button trigger, such as an order number.", "ru": "Несколько символов для триггера кнопки, например номер заказа.",
		}},
		{Name: "style", Title: Text{"en": "Style", "ru": "Стиль"}, Help: Text{
			"en": "Colour of the button: danger, success or primary.", "ru": "Цвет кнопки: danger, success или primary.",
		}},
		{Name: "icon", Title: Text{"en": "Icon", "ru": "Значок"}, Help: Text{
			"en": "Id of a custom emoji in front of the label.", "ru": "Идентификатор своего эмодзи перед надписью.",
		}},
		{Name: "show_if", Title: Text{"en": "Show if", "ru": "Показать, если"}, Help: Text{
			"en": "The button is left out unless this holds.", "ru": "Кнопка видна, только если это условие верно.",
		}},
	}
}

// Fields names the settings of a page that is opened signed in.
func (*LoginConfig) Fields() []Field {
	return []Field{
		{Name: "url", Title: Text{"en": "Address", "ru": "Адрес"}, Help: Text{
			"en": "Page of a domain that is linked to the bot at BotFather.", "ru": "Страница домена, который привязан к боту в BotFather.",
		}},
		{Name: "forward_text", Title: Text{"en": "Label when forwarded", "ru": "Надпись при пересылке"}, Help: Text{
			"en": "Label of the button in forwarded messages.", "ru": "Надпись кнопки в пересланных сообщениях.",
		}},
		{Name: "bot", Title: Text{"en": "Other bot", "ru": "Другой бот"}, Help: Text{
			"en": "Username of the bot that signs the user in, if it is not this one.", "ru": "Имя бота, через которого идёт вход, если это не этот бот.",
		}},
		{Name: "write_access", Title: Text{"en": "Ask for writing", "ru": "Запросить право писать"}, Help: Text{
			"en": "Asks the user to let the bot write to them.", "ru": "Просит у пользователя разрешения писать ему.",
		}},
	}
}

// Fields names the settings of buttons made of a list.
func (*ButtonList) Fields() []Field {
	return []Field{
		{Name: "id", Title: Text{"en": "Id", "ru": "Идентификатор"}, Help: Text{
			"en": "Names the exit that every button of the list leaves by.", "ru": "Имя выхода, общего для всех кнопок списка.",
		}},
		{Name: "items", Title: Text{"en": "List", "ru": "Список"}, Help: Text{
			"en": "Expression that gives the list, such as session.products.", "ru": "Формула, которая даёт список, например session.products.",
		}},
		{Name: "label", Title: Text{"en": "Label", "ru": "Надпись"}, Help: Text{
			"en": "Label of each button; item is the element, index its number from 0.", "ru": "Надпись каждой кнопки; item — элемент, index — его номер с 0.",
		}},
		{Name: "value", Title: Text{"en": "Value", "ru": "Значение"}, Help: Text{
			"en": "What a press gives, such as item.id. Empty gives the whole element.", "ru": "Что даёт нажатие, например item.id. Пусто — весь элемент.",
		}},
		{Name: "show_if", Title: Text{"en": "Show if", "ru": "Показать, если"}, Help: Text{
			"en": "Elements for which this does not hold are left out.", "ru": "Элементы, для которых это неверно, не показываются.",
		}},
		{Name: "columns", Title: Text{"en": "Columns", "ru": "Колонки"}, Help: Text{
			"en": "Buttons in a row, 1 to 8.", "ru": "Кнопок в ряду, от 1 до 8.",
		}},
		{Name: "max", Title: Text{"en": "At most", "ru": "Не больше"}, Help: Text{
			"en": "Most buttons that are made, 50 if empty.", "ru": "Сколько кнопок делать самое большее, пусто — 50.",
		}},
		{Name: "save_to", Title: Text{"en": "Save to", "ru": "Сохранить в"}, Help: Text{
			"en": "Variable that gets the value of the pressed button.", "ru": "Переменная, в которую попадёт значение нажатой кнопки.",
		}},
	}
}

// Fields names the settings of a keyboard.
func (*KeyboardConfig) Fields() []Field {
	return []Field{
		{Name: "rows", Title: Text{"en": "Rows", "ru": "Ряды"}, Help: Text{
			"en": "Rows of buttons, up to 12 in a row.", "ru": "Ряды кнопок, до 12 в ряду.",
		}, Widget: "buttons"},
		{Name: "remove", Title: Text{"en": "Take the keyboard away", "ru": "Убрать клавиатуру"}, Help: Text{
			"en": "Takes away the keyboard that an earlier message showed.", "ru": "Убирает клавиатуру, которую показало прежнее сообщение.",
		}},
		{Name: "force_reply", Title: Text{"en": "Ask for a reply", "ru": "Попросить ответ"}, Help: Text{
			"en": "Opens the input field as a reply to this message.", "ru": "Открывает поле ввода как ответ на это сообщение.",
		}},
		{Name: "one_time", Title: Text{"en": "Hide after use", "ru": "Скрыть после нажатия"}, Help: Text{
			"en": "The keyboard folds away after a press.", "ru": "Клавиатура сворачивается после нажатия.",
		}},
		{Name: "persistent", Title: Text{"en": "Always shown", "ru": "Всегда видна"}, Help: Text{
			"en": "The keyboard cannot be folded away.", "ru": "Клавиатуру нельзя свернуть.",
		}},
		{Name: "selective", Title: Text{"en": "Only for this user", "ru": "Только этому пользователю"}, Help: Text{
			"en": "In a group only the user who is answered sees it.", "ru": "В группе её видит только тот, кому отвечают.",
		}},
		{Name: "placeholder", Title: Text{"en": "Hint", "ru": "Подсказка"}, Help: Text{
			"en": "Grey words in the empty input field, up to 64 characters.", "ru": "Серый текст в пустом поле ввода, до 64 символов.",
		}},
	}
}

// Fields names the settings of a keyboard's button.
func (*ReplyButtonConfig) Fields() []Field {
	return []Field{
		{Name: "label", Title: Text{"en": "Label", "ru": "Надпись"}, Help: Text{
			"en": "What stands on the button, and what a press sends.", "ru": "Что написано на кнопке и что отправит нажатие.",
		}},
		{Name: "request", Title: Text{"en": "Ask for", "ru": "Запросить"}, Help: Text{
			"en": "What a press hands over instead: phone number, place, poll, quiz, users, chat or channel.", "ru": "Что нажатие передаст вместо текста: номер телефона, место, опрос, викторину, пользователей, чат или канал.",
		}},
		{Name: "max", Title: Text{"en": "Users at most", "ru": "Пользователей не больше"}, Help: Text{
			"en": "How many users may be picked, 1 to 10.", "ru": "Сколько пользователей можно выбрать, от 1 до 10.",
		}},
		{Name: "web_app", Title: Text{"en": "Open a Mini App", "ru": "Открыть Mini App"}, Help: Text{
			"en": "Address of a Mini App, https:// only.", "ru": "Адрес Mini App, только https://.",
		}},
	}
}
