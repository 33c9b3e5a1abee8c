package botapi_test

import (
	"encoding/json"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// standing is a person's status in the group of groupSetup.
func standing(t *testing.T, b *bundle) string {
	t.Helper()
	var m struct {
		Status string `json:"status"`
	}
	raw := b.must(t, "getChatMember", `{"chat_id":-5,"user_id":`+id(b.ann.User().ID)+`}`)
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m.Status
}

func id(n int64) string {
	data, _ := json.Marshal(n)
	return string(data)
}

func TestGroup_BannedPersonsComeBackOnlyWhenTheyMay(t *testing.T) {
	t.Parallel()
	b, g := groupSetup(t, botapi.GroupConfig{Username: "club"}, true)
	who := `{"chat_id":-5,"user_id":` + id(b.ann.User().ID)
	b.must(t, "banChatMember", who+`}`)
	if got := standing(t, b); got != "kicked" {
		t.Errorf("after a ban she is %q", got)
	}
	if _, err := b.ann.Follow("https://t.me/club"); err == nil {
		t.Error("a banned person came in")
	}
	b.must(t, "unbanChatMember", who+`,"only_if_banned":true}`)
	if got := standing(t, b); got != "left" {
		t.Errorf("after the ban she is %q", got)
	}
	if in, err := b.ann.Follow("https://t.me/Club"); err != nil || in != g {
		t.Fatalf("follow: %v, %v", in, err)
	}
	b.must(t, "unbanChatMember", who+`,"only_if_banned":true}`)
	if got := standing(t, b); got != "member" {
		t.Errorf("she was not banned, yet she is %q", got)
	}
	b.must(t, "unbanChatMember", who+`}`)
	if got := standing(t, b); got != "left" {
		t.Errorf("a member is put out without only_if_banned; she is %q", got)
	}
}

func TestGroup_InviteLinksLetInAsManyAsTheySay(t *testing.T) {
	t.Parallel()
	b, g := groupSetup(t, botapi.GroupConfig{}, true)
	var l struct {
		Link string `json:"invite_link"`
	}
	if err := json.Unmarshal(b.must(t, "createChatInviteLink", `{"chat_id":-5,"member_limit":1}`), &l); err != nil {
		t.Fatal(err)
	}
	bob := b.NewUser(botapi.User{ID: 7001, FirstName: "Bob"})
	if in, err := bob.Follow(l.Link); err != nil || in != g {
		t.Fatalf("follow: %v, %v", in, err)
	}
	if in, err := bob.Follow(l.Link); err != nil || in != g {
		t.Errorf("a member opens the chat by the link, not: %v, %v", in, err)
	}
	if err := bob.Leave(g); err != nil {
		t.Fatal(err)
	}
	if _, err := bob.Follow(l.Link); err == nil {
		t.Error("a link for one let in two")
	}
	if in, err := bob.Follow("https://example.com/"); in != nil || err != nil {
		t.Errorf("a page of the web led to %v, %v", in, err)
	}
	if err := bob.Leave(g); err == nil {
		t.Error("somebody left who was not in")
	}
}
