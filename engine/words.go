package engine

import (
	"maps"
	"strings"

	"github.com/scenarist/scenarist/engine/flow"
)

// The built-in words: what a user reads where the bot's author wrote nothing. A document replaces any of them in
// settings.texts under the same key.
var builtInWords = map[string]Text{
	"error":           {"en": "Sorry, something went wrong. Please try again a little later.", "ru": "Извините, что-то пошло не так. Попробуйте, пожалуйста, немного позже."},
	"quota_turns":     {"en": "The bot is written to more often than its plan allows, so people wait a little longer for its answers. Nothing is lost. Ask whoever hosts the bot for more.", "ru": "Боту пишут чаще, чем позволяет его тариф, поэтому люди ждут ответа немного дольше. Ничего не теряется. Попросите больше у того, кто размещает бота."},
	"quota_http":      {"en": "The bot asks other services more often than its plan allows: some of its steps end with an error until the hour is over. Ask whoever hosts the bot for more.", "ru": "Бот обращается к другим сервисам чаще, чем позволяет его тариф: до конца часа некоторые шаги заканчиваются ошибкой. Попросите больше у того, кто размещает бота."},
	"quota_sends":     {"en": "The bot has sent as many messages today as its plan allows. The others wait until tomorrow (UTC). Ask whoever hosts the bot for more.", "ru": "Бот отправил сегодня столько сообщений, сколько позволяет его тариф. Остальные подождут до завтра (UTC). Попросите больше у того, кто размещает бота."},
	"quota_stored":    {"en": "The bot has used up the room for its tables and files: new rows and files are refused. Delete what is not needed, or ask whoever hosts the bot for more.", "ru": "У бота кончилось место для таблиц и файлов: новые строки и файлы не сохраняются. Удалите ненужное или попросите больше у того, кто размещает бота."},
	"timeout":         {"en": "We have waited long enough and stopped here. You can start again at any time.", "ru": "Мы подождали и остановились на этом. Начать заново можно в любой момент."},
	"not_understood":  {"en": "I did not understand that.", "ru": "Я не понял сообщение."},
	"not_now":         {"en": "This does not fit here. Please answer the question above.", "ru": "Сейчас это не подходит. Пожалуйста, ответьте на вопрос выше."},
	"busy":            {"en": "One moment, please: I am still working on it.", "ru": "Минутку, пожалуйста: я ещё занят этим."},
	"stale_button":    {"en": "This button is out of date.", "ru": "Эта кнопка устарела."},
	"not_yours":       {"en": "This button is for somebody else.", "ru": "Эта кнопка не для вас."},
	"start_over":      {"en": "You are in the middle of something. Leave it and start over?", "ru": "Вы не закончили предыдущее. Бросить и начать заново?"},
	"yes":             {"en": "Yes", "ru": "Да"},
	"no":              {"en": "No", "ru": "Нет"},
	"skip":            {"en": "Skip", "ru": "Пропустить"},
	"back":            {"en": "Back", "ru": "Назад"},
	"home":            {"en": "Menu", "ru": "Меню"},
	"cancel":          {"en": "Cancel", "ru": "Отмена"},
	"done":            {"en": "Done", "ru": "Готово"},
	"other":           {"en": "Other", "ru": "Другое"},
	"list_empty":      {"en": "There is nothing here yet.", "ru": "Здесь пока ничего нет."},
	"list_nothing":    {"en": "Nothing was found for “{query}”.", "ru": "По запросу «{query}» ничего не нашлось."},
	"list_gone":       {"en": "This is not in the list any more.", "ru": "Этого в списке больше нет."},
	"more":            {"en": "More", "ru": "Ещё"},
	"bot_changed":     {"en": "The bot has changed, and this conversation ends here. You can start again at any time.", "ru": "Бот обновился, и этот разговор на этом закончен. Начать заново можно в любой момент."},
	"begins_anew":     {"en": "The bot has changed since then, so let us start again.", "ru": "Бот с тех пор обновился, поэтому начнём заново."},
	"given_back":      {"en": "The result could not be sent to you. What it cost is back on your account.", "ru": "Результат не удалось вам отправить. Его стоимость вернулась на ваш счёт."},
	"cancelled":       {"en": "Cancelled.", "ru": "Отменено."},
	"invalid":         {"en": "That does not fit. Please try again.", "ru": "Так не подходит. Попробуйте ещё раз."},
	"too_short":       {"en": "That is too short: at least {n} characters, please.", "ru": "Слишком коротко: нужно не меньше {n} символов."},
	"too_long":        {"en": "That is too long: at most {n} characters, please.", "ru": "Слишком длинно: не больше {n} символов."},
	"one_of":          {"en": "Please answer with one of these: {list}.", "ru": "Ответьте одним из вариантов: {list}."},
	"pattern":         {"en": "That does not look right. Please try again.", "ru": "Похоже, здесь ошибка. Попробуйте ещё раз."},
	"pick_one":        {"en": "Please choose one of the buttons.", "ru": "Пожалуйста, выберите один из вариантов."},
	"pick_at_least":   {"en": "Please choose at least {n}.", "ru": "Выберите не меньше {n}."},
	"pick_at_most":    {"en": "Please choose at most {n}.", "ru": "Выберите не больше {n}."},
	"language_ask":    {"en": "Please choose your language.", "ru": "Выберите, пожалуйста, язык."},
	"other_ask":       {"en": "Please write your own answer.", "ru": "Напишите свой вариант."},
	"text_expected":   {"en": "Please answer with a text.", "ru": "Пожалуйста, ответьте текстом."},
	"today":           {"en": "Today", "ru": "Сегодня"},
	"tomorrow":        {"en": "Tomorrow", "ru": "Завтра"},
	"date_expected":   {"en": "Please choose a day, or write it, such as {example}.", "ru": "Выберите день или напишите его, например {example}."},
	"date_early":      {"en": "{date} is too early: the first possible day is {first}.", "ru": "{date} — слишком рано: первый возможный день — {first}."},
	"date_late":       {"en": "{date} is too late: the last possible day is {last}.", "ru": "{date} — слишком поздно: последний возможный день — {last}."},
	"date_off":        {"en": "{date} is not possible. Please choose another day.", "ru": "{date} выбрать нельзя. Выберите другой день."},
	"date_taken":      {"en": "{date} is taken already. Please choose another day.", "ru": "{date} уже занято. Выберите другой день."},
	"time_expected":   {"en": "Please give a time, such as {example}.", "ru": "Укажите время, например {example}."},
	"time_early":      {"en": "{time} is too early: the first time is {first}.", "ru": "{time} — слишком рано: первое время — {first}."},
	"time_late":       {"en": "{time} is too late: the last time is {last}.", "ru": "{time} — слишком поздно: последнее время — {last}."},
	"time_other":      {"en": "{time} cannot be chosen. Please take another time.", "ru": "{time} выбрать нельзя. Выберите другое время."},
	"time_over":       {"en": "It is too late for {time}. Please choose a later time.", "ru": "Время {time} уже не подходит. Выберите более позднее."},
	"time_skipped":    {"en": "The clocks are changed that day, and there is no {time}. Please choose another time.", "ru": "В этот день переводят часы, и времени {time} не будет. Выберите другое."},
	"time_taken":      {"en": "{time} is taken already. Please choose another time.", "ru": "Время {time} уже занято. Выберите другое."},
	"file_expected":   {"en": "Please send {list}.", "ru": "Пришлите {list}."},
	"photo_expected":  {"en": "Please send a photo.", "ru": "Пришлите фото."},
	"voice_expected":  {"en": "Please send {list}.", "ru": "Пришлите {list}."},
	"album_expected":  {"en": "Please send {list}.", "ru": "Пришлите {list}."},
	"either":          {"en": "{a} or {b}", "ru": "{a} или {b}"},
	"one_file":        {"en": "That is too many: please send just one.", "ru": "Слишком много: пришлите что-то одно."},
	"file_type":       {"en": "This type of file does not fit. Please send one of these: {list}.", "ru": "Такой тип файла не подходит. Пришлите один из этих: {list}."},
	"file_too_large":  {"en": "That is too large: at most {n} MB, please.", "ru": "Слишком большой файл: не больше {n} МБ."},
	"photo_as_file":   {"en": "Please send it as a photo, not as a file.", "ru": "Пришлите это как фото, а не файлом."},
	"file_as_photo":   {"en": "Please send it as a file, not as a photo.", "ru": "Пришлите это файлом, а не как фото."},
	"photo_too_small": {"en": "That photo is too small: its shorter side needs at least {n} pixels.", "ru": "Фото слишком маленькое: короткая сторона — не меньше {n} пикселей."},
	"voice_too_short": {"en": "That is too short: at least {n}, please.", "ru": "Слишком коротко: нужно не меньше {n}."},
	"voice_too_long":  {"en": "That is too long: at most {n}, please.", "ru": "Слишком длинно: не больше {n}."},
	"files_at_least":  {"en": "Please send at least {n}.", "ru": "Пришлите не меньше {n}."},
	"files_at_most":   {"en": "At most {n} are possible: the rest is left out.", "ru": "Можно не больше {n}: остальные не взяты."},
	"album_too_few":   {"en": "Received: {n}. Please send more: at least {min} are needed.", "ru": "Получено: {n}. Пришлите ещё: нужно не меньше {min}."},
	"album_more":      {"en": "Received: {n}. Send more, or press “{done}”.", "ru": "Получено: {n}. Пришлите ещё или нажмите «{done}»."},
	"album_done":      {"en": "Received: {n}.", "ru": "Получено: {n}."},
	"seconds":         {"en": "{n} s", "ru": "{n} с"},
	"pay":             {"en": "Pay {price}", "ru": "Оплатить {price}"},
	"pay_until":       {"en": "Pay within {left}", "ru": "Оплатите в течение {left}"},
	"days":            {"en": "{n} d", "ru": "{n} д"},
	"hours":           {"en": "{n} h", "ru": "{n} ч"},
	"minutes":         {"en": "{n} min", "ru": "{n} мин"},
	"paid":            {"en": "Paid. Thank you!", "ru": "Оплачено. Спасибо!"},
	"expired":         {"en": "The time to pay is over.", "ru": "Время на оплату истекло."},
	"link_expired":    {"en": "This link is no longer valid.", "ru": "Эта ссылка больше не действует."},
	"link_used_up":    {"en": "No places are left for this link.", "ru": "По этой ссылке больше нет мест."},
	"order_closed":    {"en": "This offer is no longer open.", "ru": "Это предложение уже закрыто."},
	"order_paid":      {"en": "This order is paid already.", "ru": "Этот заказ уже оплачен."},
	"order_not_yours": {"en": "This order belongs to somebody else.", "ru": "Этот заказ оформлен на другого человека."},
	"order_nowhere":   {"en": "We do not deliver to this address.", "ru": "По этому адресу мы не доставляем."},
	"plus_delivery":   {"en": "{price} + delivery", "ru": "{price} + доставка"},
	"order_changed":   {"en": "The price has changed. Please order again.", "ru": "Цена изменилась. Оформите заказ заново."},
	"gate_check":      {"en": "I have joined", "ru": "Я вступил"},
	"gate_checking":   {"en": "Checking…", "ru": "Проверяю…"},
	"gate_not_yet":    {"en": "You have not joined yet. Please join and press the button again.", "ru": "Вы ещё не вступили. Вступите и нажмите кнопку ещё раз."},
	"stock_low":       {"en": "The stock “{stock}” has only {n} free items left.", "ru": "На складе «{stock}» осталось свободных: {n}."},
	"job_working":     {"en": "Working on it…", "ru": "Работаю над этим…"},
	"job_queued":      {"en": "Many want this at the moment. You are number {n} in the queue.", "ru": "Сейчас много желающих. Вы {n}-й в очереди."},
	"job_cancelling":  {"en": "Cancelling…", "ru": "Отменяю…"},
	"owner_error":     {"en": "Trouble in bot {bot}, flow {flow}, block {block}: {message}", "ru": "Сбой в боте {bot}, сценарий {flow}, блок {block}: {message}"},

	// What questions say of answers that do not fit, and what stands on their buttons.
	"not_a_number":      {"en": "Please write a number, for example {example}.", "ru": "Напишите число, например {example}."},
	"too_small":         {"en": "That is too little: at least {min}, please.", "ru": "Слишком мало: нужно не меньше {min}."},
	"too_large":         {"en": "That is too much: at most {max}, please.", "ru": "Слишком много: нужно не больше {max}."},
	"wrong_step":        {"en": "Please go in steps of {step}: {example}, for instance.", "ru": "Нужно число с шагом {step}, например {example}."},
	"too_many_decimals": {"en": "Too many digits after the point: at most {n}, please.", "ru": "Слишком много знаков после запятой: нужно не больше {n}."},
	"whole_number":      {"en": "Please write a whole number.", "ru": "Напишите целое число."},
	"email_expected":    {"en": "That is not an e-mail address. One looks like name@example.com.", "ru": "Это не похоже на адрес почты. Он выглядит так: name@example.com."},
	"email_blocked":     {"en": "Addresses at {domain} are not accepted. Please write another one.", "ru": "Адреса на {domain} не подходят. Напишите другой."},
	"email_not_allowed": {"en": "Only addresses at {list} are accepted.", "ru": "Подходят только адреса на {list}."},
	"phone_expected":    {"en": "That is not a phone number. It looks like {example}, with the country code.", "ru": "Это не похоже на номер телефона. Он выглядит так: {example}, с кодом страны."},
	"phone_button":      {"en": "Please press the button below: it sends your number.", "ru": "Нажмите кнопку ниже: она отправит ваш номер."},
	"phone_own":         {"en": "That is somebody else's number. Please press the button below to send your own.", "ru": "Это чужой номер. Нажмите кнопку ниже, чтобы отправить свой."},
	"phone_country":     {"en": "Please give a number that begins with {code}.", "ru": "Нужен номер, который начинается с {code}."},
	"share_phone":       {"en": "📱 Share my number", "ru": "📱 Отправить мой номер"},
	"contact_expected":  {"en": "Please send a contact: {how}.", "ru": "Отправьте контакт: {how}."},
	"contact_own":       {"en": "That is somebody else's contact. Please send your own.", "ru": "Это чужой контакт. Отправьте свой."},
	"contact_other":     {"en": "That is your own contact. Please send somebody else's.", "ru": "Это ваш собственный контакт. Отправьте чужой."},
	"share_contact":     {"en": "👤 Share my contact", "ru": "👤 Отправить мой контакт"},
	"location_expected": {"en": "Please send a location: {how}.", "ru": "Отправьте геопозицию: {how}."},
	"location_own":      {"en": "Please send the place where you are: no forwarded one, and none with a name.", "ru": "Отправьте место, где вы сейчас: не пересланное и не с названием."},
	"location_live":     {"en": "Please share your live location: 📎, Location, then Share My Live Location.", "ru": "Включите трансляцию: 📎, «Геопозиция», затем «Транслировать геопозицию»."},
	"location_not_live": {"en": "Please send one place, not a live location.", "ru": "Отправьте одну точку, а не трансляцию."},
	"location_inexact":  {"en": "That is too vague: it may be {n} m away. Please allow the exact location and send it again.", "ru": "Слишком неточно: ошибка до {n} м. Разрешите точную геопозицию и отправьте ещё раз."},
	"share_location":    {"en": "📍 Share my location", "ru": "📍 Отправить геопозицию"},
	"press_below":       {"en": "press the button below", "ru": "нажмите кнопку ниже"},
	"attach_contact":    {"en": "📎, then Contact", "ru": "📎, затем «Контакт»"},
	"attach_location":   {"en": "📎, then Location", "ru": "📎, затем «Геопозиция»"},
	"yes_or_no":         {"en": "Please answer {yes} or {no}.", "ru": "Ответьте: {yes} или {no}."},
	"rating_comment":    {"en": "What could we do better?", "ru": "Что нам сделать лучше?"},
	"kind_unexpected":   {"en": "That does not fit here. Please send {list}.", "ru": "Это здесь не подходит. Отправьте {list}."},
	"kind_text":         {"en": "a text", "ru": "текст"},
	"kind_photo":        {"en": "a photo", "ru": "фото"},
	"kind_video":        {"en": "a video", "ru": "видео"},
	"kind_audio":        {"en": "an audio file", "ru": "аудиофайл"},
	"kind_voice":        {"en": "a voice message", "ru": "голосовое сообщение"},
	"kind_video_note":   {"en": "a video message", "ru": "видеосообщение"},
	"kind_file":         {"en": "a file", "ru": "файл"},
	"kind_animation":    {"en": "a GIF", "ru": "GIF"},
	"kind_sticker":      {"en": "a sticker", "ru": "стикер"},
	"kind_location":     {"en": "a location", "ru": "геопозицию"},
	"kind_contact":      {"en": "a contact", "ru": "контакт"},
	"kind_album":        {"en": "an album", "ru": "альбом"},
	"kind_poll":         {"en": "a poll", "ru": "опрос"},
	"kind_dice":         {"en": "a die", "ru": "кубик"},
	"or":                {"en": "or", "ru": "или"},
}

// WordKeys gives the keys of the built-in words with their texts; the caller owns the map.
func WordKeys() map[string]Text {
	out := make(map[string]Text, len(builtInWords))
	maps.Copy(out, builtInWords)
	return out
}

// Words gives the built-in words for the key in the language: the document's own, else ours. Pairs of name and value
// replace {name}. They are plain text.
func (r *Revision) Words(key, lang string, pairs ...string) string {
	return r.Wording().Words(key, lang, pairs...)
}

// Wording is what of a document its built-in words need.
type Wording struct {
	Language string     `json:"language"`      // the document's
	Own      flow.Texts `json:"own,omitempty"` // in place of ours
}

// Wording gives what the revision's words need, for who has to say something without the rest of it.
func (r *Revision) Wording() Wording {
	w := Wording{Language: r.Doc.Language}
	if r.Doc.Settings != nil {
		w.Own = r.Doc.Settings.Texts
	}
	return w
}

// Words gives the words, as Revision.Words does.
func (w Wording) Words(key, lang string, pairs ...string) string {
	text := builtInWords[key].In(lang)
	if own := w.Own[key]; own != nil {
		switch {
		case own[baseLang(lang)] != "":
			text = own[baseLang(lang)]
		case own[w.Language] != "":
			text = own[w.Language]
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}
