package program

import (
	"slices"
	"testing"

	"github.com/scenarist/scenarist/editor/trypage"
	"github.com/scenarist/scenarist/examples"
)

// pressed presses the button of the last message that has the label.
func pressed(t *testing.T, c trypage.Conversation, s trypage.Screen, label string) trypage.Screen {
	t.Helper()
	for _, m := range slices.Backward(s.Messages) {
		for row := range m.Buttons {
			for col, b := range m.Buttons[row] {
				if b.Label != label {
					continue
				}
				if b.Kind == "pay" {
					return look(t, c, c.Pay(t.Context(), m.ID))
				}
				return look(t, c, c.Press(t.Context(), m.ID, row, col))
			}
		}
	}
	t.Fatalf("there is no button %q", label)
	return s
}

func TestTryConversation_LinksLeadIntoChannelsOfTheStandin(t *testing.T) {
	t.Parallel()
	bots, err := shippedExamples(examples.Files, tryRegistry(t))
	if err != nil {
		t.Fatal(err)
	}
	_, c := openPlace(t, t.TempDir(), bots).talk(t, "club", "en")
	s := look(t, c, c.Say(t.Context(), "/start"))
	s = pressed(t, c, s, "Join for 250 ⭐")
	s = pressed(t, c, s, "Pay 250\u00a0⭐")
	if s = pressed(t, c, s, "Enter the channel"); s.Toast != "Joined The Slow Kitchen" {
		t.Errorf("the toast is %q", s.Toast)
	}
	if s = pressed(t, c, s, "Enter the channel"); s.Toast != "Joined The Slow Kitchen" {
		t.Errorf("a member opens the channel again; the toast is %q", s.Toast)
	}
}
