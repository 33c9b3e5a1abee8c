package wording_test

import (
	"testing"

	"github.com/scenarist/scenarist/editor/wording"
)

func TestIn_SaysMessagesInTheLanguage(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		"the message has no text: Telegram does not send empty messages":                                                   "у сообщения нет текста: пустых сообщений Telegram не отправляет",
		`the bot has no secret "shop \"key\""`:                                                                             `у бота нет секрета «shop "key"»`,
		"there is no variable user.nmae; did you mean user.name?":                                                          "нет переменной user.nmae; может быть, user.name?",
		"user.age holds a number, but this gives a text":                                                                   "в user.age хранится число, а здесь получается текст",
		`the exit "a number" leads nowhere: connect it, or end it on purpose`:                                              "выход «a number» никуда не ведёт: соедините его или отметьте, что разговор здесь кончается",
		"inside of Address › Main: nothing leads to the block \"x\"":                                                       "внутри Address › Main: к блоку «x» ничто не ведёт",
		"the expression ends too early":                                                                                    "формула не дописана: в конце чего-то не хватает",
		"= is not expected here":                                                                                           "= здесь лишнее",
		"The token does not work: Telegram does not know it, or it was revoked.":                                           "Токен не работает: Telegram его не знает, или его отозвали.",
		"There is no message 7.":                                                                                           "Нет сообщения 7.",
		"There is no server x.example on the internet: is its name spelt right?":                                           "Сервера x.example в интернете нет: верно ли написано имя?",
		`x is a text, but "+" needs a number; number(x) reads a number from a text`:                                        "x — текст, а для «+» нужно число; number(x) прочтёт число из текста",
		"it was not sent: its file cannot be sent (the file has 61.5 MB; the limit is 50 MB)":                              "не отправлено: файл отправить не удалось (в файле 61.5 МБ, а можно не больше 50 МБ)",
		"it was not sent: the person has blocked the bot, or never started it (bot was blocked by the user)":               "не отправлено: человек заблокировал бота или не запускал его (bot was blocked by the user)",
		"No messages come at the moment, and the server keeps trying. Telegram cannot be reached: no answer came in time.": "Сейчас сообщения не приходят; сервер продолжает попытки. Telegram недоступен: ответ не пришёл вовремя.",
		`the new revision has no block "x"; did you mean "y"?`:                                                             "в новой версии нет блока «x»; может быть, «y»?",
		`list expected, text found`:                                                                                        "нужно: список, а здесь: текст",
		`this flow has no block "hello1"; did you mean "hello"?`:                                                           "в этом сценарии нет блока «hello1»; может быть, «hello»?",
		"what nobody ever translated":                                                                                      "what nobody ever translated",
		"":                                                                                                                 "",
	} {
		if got := wording.In("ru", message); got != want {
			t.Errorf("%q is said\n%q, want\n%q", message, got, want)
		}
		for _, language := range []string{"en", "xx", ""} {
			if got := wording.In(language, message); got != message {
				t.Errorf("%q in %q is %q", message, language, got)
			}
		}
	}
}

func BenchmarkIn(b *testing.B) {
	for b.Loop() {
		wording.In("ru", "user.age holds a number, but this gives a text")
	}
}
