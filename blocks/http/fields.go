package http

import (
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// Fields names the settings of the request.
func (r *request) Fields() []engine.Field {
	return append(slices.Concat(r.target.Fields(), r.repeats.Fields(), r.reading.Fields(), r.caching.Fields()),
		engine.Field{Name: "rate", Title: engine.Text{"en": "Not more often than", "ru": "Не чаще"}, Help: engine.Text{
			"en": "How often the bot calls this host, for all users together. A call that comes too soon waits for its turn, for as long as for an answer; then it leaves by No answer in time.",
			"ru": "Как часто бот обращается к этому хосту, для всех пользователей вместе. Запрос, который пришёл рано, ждёт своей очереди, но не дольше, чем ответа; затем сработает «Нет ответа вовремя».",
		}},
		engine.Field{Name: "status_exits", Title: engine.Text{"en": "Statuses with an exit", "ru": "Коды с выходом"}, Help: engine.Text{
			"en": "Statuses such as 404 that get an exit of their own.",
			"ru": "Коды, например 404, для которых будет отдельный выход.",
		}},
	)
}

// Fields names the settings of a call.
func (*target) Fields() []engine.Field {
	return []engine.Field{
		{Name: "method", Title: engine.Text{"en": "Method", "ru": "Метод"}, Help: engine.Text{
			"en": "What the service is to do: GET reads, POST creates, PUT and PATCH change, DELETE removes.",
			"ru": "Что сделать сервису: GET читает, POST создаёт, PUT и PATCH изменяют, DELETE удаляет.",
		}},
		{Name: "url", Title: engine.Text{"en": "Address", "ru": "Адрес"}, Help: engine.Text{
			"en": "Where to call, beginning with https://. Values that are put in with {{ }} are encoded for an address.",
			"ru": "Куда обратиться, начиная с https://. Значения из {{ }} кодируются для адреса.",
		}},
		{Name: "query", Title: engine.Text{"en": "Parameters", "ru": "Параметры"}, Help: engine.Text{
			"en": "What stands behind the question mark of the address.",
			"ru": "То, что стоит в адресе после вопросительного знака.",
		}},
		{Name: "headers", Title: engine.Text{"en": "Headers", "ru": "Заголовки"}, Help: engine.Text{
			"en": "Headers that the service asks for. For keys and passwords there is Signing in.",
			"ru": "Заголовки, которых требует сервис. Для ключей и паролей есть «Вход».",
		}},
		{Name: "auth", Title: engine.Text{"en": "Signing in", "ru": "Вход"}, Help: engine.Text{
			"en": "How the bot shows the service who calls. Take the key from a secret: {{ secret.name }}.",
			"ru": "Как бот представится сервису. Ключ берётся из секрета: {{ secret.имя }}.",
		}},
		{Name: "body", Title: engine.Text{"en": "Body", "ru": "Тело"}, Help: engine.Text{
			"en": "What is sent along.",
			"ru": "Что отправить вместе с запросом.",
		}},
		{Name: "timeout", Title: engine.Text{"en": "Time for an answer", "ru": "Время на ответ"}, Help: engine.Text{
			"en": "From 1 to 120 seconds, 30 if nothing is said. It counts for each try.",
			"ru": "От 1 до 120 секунд, по умолчанию 30. Считается для каждой попытки.",
		}},
	}
}

// Fields names the settings of reading an answer.
func (*reading) Fields() []engine.Field {
	return []engine.Field{
		{Name: "answer", Title: engine.Text{"en": "Kind of answer", "ru": "Вид ответа"}, Help: engine.Text{
			"en": "auto finds out by itself, json accepts nothing else, text keeps it as a text, none looks at the status only.",
			"ru": "auto определит сам, json не примет другого, text сохранит как текст, none смотрит только на код.",
		}},
		{Name: "max_bytes", Title: engine.Text{"en": "Largest answer", "ru": "Предел ответа"}, Help: engine.Text{
			"en": "In bytes: 1 MB if nothing is said, at most 10 MB. A larger one leaves by Unexpected answer.",
			"ru": "В байтах: по умолчанию 1 МБ, не больше 10 МБ. Больший ответ уйдёт в «Неожиданный ответ».",
		}},
		{Name: "expect", Title: engine.Text{"en": "Expected answer", "ru": "Ожидаемый ответ"}, Help: engine.Text{
			"en": "What must be in a good answer. If it is not, the block leaves by Unexpected answer.",
			"ru": "Что должно быть в хорошем ответе. Если этого нет, сработает выход «Неожиданный ответ».",
		}},
		{Name: "save", Title: engine.Text{"en": "Save", "ru": "Сохранить"}, Help: engine.Text{
			"en": "Which parts of the answer go into which variables.",
			"ru": "Какие части ответа в какие переменные записать.",
		}},
	}
}

// Fields names the settings of a named value.
func (*pair) Fields() []engine.Field {
	return []engine.Field{
		{Name: "name", Title: engine.Text{"en": "Name", "ru": "Имя"}, Help: engine.Text{
			"en": "As the service calls it.",
			"ru": "Так, как его называет сервис.",
		}},
		{Name: "value", Title: engine.Text{"en": "Value", "ru": "Значение"}, Help: engine.Text{
			"en": "A text; put values in with {{ }}.",
			"ru": "Текст; значения вставляются через {{ }}.",
		}},
		{Name: "omit_empty", Title: engine.Text{"en": "Leave out if empty", "ru": "Не отправлять пустое"}, Help: engine.Text{
			"en": "It is not sent where its value is empty.",
			"ru": "Не отправляется, если значение пустое.",
		}},
	}
}

// Fields names the settings of signing in.
func (*auth) Fields() []engine.Field {
	return []engine.Field{
		{Name: "kind", Title: engine.Text{"en": "Kind", "ru": "Вид"}, Help: engine.Text{
			"en": "bearer sends a token in the header Authorization, basic a user and password, header and query a key under a name of the service.",
			"ru": "bearer отправит токен в заголовке Authorization, basic — имя и пароль, header и query — ключ под именем, которое задаёт сервис.",
		}},
		{Name: "token", Title: engine.Text{"en": "Token or key", "ru": "Токен или ключ"}, Help: engine.Text{
			"en": "Take it from a secret: {{ secret.name }}.",
			"ru": "Берётся из секрета: {{ secret.имя }}.",
		}},
		{Name: "user", Title: engine.Text{"en": "User", "ru": "Пользователь"}, Help: engine.Text{
			"en": "For basic.",
			"ru": "Для basic.",
		}},
		{Name: "password", Title: engine.Text{"en": "Password", "ru": "Пароль"}, Help: engine.Text{
			"en": "For basic; take it from a secret.",
			"ru": "Для basic; берётся из секрета.",
		}},
		{Name: "name", Title: engine.Text{"en": "Name of header or parameter", "ru": "Имя заголовка или параметра"}, Help: engine.Text{
			"en": "For header and query, such as X-Api-Key.",
			"ru": "Для header и query, например X-Api-Key.",
		}},
	}
}

// Fields names the settings of a body.
func (*body) Fields() []engine.Field {
	return []engine.Field{
		{Name: "kind", Title: engine.Text{"en": "Kind", "ru": "Вид"}, Help: engine.Text{
			"en": "json for most services, form as a web page sends it, multipart with files, text for anything else.",
			"ru": "json для большинства сервисов, form — как отправляет веб-страница, multipart — с файлами, text — всё остальное.",
		}},
		{Name: "json", Title: engine.Text{"en": "JSON", "ru": "JSON"}, Help: engine.Text{
			"en": "Texts may hold {{ }}; a text that is nothing else keeps the type of its value.",
			"ru": "В текстах можно писать {{ }}; если в тексте больше ничего нет, тип значения сохранится.",
		}},
		{Name: "fields", Title: engine.Text{"en": "Fields", "ru": "Поля"}, Help: engine.Text{
			"en": "The fields of the form.",
			"ru": "Поля формы.",
		}},
		{Name: "files", Title: engine.Text{"en": "Files", "ru": "Файлы"}, Help: engine.Text{
			"en": "Files that users have sent to the bot.",
			"ru": "Файлы, которые пользователи прислали боту.",
		}},
		{Name: "text", Title: engine.Text{"en": "Text", "ru": "Текст"}, Help: engine.Text{
			"en": "What is sent as it is.",
			"ru": "Отправляется как есть.",
		}},
		{Name: "content_type", Title: engine.Text{"en": "Content type", "ru": "Тип содержимого"}, Help: engine.Text{
			"en": "If the service wants another one than is usual for the kind, such as application/xml.",
			"ru": "Если сервису нужен не обычный для этого вида, например application/xml.",
		}},
	}
}

// Fields names the settings of a file.
func (*upload) Fields() []engine.Field {
	return []engine.Field{
		{Name: "name", Title: engine.Text{"en": "Name of the field", "ru": "Имя поля"}, Help: engine.Text{
			"en": "As the service calls it.",
			"ru": "Так, как его называет сервис.",
		}},
		{Name: "file", Title: engine.Text{"en": "File", "ru": "Файл"}, Help: engine.Text{
			"en": "A file that a user has sent, such as event.file or a saved one; a list sends all of its files.",
			"ru": "Присланный файл, например event.file или сохранённый; список отправит все свои файлы.",
		}},
		{Name: "file_name", Title: engine.Text{"en": "File name", "ru": "Имя файла"}, Help: engine.Text{
			"en": "What the service reads as its name; otherwise the name it was sent with.",
			"ru": "Как назвать файл для сервиса; иначе имя, с которым его прислали.",
		}},
	}
}

// Fields names the settings of an expectation.
func (*expectation) Fields() []engine.Field {
	return []engine.Field{
		{Name: "path", Title: engine.Text{"en": "Place", "ru": "Место"}, Help: engine.Text{
			"en": "Where in the answer, such as order.items[0].id. Empty is all of it.",
			"ru": "Где в ответе, например order.items[0].id. Пусто — весь ответ.",
		}},
		{Name: "type", Title: engine.Text{"en": "Type", "ru": "Тип"}, Help: engine.Text{
			"en": "What must be there.",
			"ru": "Что там должно быть.",
		}},
		{Name: "optional", Title: engine.Text{"en": "May be missing", "ru": "Может не быть"}, Help: engine.Text{
			"en": "It may be missing, but not of another type.",
			"ru": "Может отсутствовать, но не другого типа.",
		}},
		{Name: "one_of", Widget: "json", Title: engine.Text{"en": "Allowed values", "ru": "Допустимые значения"}, Help: engine.Text{
			"en": "It must be one of these.",
			"ru": "Должно быть одно из них.",
		}},
	}
}

// Fields names the settings of a saved part.
func (*saving) Fields() []engine.Field {
	return []engine.Field{
		{Name: "part", Title: engine.Text{"en": "Part of the answer", "ru": "Часть ответа"}, Help: engine.Text{
			"en": "body is the usual one; headers, status and duration (milliseconds) are the others.",
			"ru": "Обычно body; кроме него есть headers, status и duration (миллисекунды).",
		}},
		{Name: "from", Title: engine.Text{"en": "Place", "ru": "Место"}, Help: engine.Text{
			"en": "Where in the body, such as items[0].id or items[*].name; for headers their name. Empty is all of it.",
			"ru": "Где в теле, например items[0].id или items[*].name; для headers — имя заголовка. Пусто — всё целиком.",
		}},
		{Name: "to", Title: engine.Text{"en": "Into the variable", "ru": "В переменную"}, Help: engine.Text{
			"en": "The variable that gets the value; it is emptied if there is none.",
			"ru": "Переменная для значения; если его нет, она станет пустой.",
		}},
		{Name: "type", Title: engine.Text{"en": "Type", "ru": "Тип"}, Help: engine.Text{
			"en": "The value is brought to this type; if it is of another kind, the block leaves by Unexpected answer.",
			"ru": "Значение приводится к этому типу; если не выходит, сработает «Неожиданный ответ».",
		}},
		{Name: "required", Title: engine.Text{"en": "Required", "ru": "Обязательно"}, Help: engine.Text{
			"en": "If it is missing, the block leaves by Unexpected answer.",
			"ru": "Если его нет, сработает «Неожиданный ответ».",
		}},
		{Name: "when", Title: engine.Text{"en": "When", "ru": "Когда"}, Help: engine.Text{
			"en": "For good answers (ok), for refusals (error), or for both (any).",
			"ru": "Для хороших ответов (ok), для отказов (error) или для тех и других (any).",
		}},
	}
}
