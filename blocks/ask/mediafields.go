package ask

import "github.com/scenarist/scenarist/engine"

// Fields names the settings that questions for files share.
func (m *media) Fields() []engine.Field {
	return append(m.question.Fields(),
		engine.Field{Name: "caption_to", Title: engine.Text{"en": "Save the caption to", "ru": "Подпись сохранить в"}, Help: engine.Text{
			"en": "The variable that gets the words sent with the file; an empty text if there were none.",
			"ru": "Переменная, в которую попадут слова, присланные с файлом; пустой текст, если их не было.",
		}},
		engine.Field{Name: "max_mb", Title: engine.Text{"en": "At most, MB", "ru": "Не больше, МБ"}, Help: engine.Text{
			"en": "Larger files are refused. Telegram gives bots the content of files of up to 20 MB only; larger ones can still be sent on.",
			"ru": "Файлы больше не принимаются. Содержимое Telegram отдаёт ботам только до 20 МБ; переслать можно и больший файл.",
		}},
	)
}

// Fields names the settings that say which files are taken.
func (*fileRules) Fields() []engine.Field {
	return []engine.Field{
		{Name: "kinds", Title: engine.Text{"en": "What is taken", "ru": "Что принимать"}, Help: engine.Text{
			"en": "file, photo, video, audio, voice, video_note (round video), animation (GIF).",
			"ru": "file — файл, photo — фото, video — видео, audio — аудио, voice — голосовое, video_note — кружок, animation — GIF.",
		}},
		{Name: "types", Title: engine.Text{"en": "Types", "ru": "Типы"}, Help: engine.Text{
			"en": "MIME types such as application/pdf or image/*. A file fits if its type or its ending does.",
			"ru": "MIME-типы, например application/pdf или image/*. Файл подходит, если подходит тип или расширение.",
		}},
		{Name: "extensions", Title: engine.Text{"en": "Endings", "ru": "Расширения"}, Help: engine.Text{
			"en": "Endings of file names, such as pdf or docx.", "ru": "Расширения имён файлов, например pdf или docx.",
		}},
	}
}

// Fields names the settings for forms and the reference.
func (a *file) Fields() []engine.Field { return append(a.media.Fields(), a.fileRules.Fields()...) }

// asFileField is the setting that takes images sent as files.
func asFileField() engine.Field {
	return engine.Field{Name: "as_file", Title: engine.Text{"en": "Images as files, too", "ru": "И картинки файлом"}, Help: engine.Text{
		"en": "Takes an image that was sent as a file, in full quality. Otherwise the user is asked to send it as a photo.",
		"ru": "Принимать и картинку, присланную файлом, в полном качестве. Иначе бот попросит прислать её как фото.",
	}}
}

// Fields names the settings for forms and the reference.
func (a *photo) Fields() []engine.Field {
	return append(a.media.Fields(), asFileField(),
		engine.Field{Name: "min_side", Title: engine.Text{"en": "Shorter side at least, pixels", "ru": "Короткая сторона не меньше, пикселей"}, Help: engine.Text{
			"en": "Smaller photos are refused. Telegram makes photos at most 2560 pixels long.",
			"ru": "Фото меньше не принимаются. Длинная сторона фото в Telegram — не больше 2560 пикселей.",
		}},
	)
}

// Fields names the settings for forms and the reference.
func (a *voice) Fields() []engine.Field {
	return append(a.media.Fields(),
		engine.Field{Name: "kinds", Title: engine.Text{"en": "What is taken", "ru": "Что принимать"}, Help: engine.Text{
			"en": "voice messages, audio files, video_note (round video). Voice messages if empty.",
			"ru": "voice — голосовые, audio — аудиофайлы, video_note — кружки. Пусто — голосовые.",
		}},
		engine.Field{Name: "min_duration", Title: engine.Text{"en": "At least so long", "ru": "Не короче"}, Help: engine.Text{
			"en": "Shorter ones are refused, for example 3s.", "ru": "Более короткие не принимаются, например 3s.",
		}},
		engine.Field{Name: "max_duration", Title: engine.Text{"en": "At most so long", "ru": "Не длиннее"}, Help: engine.Text{
			"en": "Longer ones are refused, for example 2m.", "ru": "Более длинные не принимаются, например 2m.",
		}},
		engine.Field{Name: "or_text", Title: engine.Text{"en": "A text will do, too", "ru": "Можно и текстом"}, Help: engine.Text{
			"en": "Takes written words instead. They leave by Written instead.", "ru": "Принимать и написанные слова. Для них выход «Написал текстом».",
		}},
		engine.Field{Name: "text_to", Title: engine.Text{"en": "Save the text to", "ru": "Текст сохранить в"}, Help: engine.Text{
			"en": "The variable that gets the written words.", "ru": "Переменная, в которую попадут написанные слова.",
		}},
	)
}

// Fields names the settings for forms and the reference.
func (a *album) Fields() []engine.Field {
	return append(append(a.media.Fields(), a.fileRules.Fields()...), asFileField(),
		engine.Field{Name: "min", Title: engine.Text{"en": "At least", "ru": "Не меньше"}, Help: engine.Text{
			"en": "So many files are needed; 1 if empty.", "ru": "Сколько файлов нужно самое меньшее; пусто — 1.",
		}},
		engine.Field{Name: "max", Title: engine.Text{"en": "At most", "ru": "Не больше"}, Help: engine.Text{
			"en": "With so many the question is answered by itself; 10 if empty.", "ru": "Когда их столько, вопрос завершится сам; пусто — 10.",
		}},
		engine.Field{Name: "progress", Title: engine.Text{"en": "Words while they come", "ru": "Слова, пока их присылают"}, Help: engine.Text{
			"en": "What the message with Done says. {{ item.count }} are there, {{ item.min }} are needed, {{ item.max }} possible. Empty takes our words.",
			"ru": "Что написано над кнопкой «Готово». {{ item.count }} прислано, {{ item.min }} нужно, {{ item.max }} можно. Пусто — наши слова.",
		}},
		engine.Field{Name: "finish_after", Title: engine.Text{"en": "Go on by itself after", "ru": "Завершить самому через"}, Help: engine.Text{
			"en": "So long after the last file, such as 15s, if there are enough. Empty waits for Done.",
			"ru": "Через столько после последнего файла, например 15s, если их достаточно. Пусто — ждать «Готово».",
		}},
	)
}
