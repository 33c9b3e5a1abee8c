package testchat

import (
	"fmt"

	"github.com/scenarist/scenarist/engine/simulator"
)

// acted says what was done at a step of a test, and by whom if it was not the one who talks to the bot from the beginning.
func acted(t *simulator.Transcript, step int) string {
	by := simulator.You
	for i := range step + 1 {
		if t.Steps[i].By != "" {
			by = t.Steps[i].By
		}
	}
	did := action(&t.Steps[step])
	if by != simulator.You {
		return fmt.Sprintf("by %s: %s", by, did)
	}
	return did
}

// action says what a step does.
func action(s *simulator.Step) string {
	switch {
	case s.Start != nil:
		return "Start is pressed"
	case s.Say != "":
		return fmt.Sprintf("written: “%s”", inQuotes(s.Say))
	case s.Reply != "":
		return fmt.Sprintf("answered: “%s”", inQuotes(s.Reply))
	case s.Edit != "":
		return fmt.Sprintf("changed to: “%s”", inQuotes(s.Edit))
	case s.Press != "":
		return fmt.Sprintf("pressed: “%s”", inQuotes(s.Press))
	case s.Pay != nil && s.Pay.Decline:
		return "the payment does not come"
	case s.Pay != nil:
		return "the invoice is paid"
	case s.Refund:
		return "the payment is given back"
	case s.Send != nil:
		return fmt.Sprintf("sent: %s", kind(s.Send.Kind))
	case s.Album != 0:
		return "an album is sent"
	case s.Contact != nil:
		return "a phone number is sent"
	case len(s.Location) > 0:
		return "a place is sent"
	case s.Block != nil && *s.Block:
		return "the bot is blocked"
	case s.Block != nil:
		return "the bot is not blocked any more"
	case s.Join != 0:
		return "a chat is joined"
	case s.Leave != 0:
		return "a chat is left"
	case s.Webhook != nil:
		return fmt.Sprintf("the webhook %s is called", s.Webhook.Name)
	case s.Faults != nil:
		return "other troubles are switched on"
	case s.Set != nil:
		return fmt.Sprintf("the value %s is set", s.Set.Name)
	case s.Jump != nil:
		return "moved to another block"
	default:
		return "time goes by"
	}
}
