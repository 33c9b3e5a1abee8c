package botapi_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

func Example() {
	s := botapi.New(botapi.Options{})
	defer s.Close()
	s.AddBot("1:token", botapi.Bot{Username: "shop_bot"})
	ann := s.NewUser(botapi.User{ID: 7, FirstName: "Ann"})
	if _, err := ann.Start("1:token", ""); err != nil {
		fmt.Println(err)
		return
	}

	// The bot gets the update and answers; over HTTP it would be the same.
	update, _ := s.Next("1:token")
	fmt.Println(len(update) > 0)
	params := map[string]json.RawMessage{
		"chat_id":      json.RawMessage(`7`),
		"text":         json.RawMessage(`"Coffee?"`),
		"reply_markup": json.RawMessage(`{"inline_keyboard":[[{"text":"Yes","callback_data":"y"}]]}`),
	}
	if _, err := s.Call(context.Background(), "1:token", "sendMessage", params, nil); err != nil {
		fmt.Println(err)
		return
	}

	screen := ann.Screen("1:token")
	question := screen[len(screen)-1]
	fmt.Println(question.Text, question.ReplyMarkup.Rows[0][0].Text)
	pressed, err := ann.Press("1:token", question.ID, "Yes")
	fmt.Println(pressed.CallbackQueryID != "", err)

	params = map[string]json.RawMessage{"chat_id": json.RawMessage(`7`), "text": json.RawMessage(`"<b>Done"`), "parse_mode": json.RawMessage(`"HTML"`)}
	_, err = s.Call(context.Background(), "1:token", "sendMessage", params, nil)
	fmt.Println(err)
	// Output:
	// true
	// Coffee? Yes
	// true <nil>
	// bot api error 400: Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"
}
