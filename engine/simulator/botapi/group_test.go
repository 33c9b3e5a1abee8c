package botapi_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// groupSetup has a group -5 with the bot and Ann in it and an empty queue.
func groupSetup(t *testing.T, cfg botapi.GroupConfig, administrator bool) (*bundle, *botapi.Group) {
	t.Helper()
	b := setup(t)
	cfg.ID, cfg.Title = -5, "Club"
	g := b.NewGroup(cfg)
	g.SetMember(b.ann, "member")
	if err := g.AddBot(token, administrator); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.next(t)["my_chat_member"]; !ok {
		t.Fatal("the bot was not told that it joined")
	}
	return b, g
}

func TestGroup_PrivacyHidesWhatIsNotForTheBot(t *testing.T) {
	t.Parallel()
	b, g := groupSetup(t, botapi.GroupConfig{}, false)
	b.must(t, "sendMessage", `{"chat_id":-5,"text":"question"}`) // message 2, after Ann's joining
	for text, seen := range map[string]bool{
		"hello":            false,
		"/start":           true,
		"/start@shop_bot":  true,
		"/start@other_bot": false,
		"hey @Shop_Bot":    true,
	} {
		if _, err := b.ann.SayIn(g, text); err != nil {
			t.Fatal(err)
		}
		if _, got := b.Next(token); got != seen {
			t.Errorf("%q: the bot saw it: %t", text, got)
		}
	}
	if _, err := b.ann.ReplyIn(g, 2, "answer"); err != nil {
		t.Fatal(err)
	}
	if m := message(t, b.next(t)["message"]); m.ReplyTo == nil || m.ReplyTo.ID != 2 || m.Chat.ID != -5 {
		t.Errorf("reply %+v", m)
	}
}

func TestGroup_AdministratorsSeeEverything(t *testing.T) {
	t.Parallel()
	b, g := groupSetup(t, botapi.GroupConfig{}, true)
	if _, err := b.ann.SayIn(g, "hello"); err != nil {
		t.Fatal(err)
	}
	b.next(t)
	b.must(t, "getUpdates", `{"allowed_updates":["message","chat_member"]}`)
	bob := b.NewUser(botapi.User{ID: 88, FirstName: "Bob"})
	g.SetMember(bob, "member")
	sameJSON(t, string(b.next(t)["chat_member"]), `{"chat":{"id":-5,"type":"supergroup","title":"Club"},
		"from":{"id":88,"is_bot":false,"first_name":"Bob"},"date":`+date+`,
		"old_chat_member":{"status":"left","user":{"id":88,"is_bot":false,"first_name":"Bob"}},
		"new_chat_member":{"status":"member","user":{"id":88,"is_bot":false,"first_name":"Bob"}}}`)
	if m := message(t, b.next(t)["message"]); len(m.NewMembers) != 1 || m.NewMembers[0].ID != 88 {
		t.Errorf("joining %+v", m)
	}
	sameJSON(t, string(b.must(t, "getChatMemberCount", `{"chat_id":-5}`)), `3`)
	g.SetMember(bob, "left")
	sameJSON(t, string(b.must(t, "getChatMember", `{"chat_id":-5,"user_id":88}`)), `{"status":"left","user":{"id":88,"is_bot":false,"first_name":"Bob"}}`)
	sameJSON(t, string(b.must(t, "getChatAdministrators", `{"chat_id":-5}`)), `[{"status":"administrator","user":`+botJSON+`}]`)
	b.must(t, "deleteMessage", `{"chat_id":-5,"message_id":1}`)
	b.must(t, "pinChatMessage", `{"chat_id":-5,"message_id":2}`)
}

func TestGroup_Refusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cfg     botapi.GroupConfig
		admin   bool
		prepare func(b *bundle, g *botapi.Group)
		method  string
		params  string
		want    string
	}{
		"kicked": {
			prepare: func(_ *bundle, g *botapi.Group) { _ = g.KickBot(token) },
			method:  "sendMessage", params: `{"chat_id":-5,"text":"x"}`,
			want: "Forbidden: bot was kicked from the supergroup chat",
		},
		"left": {
			prepare: func(b *bundle, _ *botapi.Group) { b.must(t, "leaveChat", `{"chat_id":-5}`) },
			method:  "sendMessage", params: `{"chat_id":-5,"text":"x"}`,
			want: "Forbidden: bot is not a member of the supergroup chat",
		},
		"channel without rights": {
			cfg:    botapi.GroupConfig{Type: "channel", Username: "news"},
			method: "sendMessage", params: `{"chat_id":"@News","text":"x"}`,
			want: "Bad Request: need administrator rights in the channel chat",
		},
		"members of a channel": {
			cfg:    botapi.GroupConfig{Type: "channel"},
			method: "getChatMember", params: `{"chat_id":-5,"user_id":77}`,
			want: "Bad Request: member list is inaccessible",
		},
		"web app button": {
			method: "sendMessage", params: `{"chat_id":-5,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","web_app":{"url":"https://x.com"}}]]}}`,
			want: "Bad Request: BUTTON_TYPE_INVALID",
		},
		"contact button": {
			method: "sendMessage", params: `{"chat_id":-5,"text":"x","reply_markup":{"keyboard":[[{"text":"a","request_contact":true}]]}}`,
			want: "Bad Request: phone number can be requested in private chats only",
		},
		"message effect": {
			method: "sendMessage", params: `{"chat_id":-5,"text":"x","message_effect_id":"5"}`,
			want: "Bad Request: message effects can be used only in private chats",
		},
		"another's message": {
			method: "deleteMessage", params: `{"chat_id":-5,"message_id":1}`,
			want: "Bad Request: message can't be deleted for everyone",
		},
		"pin without rights": {
			method: "pinChatMessage", params: `{"chat_id":-5,"message_id":1}`,
			want: "Bad Request: not enough rights to manage pinned messages in the chat",
		},
		"topic outside a forum": {
			admin: true, method: "createForumTopic", params: `{"chat_id":-5,"name":"t"}`,
			want: "Bad Request: the chat is not a forum",
		},
		"invite link without rights": {
			method: "createChatInviteLink", params: `{"chat_id":-5}`,
			want: "Bad Request: not enough rights to manage chat invite link",
		},
		"restricted": {
			cfg: botapi.GroupConfig{}, method: "sendMessage", params: `{"chat_id":-6,"text":"x"}`,
			want: "Bad Request: chat not found",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, g := groupSetup(t, c.cfg, c.admin)
			if c.prepare != nil {
				c.prepare(b, g)
			}
			_, err := b.call(t, c.method, c.params)
			if got := refusal(t, err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestGroup_UpgradeMovesTheChat(t *testing.T) {
	t.Parallel()
	b, g := groupSetup(t, botapi.GroupConfig{Type: "group"}, false)
	next := g.Upgrade()
	if m := message(t, b.next(t)["message"]); m.MigrateTo != next.ID() || m.Chat.ID != -5 {
		t.Errorf("first %+v", m)
	}
	if m := message(t, b.next(t)["message"]); m.MigrateFrom != -5 || m.Chat.ID != next.ID() {
		t.Errorf("second %+v", m)
	}
	_, err := b.call(t, "sendMessage", `{"chat_id":-5,"text":"x"}`)
	want := &botapi.Error{
		Code: 400, Description: "Bad Request: group chat was upgraded to a supergroup chat", MigrateToChatID: next.ID(),
	}
	if !reflect.DeepEqual(err, error(want)) {
		t.Errorf("got %v, want %v", err, want)
	}
	raw, err := b.Call(t.Context(), token, "sendMessage", map[string]json.RawMessage{
		"chat_id": mustJSON(t, next.ID()), "text": json.RawMessage(`"x"`),
	}, nil)
	if err != nil || message(t, raw).Chat.ID != next.ID() {
		t.Errorf("to the new chat: %s, %v", raw, err)
	}
}

func mustJSON(t *testing.T, v any) json.RawMessage {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestForum_TopicsHoldMessages(t *testing.T) {
	t.Parallel()
	b, g := groupSetup(t, botapi.GroupConfig{IsForum: true}, true)
	var topic botapi.ForumTopic
	if err := json.Unmarshal(b.must(t, "createForumTopic", `{"chat_id":-5,"name":"Orders"}`), &topic); err != nil {
		t.Fatal(err)
	}
	params := map[string]json.RawMessage{
		"chat_id": json.RawMessage("-5"), "text": json.RawMessage(`"x"`), "message_thread_id": mustJSON(t, topic.ThreadID),
	}
	raw, err := b.Call(t.Context(), token, "sendMessage", params, nil)
	if err != nil {
		t.Fatal(err)
	}
	sent := message(t, raw)
	if sent.ThreadID != topic.ThreadID || !sent.IsTopicMessage {
		t.Errorf("sent %+v", sent)
	}
	if _, err := b.ann.ReplyIn(g, sent.ID, "y"); err != nil {
		t.Fatal(err)
	}
	if m := message(t, b.next(t)["message"]); m.ThreadID != topic.ThreadID {
		t.Errorf("answer %+v", m)
	}
}

func TestGroup_CallbackAnswersReachTheGroup(t *testing.T) {
	t.Parallel()
	b, g := groupSetup(t, botapi.GroupConfig{}, false)
	b.must(t, "sendMessage", `{"chat_id":-5,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`)
	pressed, err := b.ann.PressIn(g, token, 2, "a")
	if err != nil {
		t.Fatal(err)
	}
	var q struct {
		Message botapi.Message `json:"message"`
	}
	if err := json.Unmarshal(b.next(t)["callback_query"], &q); err != nil || q.Message.Chat.ID != -5 {
		t.Errorf("callback %+v, %v", q, err)
	}
	b.must(t, "answerCallbackQuery", `{"callback_query_id":"`+pressed.CallbackQueryID+`"}`)
	if _, err := b.NewUser(botapi.User{}).SayIn(g, "x"); err == nil {
		t.Error("a stranger wrote into the group")
	}
	if _, ok := errors.AsType[*botapi.Error](g.AddBot("9:none", false)); ok {
		t.Error("an unknown bot is the caller's slip, not Telegram's refusal")
	}
}

func TestChannel_PostsHaveNoAuthor(t *testing.T) {
	t.Parallel()
	b, _ := groupSetup(t, botapi.GroupConfig{Type: "channel"}, true)
	m := message(t, b.must(t, "sendMessage", `{"chat_id":-5,"text":"x"}`))
	if m.From != nil || m.SenderChat == nil || m.SenderChat.ID != -5 {
		t.Errorf("post %+v", m)
	}
	b.must(t, "editMessageText", `{"chat_id":-5,"message_id":1,"text":"y"}`)
}

func TestGroup_TakesNoDrafts(t *testing.T) {
	t.Parallel()
	b, _ := groupSetup(t, botapi.GroupConfig{}, true)
	_, err := b.call(t, "sendMessageDraft", `{"chat_id":-5,"draft_id":1,"text":"x"}`)
	want := &botapi.Error{Code: 400, Description: "Bad Request: TEXTDRAFT_PEER_INVALID"}
	if got, ok := errors.AsType[*botapi.Error](err); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("the call gave %v, not %v", err, want)
	}
}
