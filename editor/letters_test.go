package editor_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine/host"
)

func TestTelegram_DeadLettersAreListedRetriedAndDropped(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	path := "/bots/" + b.ID + "/letters"
	w.connect(b.ID)
	get[struct{}](w, "owner", "POST", "/bots/"+b.ID+"/publish", `{"version": 1}`)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for i, text := range []string{"a bad one", "a worse one", "the worst one"} {
		w.check(w.db.Bury(t.Context(), host.DeadLetter{
			BotID: 7001, UpdateID: int64(900 + i), Raw: fmt.Appendf(nil, `{"update_id":%d}`, 900+i), Error: text, Tries: 5 + i, At: at,
		}))
	}
	list := func() []editor.Letter { return get[listOf[editor.Letter]](w, "operator", "GET", path, nil).Items }
	letters := list()
	if len(letters) != 3 {
		t.Fatalf("letters %+v", letters)
	}
	bad, worst := letters[2], letters[0]
	if bad.Error != "a bad one" || bad.Tries != 5 || bad.Update != `{"update_id":900}` || !bad.At.Equal(at) || worst.Error != "the worst one" {
		t.Errorf("letters %+v", letters)
	}
	w.refused(403, "forbidden", "viewer", "POST", path+"/"+bad.ID+"/retry", nil)
	w.refused(403, "forbidden", "viewer", "DELETE", path+"/"+worst.ID, nil)
	if n := get[editor.LetterCount](w, "operator", "POST", path+"/"+bad.ID+"/retry", nil); n.Count != 1 {
		t.Errorf("retried %+v", n)
	}
	again, err := w.db.LettersToRetry(t.Context(), 7001)
	if err != nil || len(again) != 1 || again[0].UpdateID != 900 {
		t.Errorf("received again are %+v, %v", again, err)
	}
	if n := get[editor.LetterCount](w, "operator", "DELETE", path+"/"+worst.ID, nil); n.Count != 1 {
		t.Errorf("dropped %+v", n)
	}
	if left := list(); len(left) != 2 || left[0].Error != "a worse one" || left[1].ID != bad.ID {
		t.Errorf("left are %+v", left)
	}
	want := "[bot.create by owner bot.connect by owner bot.publish by owner letter.retry by operator letter.drop by operator]"
	if got := fmt.Sprint(w.audited(b.ID)); got != want {
		t.Errorf("audit log %s, want %s", got, want)
	}
}
