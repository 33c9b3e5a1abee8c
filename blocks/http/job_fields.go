package http

import (
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// Fields names the settings for forms and the reference.
func (*job) Fields() []engine.Field {
	return []engine.Field{
		{Name: "submit", Title: engine.Text{"en": "Submission", "ru": "Отправка"}, Help: engine.Text{
			"en": "The call that begins the job. {{ local.job.callback }} is the address for the service to call back.",
			"ru": "Запрос, который начинает задачу. {{ local.job.callback }} — адрес, который должен вызвать сервис.",
		}},
		{Name: "id", Title: engine.Text{"en": "Where its number is", "ru": "Где её номер"}, Help: engine.Text{
			"en": "Place in the answer to the submission, such as id; later calls have it as {{ local.job.id }}.",
			"ru": "Место в ответе на отправку, например id; в следующих запросах это {{ local.job.id }}.",
		}},
		{Name: "poll", Title: engine.Text{"en": "Asking", "ru": "Опрос"}, Help: engine.Text{
			"en": "The call that asks the service how it stands, again and again. Without it and without a callback the answer to the submission is the result.",
			"ru": "Запрос, которым бот снова и снова узнаёт, как дела. Без него и без обратного вызова результат — ответ на отправку.",
		}},
		{Name: "callback", Title: engine.Text{"en": "The service calls back", "ru": "Сервис вызовет сам"}, Help: engine.Text{
			"en": "The service calls an address of the bot when there is news; hand it over as {{ local.job.callback }}. Together with Asking it is asked only rarely.",
			"ru": "Сервис сам вызывает адрес бота, когда есть новости; передайте ему {{ local.job.callback }}. Вместе с опросом бот спрашивает лишь изредка.",
		}},
		{Name: "status", Title: engine.Text{"en": "Where the status is", "ru": "Где состояние"}, Help: engine.Text{
			"en": "Place in the answers and callbacks that says how it stands, such as status.",
			"ru": "Место в ответах и обратных вызовах, где сказано, как дела, например status.",
		}},
		{Name: "done", Title: engine.Text{"en": "Words for done", "ru": "Слова «готово»"}, Help: engine.Text{
			"en": "Statuses that mean that the result is there. Empty takes the usual ones, such as done, succeeded and completed.",
			"ru": "Состояния, которые значат, что результат готов. Пусто — обычные, например done, succeeded и completed.",
		}},
		{Name: "failed", Title: engine.Text{"en": "Words for failed", "ru": "Слова «не вышло»"}, Help: engine.Text{
			"en": "Statuses that mean that there will be no result. Empty takes the usual ones, such as failed, error and cancelled.",
			"ru": "Состояния, которые значат, что результата не будет. Пусто — обычные, например failed, error и cancelled.",
		}},
		{Name: "reason", Title: engine.Text{"en": "Where the reason is", "ru": "Где причина"}, Help: engine.Text{
			"en": "Place that says why it failed, such as error.message. If there is a reason, even a done job has failed.",
			"ru": "Место, где сказано, почему не вышло, например error.message. Если причина есть, задача не удалась, даже если она «готова».",
		}},
		{Name: "percent", Title: engine.Text{"en": "Where the progress is", "ru": "Где продвижение"}, Help: engine.Text{
			"en": "Place that says how far it is, such as progress.",
			"ru": "Место, где сказано, сколько сделано, например progress.",
		}},
		{Name: "percent_full", Title: engine.Text{"en": "Progress of a whole job", "ru": "Продвижение целиком"}, Help: engine.Text{
			"en": "What the progress is when all is done: 100 if empty, 1 for services that count from 0 to 1.",
			"ru": "Чему равно продвижение, когда всё сделано: пусто — 100; 1 для сервисов, которые считают от 0 до 1.",
		}},
		{Name: "position", Title: engine.Text{"en": "Where the place in the queue is", "ru": "Где место в очереди"}, Help: engine.Text{
			"en": "Place that says how many wait before this job at the service; texts have it as {{ local.job.position }}.",
			"ru": "Место, где сказано, сколько задач ждёт перед этой у сервиса; в текстах это {{ local.job.position }}.",
		}},
		{Name: "fetch", Title: engine.Text{"en": "Call for the result", "ru": "Запрос результата"}, Help: engine.Text{
			"en": "If the result is not in the last answer: the call that gets it.",
			"ru": "Если результата нет в последнем ответе: запрос, который его получит.",
		}},
		{Name: "save", Title: engine.Text{"en": "Save", "ru": "Сохранить"}, Help: engine.Text{
			"en": "Which parts of the result go into which variables.",
			"ru": "Какие части результата в какие переменные записать.",
		}},
		{Name: "max_bytes", Title: engine.Text{"en": "Largest answer", "ru": "Предел ответа"}, Help: engine.Text{
			"en": "In bytes: 1 MB if nothing is said, at most 10 MB.",
			"ru": "В байтах: по умолчанию 1 МБ, не больше 10 МБ.",
		}},
		{Name: "file", Title: engine.Text{"en": "File for the chat", "ru": "Файл в чат"}, Help: engine.Text{
			"en": "The picture, film or file that the user gets.",
			"ru": "Картинка, видео или файл, который получит пользователь.",
		}},
		{Name: "progress", Title: engine.Text{"en": "Meanwhile", "ru": "Тем временем"}, Help: engine.Text{
			"en": "What the user reads while the job runs: one message that changes.",
			"ru": "Что пользователь читает, пока идёт задача: одно сообщение, которое меняется.",
		}},
		{Name: "cancel", Title: engine.Text{"en": "Cancel button", "ru": "Кнопка отмены"}, Help: engine.Text{
			"en": "Lets the user give up.",
			"ru": "Позволяет пользователю отказаться.",
		}},
		{Name: "deadline", Title: engine.Text{"en": "Deadline", "ru": "Крайний срок"}, Help: engine.Text{
			"en": "How long the job may take, from 10 seconds to 7 days; an hour if nothing is said.",
			"ru": "Сколько может идти задача, от 10 секунд до 7 дней; по умолчанию час.",
		}},
		{Name: "limits", Title: engine.Text{"en": "At once", "ru": "Одновременно"}, Help: engine.Text{
			"en": "How many such jobs may run at the same time.",
			"ru": "Сколько таких задач может идти одновременно.",
		}},
		{Name: "credits", Title: engine.Text{"en": "Price", "ru": "Цена"}, Help: engine.Text{
			"en": "What the job costs the user. It is held at the start, spent when the result is there, and given back otherwise.",
			"ru": "Сколько задача стоит пользователю. Откладывается в начале, списывается с результатом, иначе возвращается.",
		}},
		{Name: "interrupt", Title: engine.Text{"en": "What may come in between", "ru": "Что может прервать"}, Help: engine.Text{
			"en": "Which triggers may take the user elsewhere while the job runs: commands, any, or none. A flow that is to come back needs nest as its setting.",
			"ru": "Какие триггеры могут увести пользователя, пока идёт задача: commands, any или none. Чтобы потом вернуться, в триггере нужно выбрать nest.",
		}},
	}
}

// Fields names the settings of the submission.
func (s *submission) Fields() []engine.Field {
	repeats := s.repeats.Fields()
	for i := range repeats {
		if repeats[i].Name == "idempotent" {
			repeats[i].Title = engine.Text{"en": "The service knows the idempotency key", "ru": "Сервис понимает ключ идемпотентности"}
			repeats[i].Help = engine.Text{
				"en": "Each order carries the header Idempotency-Key. After a crash the bot may send an order twice: a service that knows the key does it, and charges you, once. If yours does, every method may be repeated.",
				"ru": "Каждый заказ идёт с заголовком Idempotency-Key. После сбоя бот может отправить заказ дважды: сервис, который понимает ключ, выполнит его и возьмёт деньги один раз. Если ваш понимает, повторять можно любой метод.",
			}
		}
	}
	return append(slices.Concat(s.target.Fields(), repeats),
		engine.Field{Name: "expect", Title: engine.Text{"en": "Expected answer", "ru": "Ожидаемый ответ"}, Help: engine.Text{
			"en": "What must be in the answer to the submission.",
			"ru": "Что должно быть в ответе на отправку.",
		}},
		engine.Field{Name: "save", Title: engine.Text{"en": "Save", "ru": "Сохранить"}, Help: engine.Text{
			"en": "Which parts of the answer to the submission go into which variables, such as an address for later calls.",
			"ru": "Какие части ответа на отправку в какие переменные записать, например адрес для следующих запросов.",
		}},
	)
}

// Fields names the settings of asking.
func (p *polling) Fields() []engine.Field {
	return append(p.target.Fields(),
		engine.Field{Name: "every", Title: engine.Text{"en": "Every", "ru": "Каждые"}, Help: engine.Text{
			"en": "Pause before the first question, 5 seconds if nothing is said; each further one is half as long again.",
			"ru": "Пауза перед первым вопросом, по умолчанию 5 секунд; каждая следующая в полтора раза длиннее.",
		}},
		engine.Field{Name: "slowest", Title: engine.Text{"en": "Longest pause", "ru": "Самая длинная пауза"}, Help: engine.Text{
			"en": "Pauses do not grow beyond this: 30 seconds if nothing is said.",
			"ru": "Дольше этого паузы не растут: по умолчанию 30 секунд.",
		}},
	)
}

// Fields names the settings of giving up.
func (*cancelling) Fields() []engine.Field {
	return []engine.Field{
		{Name: "label", Title: engine.Text{"en": "Label", "ru": "Надпись"}, Help: engine.Text{
			"en": "What stands on the button; Cancel if empty.",
			"ru": "Что написано на кнопке; пусто — «Отмена».",
		}},
		{Name: "words", Title: engine.Text{"en": "Words for it", "ru": "Слова отмены"}, Help: engine.Text{
			"en": "What the user can write instead of pressing, in any language; capitals and punctuation make no difference. A message must be nothing but the word.",
			"ru": "Что можно написать вместо нажатия, на любом языке; заглавные буквы и знаки не важны. В сообщении должно быть только это слово.",
		}},
		{Name: "call", Title: engine.Text{"en": "Tell the service", "ru": "Сообщить сервису"}, Help: engine.Text{
			"en": "The call that makes the service stop. It is also made at the deadline and when the user goes elsewhere.",
			"ru": "Запрос, который останавливает сервис. Он делается и по крайнему сроку, и когда пользователь ушёл в другой сценарий.",
		}},
	}
}

// Fields names the settings of what is read meanwhile.
func (*progress) Fields() []engine.Field {
	return []engine.Field{
		{Name: "steps", Title: engine.Text{"en": "Texts", "ru": "Тексты"}, Help: engine.Text{
			"en": "What the message says, from which time on. It is edited, not sent anew.",
			"ru": "Что говорит сообщение и с какого времени. Оно правится, а не отправляется заново.",
		}},
		{Name: "queued", Title: engine.Text{"en": "Text in the queue", "ru": "Текст в очереди"}, Help: engine.Text{
			"en": "While the job waits for a free place; {{ local.job.position }} is its place in the queue.",
			"ru": "Пока задача ждёт свободного места; {{ local.job.position }} — место в очереди.",
		}},
		{Name: "bar", Title: engine.Text{"en": "Bar", "ru": "Полоска"}, Help: engine.Text{
			"en": "Draws a bar under the text, as far as the service tells how far it is.",
			"ru": "Рисует под текстом полоску, если сервис сообщает, сколько сделано.",
		}},
		{Name: "action", Title: engine.Text{"en": "Chat action", "ru": "Действие в чате"}, Help: engine.Text{
			"en": "What the bot is seen to do, such as typing or upload_video, whenever there is news.",
			"ru": "Что «делает» бот, например typing или upload_video, когда есть новости.",
		}},
		{Name: "every", Title: engine.Text{"en": "Not more often than", "ru": "Не чаще чем"}, Help: engine.Text{
			"en": "Shortest time between two edits, 3 seconds if nothing is said.",
			"ru": "Самое короткое время между правками, по умолчанию 3 секунды.",
		}},
		{Name: "after", Title: engine.Text{"en": "Afterwards", "ru": "Потом"}, Help: engine.Text{
			"en": "delete takes the message away at the end (as it does if nothing is said), keep leaves it.",
			"ru": "delete уберёт сообщение в конце (так и по умолчанию), keep оставит.",
		}},
		{Name: "slot", Title: engine.Text{"en": "Name of the message", "ru": "Имя сообщения"}, Help: engine.Text{
			"en": "Under this name later blocks can change or delete the message.",
			"ru": "По этому имени другие блоки могут изменить или удалить сообщение.",
		}},
	}
}

// Fields names the settings of a text.
func (*phrase) Fields() []engine.Field {
	return []engine.Field{
		{Name: "after", Title: engine.Text{"en": "From", "ru": "С"}, Help: engine.Text{
			"en": "How long after the start, such as 0s, 30s or 2m.",
			"ru": "Через сколько после начала, например 0s, 30s или 2m.",
		}},
		{Name: "text", Title: engine.Text{"en": "Text", "ru": "Текст"}, Help: engine.Text{
			"en": "What the user reads from then on. {{ local.job.percent }}, {{ local.job.position }} and {{ local.job.seconds }} say how it stands.",
			"ru": "Что пользователь читает с этого времени. {{ local.job.percent }}, {{ local.job.position }} и {{ local.job.seconds }} говорят, как дела.",
		}},
	}
}

// Fields names the settings of the limits.
func (*limits) Fields() []engine.Field {
	return []engine.Field{
		{Name: "per_user", Title: engine.Text{"en": "For one user", "ru": "На пользователя"}, Help: engine.Text{
			"en": "How many jobs of one user run or wait at once. Beyond that the block leaves by No place is free.",
			"ru": "Сколько задач одного пользователя идёт или ждёт одновременно. Сверх этого — выход «Нет свободного места».",
		}},
		{Name: "per_bot", Title: engine.Text{"en": "For the whole bot", "ru": "На всего бота"}, Help: engine.Text{
			"en": "How many jobs of all users run at once.",
			"ru": "Сколько задач всех пользователей идёт одновременно.",
		}},
		{Name: "queue", Title: engine.Text{"en": "Queue", "ru": "Очередь"}, Help: engine.Text{
			"en": "How many more may wait until one of the bot's places is free. 0 lets nobody wait.",
			"ru": "Сколько ещё может ждать, пока освободится место бота. 0 — никто не ждёт.",
		}},
		{Name: "group", Title: engine.Text{"en": "Shared with", "ru": "Общие с"}, Help: engine.Text{
			"en": "Blocks with the same word here share their places, since they use the same service. Empty is this block alone.",
			"ru": "Блоки с одинаковым словом делят места, потому что пользуются одним сервисом. Пусто — только этот блок.",
		}},
	}
}

// Fields names the settings of the price.
func (*credits) Fields() []engine.Field {
	return []engine.Field{
		{Name: "unit", Title: engine.Text{"en": "Unit", "ru": "Единица"}, Help: engine.Text{
			"en": "What is counted, such as credits or videos.",
			"ru": "Что считается, например credits или videos.",
		}},
		{Name: "amount", Title: engine.Text{"en": "Amount", "ru": "Сколько"}, Help: engine.Text{
			"en": "A whole number, or a value in {{ }}; 1 if empty. 0 is free.",
			"ru": "Целое число или значение в {{ }}; пусто — 1. 0 — бесплатно.",
		}},
		{Name: "reason", Title: engine.Text{"en": "Reason", "ru": "Причина"}, Help: engine.Text{
			"en": "For the history of the account; the block's name if empty.",
			"ru": "Для истории счёта; пусто — название блока.",
		}},
	}
}

// Fields names the settings of the file.
func (*resultFile) Fields() []engine.Field {
	return []engine.Field{
		{Name: "from", Title: engine.Text{"en": "Where it is", "ru": "Где он"}, Help: engine.Text{
			"en": "Place in the result with the file's address or its content in base64, such as output.url or data[*].b64_json. A list sends all of its files, up to 10.",
			"ru": "Место в результате с адресом файла или содержимым в base64, например output.url или data[*].b64_json. Список отправит все файлы, до 10.",
		}},
		{Name: "url", Title: engine.Text{"en": "Address", "ru": "Адрес"}, Help: engine.Text{
			"en": "Instead of a place: the address of the file, which may hold {{ local.job.id }}.",
			"ru": "Вместо места: адрес файла, в нём может быть {{ local.job.id }}.",
		}},
		{Name: "headers", Title: engine.Text{"en": "Headers", "ru": "Заголовки"}, Help: engine.Text{
			"en": "Headers without which the file is not handed out. The bot then fetches it itself.",
			"ru": "Заголовки, без которых файл не отдают. Тогда бот скачает его сам.",
		}},
		{Name: "auth", Title: engine.Text{"en": "Signing in", "ru": "Вход"}, Help: engine.Text{
			"en": "The key without which the file is not handed out. The bot then fetches it itself.",
			"ru": "Ключ, без которого файл не отдают. Тогда бот скачает его сам.",
		}},
		{Name: "kind", Title: engine.Text{"en": "Kind", "ru": "Вид"}, Help: engine.Text{
			"en": "How Telegram shows it. Empty finds out by the content. A photo over 10 MB goes as a file.",
			"ru": "Как это покажет Telegram. Пусто — определит по содержимому. Фото больше 10 МБ уйдёт файлом.",
		}},
		{Name: "name", Title: engine.Text{"en": "File name", "ru": "Имя файла"}, Help: engine.Text{
			"en": "How the file is called when the bot uploads it.",
			"ru": "Как назвать файл, если бот загружает его сам.",
		}},
		{Name: "caption", Title: engine.Text{"en": "Caption", "ru": "Подпись"}, Help: engine.Text{
			"en": "Text under the file. What is too long for a caption follows as a message.",
			"ru": "Текст под файлом. Слишком длинный придёт отдельным сообщением.",
		}},
		{Name: "max_megabytes", Title: engine.Text{"en": "Largest size, MB", "ru": "Наибольший размер, МБ"}, Help: engine.Text{
			"en": "A larger file is not sent, and nothing is charged; 50 if empty, which is what Telegram takes from bots.",
			"ru": "Файл больше этого не отправится, и ничего не спишется; пусто — 50, столько Telegram принимает от ботов.",
		}},
		{Name: "spoiler", Title: engine.Text{"en": "Hide until tapped", "ru": "Скрыть до нажатия"}, Help: engine.Text{
			"en": "The picture is blurred until the user taps it.",
			"ru": "Картинка размыта, пока пользователь не нажмёт.",
		}},
		{Name: "protect", Title: engine.Text{"en": "No forwarding", "ru": "Запретить пересылку"}, Help: engine.Text{
			"en": "The file cannot be forwarded or saved.",
			"ru": "Файл нельзя переслать или сохранить.",
		}},
	}
}
