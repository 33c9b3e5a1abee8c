package trigger_test

import (
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestMember_TalksInPrivateToWhoJoined(t *testing.T) {
	t.Parallel()
	rev := revision(t, block("join", "trigger.member", `{"events":["joined"],"once_per":"session"}`)+","+
		block("hi", "message.say", `{"text":"Welcome to {{ local.chat.title }}, {{ user.first_name }}"}`), edge("join", "hi"))
	bob := engine.User{ID: 7, FirstName: "Bob"}
	joined := engine.Event{
		Kind: engine.MemberChanged, Chat: engine.Chat{ID: -600, Type: "channel", Title: "News"}, User: bob,
		Member: &engine.MemberChange{Old: "left", New: "member", Who: bob},
	}
	channel := meet(t, rev)
	channel.s.Key.ChatID = -600
	want(t, "in the channel", channel.turn(joined))
	if to := channel.last.Starts[0].Key; to.ChatID != 7 || to.UserID != 7 {
		t.Fatalf("it starts in %v", to)
	}
	private := meet(t, rev) // who never started the bot
	private.last = channel.last
	want(t, "in private", private.start(), "Welcome to News, Bob")
	private.last = channel.last
	want(t, "once a session", private.start())
	if a := private.s.ActiveAt; !a.IsZero() {
		t.Errorf("who joined a channel did something here at %v", a)
	}
}

func TestMember_WarnsOfWordsThatNobodyReads(t *testing.T) {
	t.Parallel()
	for config, warned := range map[string]bool{
		`{"events":["blocked","bot_removed"]}`:               true,
		`{"events":["blocked"]}`:                             true,
		`{"events":["blocked","unblocked"]}`:                 false,
		`{"events":["bot_removed"],"talk":"private"}`:        false,
		`{"events":["bot_removed"]}`:                         true,
		`{"events":["bot_removed","left"],"talk":"private"}`: false,
		`{"events":["blocked","bot_removed"],"talk":"chat"}`: true,
	} {
		doc, reg := document(t, block("gone", "trigger.member", config)+","+block("bye", "message.say", `{"text":"bye"}`), edge("gone", "bye"))
		issues := engine.Check(doc, reg)
		if slices.ContainsFunc(issues, func(i engine.Issue) bool { return i.Code == "nobody_reads" }) != warned {
			t.Errorf("%s: issues %v", config, issues)
		}
	}
}
