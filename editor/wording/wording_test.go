package wording_test

import (
	"testing"

	"github.com/scenarist/scenarist/editor/wording"
)

func TestIn_SaysMessagesInTheLanguage(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		"the message has no text: Telegram does not send empty messages":      "у сообщения нет текста: пустых сообщений Telegram не отправляет",
		`the bot has no secret "shop \"key\""`:                                `у бота нет секрета «shop "key"»`,
		"there is no variable user.nmae; did you mean user.name?":             "нет переменной user.nmae; может быть, user.name?",
		"user.age holds a number, but this gives a text":                      "в user.age хранится число, а здесь получается текст",
		`the exit "a number" leads nowhere: connect it, or end it on purpose`: "выход «a number» никуда не ведёт: соедините его или отметьте, что разговор здесь кончается",
		"inside of Address › Main: nothing leads to the block \"x\"":          "внутри Address › Main: к блоку «x» ничто не ведёт",
		"There is no message 7.":                                              "Нет сообщения 7.",
		"what nobody ever translated":                                         "what nobody ever translated",
		"":                                                                    "",
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
