package host_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
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

// keep has the store keep a digest of a revision.
func (s *librarian) keep(b *bench, revision int, text string) {
	b.tb.Helper()
	_, made, err := s.Digest(b.tb.Context(), botID, revision)
	b.check(err)
	b.check(s.KeepDigest(b.tb.Context(), botID, revision, made, text))
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

// What is found out of a bot that is removed meanwhile, and added again, says nothing of the new one, whose revisions have the same
// numbers, perhaps with the same document.
func TestDigest_OfARemovedBotIsNotKeptForTheNextOne(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	lib.restart(b, "one")
	b.crash()
	b.cfg.Program = "two"
	lib.meanwhile = func() {
		b.check(b.mem.DropBot(t.Context(), botID))
		_, err := b.mem.Publish(t.Context(), botID, document("act"), begin.Add(time.Second))
		b.check(err)
	}
	b.start()
	b.check(b.host.Renew(t.Context(), botID))
	text, _, err := lib.Digest(t.Context(), botID, 1)
	b.check(err)
	equal(t, "digest", text, "")
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
		lib.keep(b, 1, odd)
		if lib.restart(b, "one") == 0 {
			t.Errorf("digest %q was believed", odd)
		}
	}
}

// goods is a document with a table that brings rows along.
func goods(rows string) []byte {
	return []byte(`{"schema_version":1,"name":"Test","language":"en","tables":[{"name":"goods","key":"sku","columns":[
		{"name":"sku","type":"text"},{"name":"ean","type":"text","unique":true}],"rows":[` + rows + `]}],"flows":[]}`)
}

func skus(b *bench) string {
	b.tb.Helper()
	as, err := b.mem.Records(b.tb.Context(), botID, []engine.RecordRead{{Kind: engine.TableKind("goods"), Query: &engine.RecordQuery{}}})
	b.check(err)
	var out []string
	for _, r := range as[0].Records {
		out = append(out, r.Key)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// Rows are looked at until all are in their table, and not at every start.
func TestDigest_RowsAreBroughtInOnce(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	b.revision = b.publish(goods(`{"sku":"cup","ean":"1"},{"sku":"jug","ean":"2"}`))
	if lib.restart(b, "one") == 0 {
		t.Error("a document with rows was served without having been read")
	}
	equal(t, "rows", skus(b), "cup jug")
	equal(t, "reads of the next start", lib.restart(b, "one"), 0)
	equal(t, "rows", skus(b), "cup jug")

	// Another version looks at them anew, beside what people do.
	equal(t, "reads of another program", lib.restart(b, "two"), 0)
	b.check(b.host.Renew(t.Context(), botID))
	equal(t, "reads of a renewal", lib.since(), 1)
	equal(t, "reads of its next start", lib.restart(b, "two"), 0)
	equal(t, "to be looked at anew", len(b.host.Outdated()), 0)
}

// digestOf is what a program keeps of a document without rows.
func digestOf(b *bench, program string) string {
	b.tb.Helper()
	d, err := flow.Load(document("act"))
	b.check(err)
	rev, err := engine.Compile(d, b.cfg.Registry, 1)
	b.check(err)
	text, err := host.Digest(program, rev, begin)
	b.check(err)
	return text
}

// A renewal brings in what another version of the program has not.
func TestDigest_ARenewalBringsRowsIn(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	b.revision = b.publish(goods(`{"sku":"cup"}`))
	lib.keep(b, b.revision, digestOf(b, "one"))
	equal(t, "reads of the start", lib.restart(b, "two"), 0)
	equal(t, "rows", skus(b), "")
	b.check(b.host.Renew(t.Context(), botID))
	equal(t, "rows after the renewal", skus(b), "cup")
}

// The rows of a newer revision, which another process serves already, stay as they are.
func TestDigest_ARenewalLeavesNewerRowsAlone(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	b.check(b.mem.SaveBot(t.Context(), record(1)))
	b.revision = b.publish(goods(`{"sku":"cup"}`))
	lib.keep(b, b.revision, digestOf(b, "one"))
	lib.restart(b, "two")
	b.publish(goods(`{"sku":"jug"}`))
	b.check(b.host.Renew(t.Context(), botID))
	equal(t, "rows", skus(b), "")
}

// The menu is known of what nobody has compiled, and found out where an older digest does not say it.
func TestDigest_KnowsTheMenu(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	lib.restart(b, "one")
	for _, old := range []bool{false, true} {
		if old {
			text, _, err := lib.Digest(t.Context(), botID, 1)
			b.check(err)
			lib.keep(b, 1, strings.Replace(text, `"menu":`, `"other":`, 1))
		}
		lib.restart(b, "one")
		_, err := b.host.Commands(t.Context(), botID)
		b.check(err)
		equal(t, "it was read", lib.since() > 0, old)
	}
	if _, err := b.host.Commands(t.Context(), botID+1); !errors.Is(err, host.ErrUnknownBot) {
		t.Errorf("the menu of a stranger: %v", err)
	}
}

// Who publishes gives no digest to what has rows: that they are in cannot be said before they are.
func TestDigest_OfRowsIsNotGivenBeforehand(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	for want, doc := range map[bool][]byte{true: document("act"), false: goods(`{"sku":"cup"}`)} {
		d, err := flow.Load(doc)
		b.check(err)
		rev, err := engine.Compile(d, b.cfg.Registry, 1)
		b.check(err)
		text, err := host.Digest("one", rev, begin)
		b.check(err)
		equal(t, "there is a digest", text != "", want)
		none, err := host.Digest("", rev, begin)
		b.check(err)
		equal(t, "digest without a program", none, "")
	}
}

// A row whose place is taken has another chance at each start.
func TestDigest_ARowThatIsLeftOutIsTriedAgain(t *testing.T) {
	t.Parallel()
	lib := &librarian{}
	b := setup(t, manual, lib.option)
	ean := engine.RecordRead{Kind: engine.TableKind("goods") + ".ean", Key: "1"}
	change := func(to engine.Values) {
		t.Helper()
		as, err := b.mem.Records(t.Context(), botID, []engine.RecordRead{ean})
		b.check(err)
		c := engine.RecordChange{Kind: ean.Kind, Key: ean.Key, Value: to, MadeAt: begin}
		if len(as[0].Records) > 0 {
			c.Base = as[0].Records[0].Version
		}
		verdicts, err := b.mem.Commit(t.Context(), []host.Member{{Key: engine.SessionKey{BotID: botID}, Records: []engine.RecordChange{c}}})
		b.check(err)
		equal(t, "verdict", verdicts[0].State, host.VerdictCommitted)
	}
	change(engine.Values{"row": "mug"}) // whose number it is, is another row's
	b.revision = b.publish(goods(`{"sku":"cup","ean":"1"},{"sku":"jug","ean":"2"}`))
	for range 2 {
		if lib.restart(b, "one") == 0 {
			t.Error("a row was given up")
		}
		equal(t, "rows", skus(b), "jug")
	}
	change(nil)
	lib.restart(b, "one")
	equal(t, "rows", skus(b), "cup jug")
	equal(t, "reads when all are in", lib.restart(b, "one"), 0)
}

var _ host.Store = (*librarian)(nil)
