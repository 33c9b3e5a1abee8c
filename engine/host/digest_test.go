package host_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/host"
)

// restart serves the bot with another host on the same store, and gives how often revisions were read until it had started.
func (s *librarian) restart(b *bench, program string) int {
	b.tb.Helper()
	b.crash()
	s.since()
	b.cfg.Program = program
	b.start()
	return s.since()
}

func TestDigest_AStartReadsNoRevisionThatTheProgramKnows(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	b.say(1, "say a")
	if lib.restart(b, "one") == 0 {
		t.Error("a digest without a program was believed")
	}
	equal(t, "reads of the same program", lib.restart(b, "one"), 0)
	b.say(1, "say b")
	b.say(1, "say c")
	b.wantTexts(1, "a", "b", "c")
	equal(t, "reads for the first event", lib.since(), 1)
	if lib.restart(b, "two") == 0 {
		t.Error("another program's digest was believed")
	}
	equal(t, "reads of the other program", lib.restart(b, "two"), 0)
}

func TestDigest_OfAPublishIsItsOwn(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	lib.restart(b, "one")
	b.revision = b.publish(document("other"))
	b.check(b.host.Serve(t.Context(), record(b.revision), nil))
	equal(t, "reads of a published one", lib.restart(b, "one"), 0)
	rev, err := b.host.Revision(t.Context(), botID)
	b.check(err)
	equal(t, "revision", rev.Number, 2)
}

func TestDigest_AnOddOneIsNotBelieved(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	for _, odd := range []string{"", "{", "[]", `{"program":"two"}`} {
		b.check(lib.KeepDigest(t.Context(), botID, 1, odd))
		if lib.restart(b, "one") == 0 {
			t.Errorf("digest %q was believed", odd)
		}
	}
}

var _ host.Store = (*librarian)(nil)
