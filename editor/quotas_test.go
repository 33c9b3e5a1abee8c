package editor_test

import (
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine/host"
)

func TestHealth_SaysWhichLimitsAreReachedAndWhose(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	id := w.connect(b.ID).Telegram.ID
	health := func() []editor.ReachedQuota {
		w.Helper()
		return get[editor.Health](w, "viewer", "GET", "/bots/"+b.ID+"/health", nil).Reached
	}
	if got := health(); got == nil || len(got) != 0 {
		t.Errorf("at first %+v are reached", got)
	}
	now := time.Now()
	w.check(w.db.ChangeBot(t.Context(), id, func(b *host.BotRecord) error { b.Quota = host.Quota{SendsPerDay: 5}; return nil }))
	w.check(w.db.SetWorkspaceQuota(t.Context(), "w", host.Quota{TurnsPerMinute: 60, SendsPerDay: 50}))
	w.check(w.db.AddUsage(t.Context(), []host.Usage{{BotID: id, Day: host.DayOf(now), Sends: 5}}))
	_, err := w.db.NoteReached(t.Context(), host.ReachedQuota{BotID: id, Kind: host.QuotaTurns, Workspace: true, At: now})
	w.check(err)
	got := health()
	if len(got) != 2 || got[0].At == nil || !got[0].At.Equal(now.Truncate(time.Microsecond)) {
		t.Fatalf("reached are %+v", got)
	}
	got[0].At = nil
	if got[0] != (editor.ReachedQuota{Kind: "turns", Of: "workspace", Limit: 60}) || got[1] != (editor.ReachedQuota{Kind: "sends", Of: "bot", Limit: 5}) {
		t.Errorf("reached are %+v", got)
	}
}

func TestMedia_IsRefusedWhereAQuotaIsReached(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	id := w.connect(b.ID).Telegram.ID
	_, err := w.db.KeepFile(t.Context(), host.KeptFile{BotID: id, Expires: time.Now().Add(time.Hour)}, 1<<20, strings.NewReader(strings.Repeat("x", 999_990)))
	w.check(err)
	w.check(w.db.SetWorkspaceQuota(t.Context(), "w", host.Quota{StoredMB: 1}))
	if a := w.upload("editor", b.ID, "cup.png", w.picture(3, 2)); a.status != 413 || !strings.Contains(a.body, "stores as much as its quota allows") {
		t.Errorf("the answer is %d: %s", a.status, a.body)
	}
	w.check(w.db.SetWorkspaceQuota(t.Context(), "w", host.Quota{}))
	w.added(b.ID, "cup.png", w.picture(3, 2))
}
