package botapi_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

func TestPerson_WhatTheBotGets(t *testing.T) {
	t.Parallel()
	photo := botapi.File{Name: "p.png", Data: []byte("x")}
	head := `"message_id":2,"from":` + annJSON + `,"date":` + date + `,"chat":` + chatJSON
	for name, c := range map[string]struct {
		act  func(b *bundle) error
		kind string
		want string // "" only checks the kind
	}{
		"says": {
			func(b *bundle) error { _, err := b.ann.Say(token, "hi @shop_bot"); return err }, "message",
			`{` + head + `,"text":"hi @shop_bot","entities":[{"type":"mention","offset":3,"length":9}]}`,
		},
		"starts with a payload": {
			func(b *bundle) error { _, err := b.ann.Start(token, "ref_5"); return err }, "message",
			`{` + head + `,"text":"/start ref_5","entities":[{"type":"bot_command","offset":0,"length":6}]}`,
		},
		"replies": {
			func(b *bundle) error { _, err := b.ann.Reply(token, 1, "yes"); return err }, "message",
			`{` + head + `,"text":"yes","reply_to_message":{"message_id":1,"from":` + annJSON + `,"date":` + date + `,"chat":` + chatJSON + `,
			"text":"/start","entities":[{"type":"bot_command","offset":0,"length":6}]}}`,
		},
		"edits": {
			func(b *bundle) error { return b.ann.Edit(token, 1, "no") }, "edited_message",
			`{"message_id":1,"from":` + annJSON + `,"date":` + date + `,"edit_date":` + date + `,"chat":` + chatJSON + `,"text":"no"}`,
		},
		"shares the number": {
			func(b *bundle) error { _, err := b.ann.SendContact(token); return err }, "message",
			`{` + head + `,"contact":{"phone_number":"+155577","first_name":"Ann","user_id":77}}`,
		},
		"shares a place": {
			func(b *bundle) error { _, err := b.ann.SendLocation(token, 1, 2); return err }, "message",
			`{` + head + `,"location":{"latitude":1,"longitude":2}}`,
		},
		"sends a photo": {func(b *bundle) error { _, err := b.ann.SendPhoto(token, photo, "c"); return err }, "message", ""},
		"sends a file":  {func(b *bundle) error { _, err := b.ann.SendFile(token, photo, ""); return err }, "message", ""},
		"blocks": {
			func(b *bundle) error { return b.ann.Block(token) }, "my_chat_member",
			`{"chat":` + chatJSON + `,"from":` + annJSON + `,"date":` + date + `,"old_chat_member":{"status":"member","user":` + botJSON + `},
			"new_chat_member":{"status":"kicked","user":` + botJSON + `,"until_date":0}}`,
		},
		"types inline": {func(b *bundle) error { _, err := b.ann.InlineQuery(token, "q"); return err }, "inline_query", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if err := c.act(b); err != nil {
				t.Fatal(err)
			}
			raw, ok := b.next(t)[c.kind]
			if !ok {
				t.Fatalf("no %s came", c.kind)
			}
			if c.want != "" {
				sameJSON(t, string(raw), c.want)
			}
			if _, more := b.Next(token); more {
				t.Error("more than one update came")
			}
		})
	}
}

func TestCallback_IsAnsweredOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendMessage", inline(`"text":"a","callback_data":"b"`))
	pressed, err := b.ann.Press(token, 2, "a")
	if err != nil {
		t.Fatal(err)
	}
	var q struct {
		ID      string         `json:"id"`
		Data    string         `json:"data"`
		Message botapi.Message `json:"message"`
	}
	if err := json.Unmarshal(b.next(t)["callback_query"], &q); err != nil {
		t.Fatal(err)
	}
	if q.ID != pressed.CallbackQueryID || q.Data != "b" || q.Message.ID != 2 {
		t.Errorf("callback query %+v", q)
	}
	if got := b.ann.Spinning(token); !reflect.DeepEqual(got, []string{q.ID}) {
		t.Errorf("spinning: %v", got)
	}
	answer := `{"callback_query_id":"` + q.ID + `","text":"ok","show_alert":true,"url":"https://t.me/shop_bot?start=x"}`
	b.must(t, "answerCallbackQuery", answer)
	if got := b.ann.Spinning(token); len(got) != 0 {
		t.Errorf("still spinning: %v", got)
	}
	want := []botapi.CallbackAnswer{{
		QueryID: q.ID, MessageID: 2, Text: "ok", Alert: true, URL: "https://t.me/shop_bot?start=x", At: b.clock.Now(),
	}}
	if got := b.ann.Answers(token); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	const tooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid"
	if _, err = b.call(t, "answerCallbackQuery", answer); refusal(t, err) != tooOld {
		t.Errorf("second answer: %v", err)
	}
	if pressed, err = b.ann.PressData(token, 2, "forged"); err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(151 * time.Second)
	_, err = b.call(t, "answerCallbackQuery", `{"callback_query_id":"`+pressed.CallbackQueryID+`"}`)
	if refusal(t, err) != tooOld {
		t.Errorf("late answer: %v", err)
	}
	if _, ok := b.Next(token); ok {
		t.Error("an expired callback was delivered")
	}
}

func TestBlock_ClosesTheChatUntilUnblocked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.ann.Block(token); err != nil {
		t.Fatal(err)
	}
	if !b.ann.Blocked(token) {
		t.Error("not blocked")
	}
	if _, err := b.ann.Say(token, "x"); err == nil {
		t.Error("wrote to a blocked bot")
	}
	_, err := b.call(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
	if got := refusal(t, err); got != "Forbidden: bot was blocked by the user" {
		t.Errorf("got %q", got)
	}
	if _, err := b.ann.Start(token, ""); err != nil {
		t.Fatal(err)
	}
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
}

func TestReplyKeyboard_LastsUntilReplacedRemovedOrUsed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.NewUser(botapi.User{ID: 88, FirstName: "Bob", Username: "bob"})
	g := b.NewGroup(botapi.GroupConfig{ID: -1005, Title: "Club"})
	if _, err := b.ann.PressReply(token, "a"); err == nil {
		t.Error("pressed without a keyboard")
	}
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x","reply_markup":{"keyboard":[["plain",{"text":"phone","request_contact":true},{"text":"place","request_location":true}],
		[{"text":"people","request_users":{"request_id":3,"request_name":true}},{"text":"chat","request_chat":{"request_id":4,"request_title":true}},{"text":"app","web_app":{"url":"https://x.com"}}]]}}`)
	if k := b.ann.Keyboard(token); k == nil || len(k.Rows) != 2 {
		t.Fatalf("keyboard %+v", k)
	}
	for label, press := range map[string]func() (int64, error){
		"plain":  func() (int64, error) { return b.ann.PressReply(token, "plain") },
		"phone":  func() (int64, error) { return b.ann.PressReply(token, "phone") },
		"place":  func() (int64, error) { return b.ann.PressReply(token, "place") },
		"people": func() (int64, error) { return b.ann.ShareUsers(token, "people", other) },
		"chat":   func() (int64, error) { return b.ann.ShareChat(token, "chat", g) },
		"app":    func() (int64, error) { return b.ann.SendWebAppData(token, "app", "d") },
	} {
		if _, err := press(); err != nil {
			t.Fatalf("%s: %v", label, err)
		}
		m := message(t, b.next(t)["message"])
		ok := map[string]bool{
			"plain":  m.Text == "plain",
			"phone":  m.Contact != nil && m.Contact.UserID == 77,
			"place":  m.Location != nil,
			"people": reflect.DeepEqual(m.UsersShared, &botapi.UsersShared{RequestID: 3, Users: []botapi.SharedUser{{UserID: 88, FirstName: "Bob"}}}),
			"chat":   reflect.DeepEqual(m.ChatShared, &botapi.ChatShared{RequestID: 4, ChatID: -1005, Title: "Club"}),
			"app":    reflect.DeepEqual(m.WebAppData, &botapi.WebAppData{Data: "d", ButtonText: "app"}),
		}
		if !ok[label] {
			t.Errorf("%s sent %+v", label, m)
		}
	}
	if _, err := b.ann.PressReply(token, "people"); err == nil {
		t.Error("a request_users button needs ShareUsers")
	}
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x","reply_markup":{"keyboard":[["once"]],"one_time_keyboard":true}}`)
	if _, err := b.ann.PressReply(token, "once"); err != nil {
		t.Fatal(err)
	}
	if b.ann.Keyboard(token) != nil {
		t.Error("a one-time keyboard stayed")
	}
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x","reply_markup":{"keyboard":[["a"]]}}`)
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`)
	if b.ann.Keyboard(token) == nil {
		t.Error("an inline keyboard took the reply keyboard away")
	}
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x","reply_markup":{"remove_keyboard":true}}`)
	if b.ann.Keyboard(token) != nil {
		t.Error("the keyboard was not removed")
	}
}

func TestChatAction_FadesAndEndsWithAMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.must(t, "sendChatAction", `{"chat_id":77,"action":"typing"}`)
	if got := b.ann.Action(token); got != "typing" {
		t.Errorf("action %q", got)
	}
	b.clock.Advance(6 * time.Second)
	if got := b.ann.Action(token); got != "" {
		t.Errorf("after 6 seconds: %q", got)
	}
	b.must(t, "sendChatAction", `{"chat_id":77,"action":"upload_photo"}`)
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
	if got := b.ann.Action(token); got != "" {
		t.Errorf("after a message: %q", got)
	}
}

func TestDrafts_FadeAndEndWithAMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	shown := func() []string {
		var out []string
		for _, d := range b.ann.Drafts(token) {
			out = append(out, d.Text)
		}
		return out
	}
	see := func(want ...string) {
		t.Helper()
		if got := shown(); !slices.Equal(got, want) {
			t.Errorf("drafts %q, not %q", got, want)
		}
	}
	messages := len(b.ann.Screen(token))
	b.must(t, "sendMessageDraft", `{"chat_id":77,"draft_id":1,"text":"One"}`)
	b.must(t, "sendMessageDraft", `{"chat_id":77,"draft_id":2}`)
	see("One", "")
	b.clock.Advance(29 * time.Second)
	b.must(t, "sendMessageDraft", `{"chat_id":77,"draft_id":1,"text":"<b>Two</b>","parse_mode":"HTML"}`)
	see("Two", "")
	b.clock.Advance(time.Second)
	see("Two")
	if d := b.ann.Drafts(token)[0]; len(d.Entities) != 1 || d.Entities[0].Type != "bold" {
		t.Errorf("entities %+v", d.Entities)
	}
	if got := len(b.ann.Screen(token)); got != messages {
		t.Errorf("%d messages instead of %d", got, messages)
	}
	b.must(t, "sendMessage", `{"chat_id":77,"text":"x"}`)
	see()
	b.must(t, "sendMessageDraft", `{"chat_id":77,"draft_id":1,"text":"Three"}`)
	b.clock.Advance(30 * time.Second)
	see()
}

func TestAlbum_FromAPerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ids, err := b.ann.SendAlbum(token, []botapi.File{{Name: "a.jpg", Data: []byte("a")}, {Name: "b.jpg", Data: []byte("b")}}, "c")
	if err != nil {
		t.Fatal(err)
	}
	first, second := message(t, b.next(t)["message"]), message(t, b.next(t)["message"])
	if !reflect.DeepEqual(ids, []int64{2, 3}) || first.MediaGroupID == "" || first.MediaGroupID != second.MediaGroupID || first.Caption != "c" || second.Caption != "" {
		t.Errorf("ids %v, messages %+v and %+v", ids, first, second)
	}
	if data, ok := b.FileData(token, second.Photo[0].FileID); !ok || string(data) != "b" {
		t.Errorf("content %q", data)
	}
}

func TestInline_AnswerAndChoice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id, err := b.ann.InlineQuery(token, "q")
	if err != nil {
		t.Fatal(err)
	}
	b.next(t)
	b.must(t, "answerInlineQuery", `{"inline_query_id":"`+id+`","results":[{"type":"article","id":"1","title":"T","input_message_content":{"message_text":"x"}}]}`)
	if got := b.ann.InlineResults(id); len(got) != 1 {
		t.Errorf("results %s", got)
	}
	if err := b.ann.ChooseInline(token, "q", "1"); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, string(b.next(t)["chosen_inline_result"]), `{"result_id":"1","from":`+annJSON+`,"query":"q"}`)
}

func TestReaction_OnlyForBotsThatAsk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.ann.React(token, 1, "👍"); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.Next(token); ok {
		t.Error("a reaction came unasked")
	}
	b.must(t, "getUpdates", `{"allowed_updates":["message_reaction"]}`)
	if err := b.ann.React(token, 1, "👍"); err != nil {
		t.Fatal(err)
	}
	sameJSON(t, string(b.next(t)["message_reaction"]), `{"chat":`+chatJSON+`,"message_id":1,"user":`+annJSON+`,"date":`+date+`,
		"old_reaction":[],"new_reaction":[{"type":"emoji","emoji":"👍"}]}`)
	if _, err := b.ann.Say(token, "x"); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.Next(token); ok {
		t.Error("a message came though it is not allowed")
	}
}
