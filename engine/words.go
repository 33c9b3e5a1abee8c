package engine

import (
	"maps"
	"strings"
)

// The built-in words: what a user reads where the bot's author wrote nothing. A document replaces any of them in
// settings.texts under the same key.
var builtInWords = map[string]Text{
	"error":           {"en": "Sorry, something went wrong. Please try again a little later.", "ru": "Извините, что-то пошло не так. Попробуйте, пожалуйста, немного позже."},
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
	"cancelled":       {"en": "Cancelled.", "ru": "Отменено."},
	"invalid":         {"en": "That does not fit. Please try again.", "ru": "Так не подходит. Попробуйте ещё раз."},
	"too_short":       {"en": "That is too short: at least {n} characters, please.", "ru": "Слишком коротко: нужно не меньше {n} символов."},
	"too_long":        {"en": "That is too long: at most {n} characters, please.", "ru": "Слишком длинно: не больше {n} символов."},
	"one_of":          {"en": "Please answer with one of these: {list}.", "ru": "Ответьте одним из вариантов: {list}."},
	"pattern":         {"en": "That does not look right. Please try again.", "ru": "Похоже, здесь ошибка. Попробуйте ещё раз."},
	"pick_one":        {"en": "Please choose one of the buttons.", "ru": "Пожалуйста, выберите один из вариантов."},
	"pick_at_least":   {"en": "Please choose at least {n}.", "ru": "Выберите не меньше {n}."},
	"pick_at_most":    {"en": "Please choose at most {n}.", "ru": "Выберите не больше {n}."},
	"other_ask":       {"en": "Please write your own answer.", "ru": "Напишите свой вариант."},
	"text_expected":   {"en": "Please answer with a text.", "ru": "Пожалуйста, ответьте текстом."},
	"pay":             {"en": "Pay {price}", "ru": "Оплатить {price}"},
	"pay_until":       {"en": "Pay within {left}", "ru": "Оплатите в течение {left}"},
	"days":            {"en": "{n} d", "ru": "{n} д"},
	"hours":           {"en": "{n} h", "ru": "{n} ч"},
	"minutes":         {"en": "{n} min", "ru": "{n} мин"},
	"paid":            {"en": "Paid. Thank you!", "ru": "Оплачено. Спасибо!"},
	"expired":         {"en": "The time to pay is over.", "ru": "Время на оплату истекло."},
	"order_closed":    {"en": "This offer is no longer open.", "ru": "Это предложение уже закрыто."},
	"order_paid":      {"en": "This order is paid already.", "ru": "Этот заказ уже оплачен."},
	"order_not_yours": {"en": "This order belongs to somebody else.", "ru": "Этот заказ оформлен на другого человека."},
	"order_changed":   {"en": "The price has changed. Please order again.", "ru": "Цена изменилась. Оформите заказ заново."},
	"gate_check":      {"en": "I have joined", "ru": "Я вступил"},
	"gate_checking":   {"en": "Checking…", "ru": "Проверяю…"},
	"gate_not_yet":    {"en": "You have not joined yet. Please join and press the button again.", "ru": "Вы ещё не вступили. Вступите и нажмите кнопку ещё раз."},
	"stock_low":       {"en": "The stock “{stock}” has only {n} free items left.", "ru": "На складе «{stock}» осталось свободных: {n}."},
	"owner_error":     {"en": "Trouble in bot {bot}, flow {flow}, block {block}: {message}", "ru": "Сбой в боте {bot}, сценарий {flow}, блок {block}: {message}"},
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
	text := builtInWords[key].In(lang)
	if s := r.Doc.Settings; s != nil {
		if own := s.Texts[key]; own != nil {
			switch {
			case own[baseLang(lang)] != "":
				text = own[baseLang(lang)]
			case own[r.Doc.Language] != "":
				text = own[r.Doc.Language]
			}
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}
