package testchat

import (
	"testing"

	"github.com/scenarist/scenarist/editor/wording"
	"github.com/scenarist/scenarist/engine/simulator"
)

func TestDifference_IsPlainInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	played := &simulator.Transcript{Steps: []simulator.Step{
		{Press: "Latte, but has “milk”"},
		{By: "Bob", Say: "a number"},
		{Pay: &simulator.Pay{}},
		{Send: &simulator.Sending{Kind: "voice"}},
	}}
	seen := func(s ...simulator.Seen) []simulator.Seen { return s }
	rows := func(labels ...string) [][]string { return [][]string{labels} }
	for _, c := range []struct {
		step      int
		want, got []simulator.Seen
		words     string
		en, ru    string
	}{
		{
			1, seen(simulator.Seen{Text: "a number"}), seen(simulator.Seen{Text: "<b>Hi</b>"}), "",
			"Step 1 (pressed: “Latte, but has \"milk\"”): the bot should have sent “a number”, but has sent “Hi”",
			"Шаг 1 (нажато «Latte, but has \"milk\"»): ожидалось, что бот отправил «a number», а он отправил «Hi»",
		},
		{
			2, seen(simulator.Seen{Text: "Hi", To: simulator.You}), nil, "",
			"Step 2 (by Bob: written: “a number”): the bot should have sent “Hi” (to you), and did not",
			"Шаг 2 (Bob: написано «a number»): ожидалось, что бот отправил «Hi» (получатель — вы), но этого не было",
		},
		{
			3, nil, seen(simulator.Seen{Text: "The menu", Media: []string{"file menu.pdf"}}), "",
			"Step 3 (by Bob: the invoice is paid): the bot has sent a file “menu.pdf” with “The menu”, which was not expected",
			"Шаг 3 (Bob: счёт оплачен): бот отправил файл «menu.pdf» с текстом «The menu», а этого не ожидалось",
		},
		{
			4, seen(simulator.Seen{Text: "Hi"}), seen(simulator.Seen{Text: "Hi", Buttons: rows("Yes", "No")}), "",
			"Step 4 (by Bob: sent: a voice message): the bot has sent “Hi”, but with the buttons “[Yes] [No]” instead of no buttons",
			"Шаг 4 (Bob: отправлено: голосовое сообщение): бот отправил «Hi», но кнопки другие: «[Yes] [No]», а ожидалось: без кнопок",
		},
		{
			3, seen(simulator.Seen{Payment: "paid"}), seen(simulator.Seen{Payment: "refused: sold out"}), "",
			"Step 3 (by Bob: the invoice is paid): the bot should have got the money, but has refused the payment: “sold out”",
			"Шаг 3 (Bob: счёт оплачен): ожидалось, что бот получил деньги, а он отказался от платежа: «sold out»",
		},
		{
			1, nil, nil, `there is no button "Latte"; there are: Tea, Cake`,
			"Step 1 (pressed: “Latte, but has \"milk\"”): there is no button \"Latte\"; there are: Tea, Cake",
			"Шаг 1 (нажато «Latte, but has \"milk\"»): кнопки «Latte» нет; есть: Tea, Cake",
		},
		{0, nil, nil, "the bot did not call GET https://example.com", "The bot did not call GET https://example.com.", "Бот не обратился к GET https://example.com."},
	} {
		f := simulator.Failure{Step: c.step, Want: c.want, Got: c.got, Words: c.words}
		en := difference(&f, played)
		if ru := wording.In("ru", en); en != c.en || ru != c.ru {
			t.Errorf("got  %s\nwant %s\ngot  %s\nwant %s", en, c.en, ru, c.ru)
		}
	}
}

func TestDifference_HasWordsForEveryKind(t *testing.T) {
	t.Parallel()
	for _, media := range []string{"photo", "animation", "video", "audio", "file", "voice", "video_note", "sticker", "contact", "venue", "location", "poll", "dice"} {
		if words := kind(media); words == media || wording.In("ru", words) == words {
			t.Errorf("%s is called %q, and %q in Russian", media, words, wording.In("ru", words))
		}
	}
}
