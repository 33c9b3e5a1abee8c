package host_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

const hour = time.Hour

// session reads the stored session.
func (b *bench) session(user int64) (engine.Session, int64) {
	b.tb.Helper()
	l, err := b.mem.Load(b.tb.Context(), key(user))
	b.check(err)
	var s engine.Session
	b.check(json.Unmarshal(l.Session, &s))
	return s, l.Version
}

// pinned is the revision that the session is pinned to.
func (b *bench) pinned(user int64) int {
	b.tb.Helper()
	s, _ := b.session(user)
	return s.Revision
}

// overwrite puts something else in a session's place.
func (b *bench) overwrite(user, version int64, data []byte, wake time.Time) {
	b.tb.Helper()
	v, err := b.mem.Commit(b.tb.Context(), []host.Member{{Key: key(user), BaseVersion: version, Session: data, WakeAt: wake}})
	b.check(err)
	equal(b.tb, "verdict", v[0].State, host.VerdictCommitted)
}

func TestPublish_WaitingSessionMovesWhereItsBlockExists(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 1h")
	b.idle()
	b.publish(append(document("act"), ' '))
	b.check(b.host.Serve(t.Context(), record(2), nil))
	b.advance(hour)
	b.wantTexts(1, "woken 1h0m0s")
	equal(t, "revision", b.pinned(1), 2)
}

func TestPublish_SessionStaysWhereItsBlockIsGone(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 1h")
	b.idle()
	b.publish(document("other"))
	b.check(b.host.Serve(t.Context(), record(2), nil))
	b.say(2, "count a")
	b.advance(hour)
	b.wantTexts(1, "woken 1h0m0s")
	equal(t, "revision of the one inside", b.pinned(1), 1)
	equal(t, "revision of a new one", b.pinned(2), 2)
	b.say(1, "count b") // it is at nothing now
	b.idle()
	equal(t, "revision after the end", b.pinned(1), 2)
}

func TestPublish_SessionOfAnUnusableRevisionMoves(t *testing.T) {
	t.Parallel()
	b := setup(t, manual)
	b.say(1, "wait 1h")
	b.idle()
	b.crash()
	b.publish([]byte(`{"schema_version":1,"name":"Test","language":"en","flows":[{"id":"main","name":"Main","blocks":[
		{"id":"any","type":"test.any"},{"id":"gone","type":"test.gone"}],"edges":[{"from":"any","exit":"next","to":"gone"}]}]}`))
	b.publish(document("act"))
	s, version := b.session(1)
	s.Revision = 2
	data, err := json.Marshal(s)
	b.check(err)
	b.overwrite(1, version, data, s.WakeAt)
	b.start()
	b.check(b.host.Serve(t.Context(), record(3), nil))
	b.advance(hour)
	b.wantTexts(1, "woken 1h0m0s")
	equal(t, "revision", b.pinned(1), 3)
}

func TestPublish_UnreadableSessionBeginsAnew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "count a")
	b.idle()
	b.crash()
	_, version := b.session(1)
	b.overwrite(1, version, []byte(`{"frames":7}`), time.Time{})
	b.start()
	b.say(1, "count b")
	b.wantTexts(1, "a 1", "b 1")
}

func TestServe_RefusesWhatCannotRun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.publish([]byte(`{"schema_version":1}`))
	for _, revision := range []int{2, 3} {
		if err := b.host.Serve(t.Context(), record(revision), nil); err == nil {
			t.Errorf("revision %d is served", revision)
		}
	}
	b.say(1, "say a")
	b.wantTexts(1, "a")
	rev, err := b.host.Revision(t.Context(), botID)
	b.check(err)
	equal(t, "revision", rev.Number, 1)
}

func TestRemove_KeepsWhatWasNotSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tried := make(chan string, 100)
	b.msgr.do = stuck(tried)
	b.say(1, "say a")
	b.say(1, "say b")
	<-tried
	b.crash()
	b.msgr.do = nil
	b.start()
	b.host.Remove(botID)
	b.idle()
	if err := b.host.Receive(t.Context(), b.message(1, "say c")); err == nil {
		t.Fatal("a removed bot took an event")
	}
	b.check(b.host.Serve(t.Context(), record(1), compiled(t, document("act"), 1)))
	b.wantTexts(1, "a", "b")
}
