package host_test

import (
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestContacts_BanReachesASessionThatIsInMemory(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.check(b.mem.AddStaff(t.Context(), botID, 9, engine.OwnerRole))
	b.say(2, "hello")
	b.say(9, "hello")
	b.say(1, "ban 2")
	b.say(1, "ban 9")
	b.say(2, "anybody there")
	b.say(9, "anybody there")
	b.idle()
	b.wantTexts(2, "what is hello")
	notes := b.mem.Notes()
	equal(t, "notes", len(notes), 1)
	equal(t, "code", notes[0].Note.Error.Code, "contact_protected")
	if got := b.msgr.texts(9); got[len(got)-1] != "what is anybody" {
		t.Errorf("the owner read %q", got)
	}
}

func TestContacts_WhoWasOnlyWrittenToHasNotBeenHere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(2, "hello")
	b.say(1, "begin 3")
	b.wantTexts(3, "started")
	for _, id := range []string{"2", "3", "4"} {
		b.say(1, "met "+id)
	}
	b.idle()
	if got := b.msgr.texts(1); !slices.Equal(got[len(got)-3:], []string{"met true", "met false", "met false"}) {
		t.Errorf("the user read %q", got)
	}
}
