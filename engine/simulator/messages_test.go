package simulator_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator"
)

// messages is a bot with the blocks that send and change messages beyond one's own chat and text.
const messages = `{"schema_version": 1, "name": "Shop", "language": "en", "flows": [{"id": "main", "name": "Main",
	"blocks": [
		{"id": "c_menu", "type": "trigger.command", "config": {"command": "menu"}},
		{"id": "menu", "type": "message.commands", "config": {"commands": [{"command": "orders", "description": "My orders"}],
			"button": {"does": "web_app", "text": "Shop", "url": "https://example.com/shop"}}},
		{"id": "c_usual", "type": "trigger.command", "config": {"command": "usual"}},
		{"id": "usual", "type": "message.commands", "exits": {"next": "end"}, "config": {"reset": true, "button": {"does": "default"}}},
		{"id": "c_reply", "type": "trigger.command", "config": {"command": "reply"}},
		{"id": "reply", "type": "message.to_chat", "config": {"chat": "{{ event.args }}", "text": "The shop says hello",
			"buttons": [[{"label": "Site", "url": "https://example.com"}]]}},
		{"id": "gone", "type": "message.text", "exits": {"next": "end"}, "config": {"text": "Nobody is there."}},
		{"id": "done", "type": "message.text", "exits": {"next": "end"}, "config": {"text": "Done."}},
		{"id": "c_show", "type": "trigger.command", "config": {"command": "show"}},
		{"id": "album", "type": "message.album", "config": {"slot": "pictures", "text": "Cakes", "items":
			[{"url": "https://example.com/1.jpg"}, {"kind": "video", "url": "https://example.com/2.mp4"}, {"kind": "file", "url": "https://example.com/3.pdf"}]}},
		{"id": "say", "type": "message.text", "config": {"slot": "line", "text": "Wait…", "buttons": [[{"label": "Stop", "event": "stop"}]]}},
		{"id": "typing", "type": "message.typing", "config": {"for": "6s", "wait": true}},
		{"id": "edit", "type": "message.edit", "config": {"edit": "line", "text": "There they are"}},
		{"id": "delete", "type": "message.delete", "exits": {"next": "end"}, "config": {"slot": "pictures"}}],
	"edges": [
		{"from": "c_menu", "exit": "next", "to": "menu"}, {"from": "menu", "exit": "next", "to": "done"},
		{"from": "c_usual", "exit": "next", "to": "usual"},
		{"from": "c_reply", "exit": "next", "to": "reply"}, {"from": "reply", "exit": "next", "to": "done"},
		{"from": "reply", "exit": "blocked", "to": "gone"}, {"from": "reply", "exit": "error", "to": "gone"},
		{"from": "c_show", "exit": "next", "to": "album"}, {"from": "album", "exit": "next", "to": "say"},
		{"from": "say", "exit": "next", "to": "typing"}, {"from": "typing", "exit": "next", "to": "edit"},
		{"from": "edit", "exit": "next", "to": "delete"}]}]}`

func TestWorld_UsersHaveMenusOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := open(t, []byte(messages))
	s.after(t, s.you.Start(""))
	usual := fmt.Sprint(s.you.Commands())
	same(t, s.after(t, s.you.Say("/menu")), texts("Done.")...)
	if got := fmt.Sprint(s.you.Commands()); got != "[{orders My orders}]" {
		t.Errorf("the menu is %s", got)
	}
	same(t, s.after(t, s.you.Say("/usual")))
	if got := fmt.Sprint(s.you.Commands()); got != usual {
		t.Errorf("the menu is %s, want %s", got, usual)
	}
}

func TestWorld_MessagesToOthersArriveOrAreKnownNotTo(t *testing.T) {
	t.Parallel()
	s := open(t, []byte(messages))
	bob := s.Person("bob", simulator.Profile{FirstName: "Bob", Language: "en"})
	say := fmt.Sprint("/reply ", bob.ID())
	refused := func(why string) []simulator.Seen {
		return append(texts("Nobody is there."), simulator.Seen{To: "bob", Refused: "sendMessage: Forbidden: " + why})
	}
	s.after(t, s.you.Start(""))
	same(t, s.after(t, s.you.Say(say)), refused("bot can't initiate conversation with a user")...)
	s.after(t, bob.Start(""))
	same(t, s.after(t, s.you.Say(say)), texts("Done.")[0], simulator.Seen{
		To: "bob", Text: "The shop says hello", Buttons: [][]string{{"Site → https://example.com"}},
	})
	s.after(t, bob.Block(true))
	same(t, s.after(t, s.you.Say(say)), refused("bot was blocked by the user")...)
	same(t, s.after(t, s.you.Say("/reply nobody")), texts("Nobody is there.")...)
}

func TestWorld_MessagesAreChangedAndDeleted(t *testing.T) {
	t.Parallel()
	s := open(t, []byte(messages))
	s.after(t, s.you.Start(""))
	typing := simulator.Seen{Action: "typing"}
	pictures := []simulator.Seen{{Text: "Cakes", Media: []string{"photo"}}, {Media: []string{"video 2.mp4"}}, {Media: []string{"file 3.pdf"}}}
	line := simulator.Seen{Text: "Wait…", Buttons: [][]string{{"Stop"}}}
	same(t, s.after(t, s.you.Say("/show")), append(pictures, line, typing)...)
	same(t, s.later(t, 5*time.Second), typing)
	gone := []simulator.Seen{{Text: "There they are", Edited: true}}
	for _, p := range pictures {
		p.Deleted = true
		gone = append(gone, p)
	}
	same(t, s.later(t, time.Second), gone...)
}
