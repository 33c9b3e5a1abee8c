package http

import "github.com/scenarist/scenarist/engine"

// Fields names the settings for forms and the reference.
func (*transfer) Fields() []engine.Field {
	return []engine.Field{
		{Name: "file", Title: engine.Text{"en": "File from a variable", "ru": "Файл из переменной"}, Help: engine.Text{
			"en": "A file that a user sent or that the bot keeps, such as {{ session.photo }} or {{ event.file }}; one of an album is {{ session.photos[0] }}.",
			"ru": "Файл, который прислал пользователь или хранит бот, например {{ session.photo }} или {{ event.file }}; файл из альбома — {{ session.photos[0] }}.",
		}},
		{Name: "url", Title: engine.Text{"en": "Address of the file", "ru": "Адрес файла"}, Help: engine.Text{
			"en": "Instead of a variable: where on the web the file is, beginning with https://.",
			"ru": "Вместо переменной: где в интернете лежит файл, начиная с https://.",
		}},
		{Name: "headers", Title: engine.Text{"en": "Headers for the address", "ru": "Заголовки для адреса"}, Help: engine.Text{
			"en": "Headers that the server of the file asks for. For keys and passwords there is Signing in.",
			"ru": "Заголовки, которых требует сервер файла. Для ключей и паролей есть «Вход».",
		}},
		{Name: "auth", Title: engine.Text{"en": "Signing in at the address", "ru": "Вход по адресу"}, Help: engine.Text{
			"en": "How the bot shows the server of the file who asks. Take the key from a secret: {{ secret.name }}.",
			"ru": "Как бот представится серверу файла. Ключ берётся из секрета: {{ secret.имя }}.",
		}},
		{Name: "to", Title: engine.Text{"en": "What to do with it", "ru": "Что с ним сделать"}, Help: engine.Text{
			"en": "keep stores it with the bot, so that it can be sent or uploaded later; upload sends it to another service.",
			"ru": "keep — хранить у бота, чтобы отправить или загрузить позже; upload — загрузить в другой сервис.",
		}},
		{Name: "keep_for", Title: engine.Text{"en": "Keep it for", "ru": "Хранить"}, Help: engine.Text{
			"en": "When so much time has gone by the file is deleted, 30 days if nothing is said, for example 1w or 365d. All files of a bot share its room on the server.",
			"ru": "Через это время файл удалится, по умолчанию через 30 дней, например 1w или 365d. Место на сервере общее для всех файлов бота.",
		}},
		{Name: "upload", Title: engine.Text{"en": "Where to upload it", "ru": "Куда загрузить"}, Help: engine.Text{
			"en": "The service that gets the file.", "ru": "Сервис, который получит файл.",
		}},
		{Name: "name", Title: engine.Text{"en": "New name", "ru": "Новое имя"}, Help: engine.Text{
			"en": "Such as receipt-{{ user.id }}. Without an ending it keeps the one it has. A new ending changes what the file passes for, never what is in it.",
			"ru": "Например receipt-{{ user.id }}. Если не указать расширение, останется прежнее. Новое расширение меняет то, за что файл себя выдаёт, но не содержимое.",
		}},
		{Name: "mime", Title: engine.Text{"en": "New type", "ru": "Новый тип"}, Help: engine.Text{
			"en": "The MIME type that the file is passed on with, such as application/pdf. The ending of the name follows it. Nothing is converted: a PNG that is called a JPEG is still a PNG.",
			"ru": "MIME-тип, с которым файл пойдёт дальше, например application/pdf. Расширение имени станет таким же. Ничего не конвертируется: PNG под именем JPEG останется PNG.",
		}},
		{Name: "kind", Title: engine.Text{"en": "Show it as", "ru": "Показывать как"}, Help: engine.Text{
			"en": "How Telegram shows the kept file when it is sent: file sends a photo as a file. Left empty, a user's file keeps its kind and others follow their type.",
			"ru": "Как Telegram покажет сохранённый файл: file отправит фото файлом. Если не указать, файл пользователя сохранит свой вид, остальные — по типу.",
		}},
		{Name: "types", Title: engine.Text{"en": "Types that are taken", "ru": "Допустимые типы"}, Help: engine.Text{
			"en": "MIME types such as application/pdf or image/*; all if nothing is said. A file fits if its type or its ending does. They are what the sender says: the content is not searched.",
			"ru": "MIME-типы, например application/pdf или image/*; пусто — любые. Файл подходит, если подходит тип или расширение. Тип называет отправитель, содержимое не проверяется.",
		}},
		{Name: "extensions", Title: engine.Text{"en": "Endings that are taken", "ru": "Допустимые расширения"}, Help: engine.Text{
			"en": "Endings of file names, such as pdf or docx.", "ru": "Расширения имён файлов, например pdf или docx.",
		}},
		{Name: "max_megabytes", Title: engine.Text{"en": "Largest size, MB", "ru": "Наибольший размер, МБ"}, Help: engine.Text{
			"en": "20 if nothing is said, which is what Telegram lets bots download; up to 2000 for addresses, or with a Bot API server of one's own.",
			"ru": "По умолчанию 20: столько Telegram даёт скачать боту. До 2000 — для адресов или со своим сервером Bot API.",
		}},
		{Name: "timeout", Title: engine.Text{"en": "Time for it", "ru": "Время на всё"}, Help: engine.Text{
			"en": "From a second to 30 minutes, 2 minutes if nothing is said.",
			"ru": "От секунды до 30 минут, по умолчанию 2 минуты.",
		}},
		{Name: "save_to", Title: engine.Text{"en": "Save the file to", "ru": "Файл сохранить в"}, Help: engine.Text{
			"en": "The variable that gets the file: other blocks send it or pass it on as they do with one that a user sent. It has name, mime, size and, after an upload, url.",
			"ru": "Переменная для файла: другие блоки отправят его или передадут так же, как присланный. В нём есть name, mime, size, а после загрузки и url.",
		}},
	}
}

// Fields names the settings of an upload.
func (*receiver) Fields() []engine.Field {
	return []engine.Field{
		{Name: "method", Title: engine.Text{"en": "Method", "ru": "Метод"}, Help: engine.Text{
			"en": "PUT puts the file at the address, as storages such as S3 want it; POST hands it to a service that decides where it goes.",
			"ru": "PUT кладёт файл по адресу, как принято в хранилищах вроде S3; POST отдаёт его сервису, который сам решит, где он будет.",
		}},
		{Name: "url", Title: engine.Text{"en": "Address", "ru": "Адрес"}, Help: engine.Text{
			"en": "Where to upload it, beginning with https://. Values that are put in with {{ }} are encoded for an address.",
			"ru": "Куда загрузить, начиная с https://. Значения из {{ }} кодируются для адреса.",
		}},
		{Name: "headers", Title: engine.Text{"en": "Headers", "ru": "Заголовки"}, Help: engine.Text{
			"en": "Headers that the service asks for. The type of the file is told by itself.",
			"ru": "Заголовки, которых требует сервис. Тип файла указывается сам.",
		}},
		{Name: "auth", Title: engine.Text{"en": "Signing in", "ru": "Вход"}, Help: engine.Text{
			"en": "How the bot shows the service who calls. Take the key from a secret: {{ secret.name }}.",
			"ru": "Как бот представится сервису. Ключ берётся из секрета: {{ secret.имя }}.",
		}},
		{Name: "field", Title: engine.Text{"en": "Field of a form", "ru": "Поле формы"}, Help: engine.Text{
			"en": "If the service wants the file as the field of a form (multipart): its name, such as file. Left empty, the file is sent bare.",
			"ru": "Если сервис ждёт файл в поле формы (multipart): имя поля, например file. Пусто — отправится сам файл.",
		}},
		{Name: "fields", Title: engine.Text{"en": "Other fields of the form", "ru": "Другие поля формы"}, Help: engine.Text{
			"en": "They stand before the file; they may hold secrets.",
			"ru": "Идут перед файлом; в них могут быть секреты.",
		}},
		{Name: "address", Title: engine.Text{"en": "Address in the answer", "ru": "Адрес в ответе"}, Help: engine.Text{
			"en": "Where in its answer the service says under which address the file is, such as data.url. Without it a PUT counts as lying where it was put.",
			"ru": "Где в ответе сервис пишет адрес файла, например data.url. Иначе для PUT это адрес загрузки.",
		}},
	}
}
