package host_test

import (
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
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
	equal(t, "to be looked at anew", len(b.host.Outdated()), 0)
}

// Another version of the program serves what the one before knew, and looks at it while it serves.
func TestDigest_OfAnotherProgramIsBelievedUntilItIsRenewed(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	lib.restart(b, "one")
	equal(t, "reads of the other program", lib.restart(b, "two"), 0)
	b.say(1, "say a")
	equal(t, "reads for the first event", lib.since(), 1)
	if got := b.host.Outdated(); !slices.Equal(got, []int64{botID}) {
		t.Errorf("outdated are %d", got)
	}
	for _, reads := range []int{1, 0} { // the second time there is nothing to do
		b.check(b.host.Renew(t.Context(), botID))
		equal(t, "reads of a renewal", lib.since(), reads)
		equal(t, "outdated", len(b.host.Outdated()), 0)
	}
	b.say(1, "say b")
	b.wantTexts(1, "a", "b")
	equal(t, "reads for the next event", lib.since(), 0)
	lib.restart(b, "two")
	equal(t, "outdated at the next start", len(b.host.Outdated()), 0)
	b.check(b.host.Renew(t.Context(), botID+1)) // there is no such bot
}

// What nobody talks to is not in memory for having been renewed.
func TestDigest_ARenewedBotIsAsIdleAsBefore(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	lib.restart(b, "one")
	lib.restart(b, "two")
	b.check(b.host.Renew(t.Context(), botID))
	lib.since()
	b.say(1, "say a")
	equal(t, "reads for the first event", lib.since(), 1)
}

// A document that the new program cannot run is found by the renewal. What comes until then is refused, and comes again.
func TestDigest_WhatCannotRunAnyMoreRefusesWhatComes(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	lib.restart(b, "one")
	registry := b.cfg.Registry
	b.cfg.Registry = engine.NewRegistry()
	lib.restart(b, "two")
	in := b.message(1, "say a")
	if err := b.host.Receive(t.Context(), in); err == nil {
		t.Error("an event was taken that nothing can handle")
	}
	if err := b.host.Renew(t.Context(), botID); err == nil {
		t.Error("a document without its blocks was renewed")
	}
	b.host.Remove(botID)
	b.cfg.Registry = registry
	lib.restart(b, "two") // the version before was better
	b.check(b.host.Receive(t.Context(), in))
	b.wantTexts(1, "a")
}

// A publish that comes before its turn makes the renewal needless.
func TestDigest_APublishIsNoBotToBeRenewed(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	lib.restart(b, "one")
	lib.restart(b, "two")
	b.revision = b.publish(document("other"))
	b.check(b.host.Serve(t.Context(), record(b.revision), nil))
	equal(t, "outdated", len(b.host.Outdated()), 0)
	lib.since()
	b.check(b.host.Renew(t.Context(), botID))
	equal(t, "reads of a renewal", lib.since(), 0)
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
	for _, odd := range []string{"", "{", "[]", `{"program":"one"}`, `{"format":1}`, `{"format":2,"program":"one"}`} {
		b.check(lib.KeepDigest(t.Context(), botID, 1, odd))
		if lib.restart(b, "one") == 0 {
			t.Errorf("digest %q was believed", odd)
		}
	}
}

var _ host.Store = (*librarian)(nil)
