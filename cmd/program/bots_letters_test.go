package program

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage"
)

var buriedAt = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// bury has the bot dead letters.
func (o *office) bury(letters ...host.DeadLetter) {
	o.Helper()
	db, err := storage.Open(o.Context(), storage.Options{
		Path: filepath.Join(o.dir, "scenarist.db"), Key: must(parseKey(testKey)), Log: newLog(newNotes(), &settings{}), Beside: true,
	})
	if err != nil {
		o.Fatal(err)
	}
	for _, l := range letters {
		l.BotID, l.At = 4242, buriedAt
		err = errors.Join(err, db.Bury(o.Context(), l))
	}
	if err := errors.Join(err, db.Close()); err != nil {
		o.Fatal(err)
	}
}

// Updates that could not be handled are listed, handled after all by the server that runs, or given up.
func TestBots_DeadLettersAreRetriedAndDropped(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.serve()
	ann := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	o.does("add", "--token", testToken, "--document", talkFile)
	say(t, ann, "/start")
	o.tg.awaitText(t, ann, "What is your name?")
	id := ann.User().ID
	o.bury(
		host.DeadLetter{UpdateID: 900, Tries: 5, Error: "the disk was full", Raw: fmt.Appendf(nil, `{"update_id": 900, "message": {"message_id": 90,
			"date": 1767225600, "text": "Ann", "chat": {"id": %d, "type": "private"}, "from": {"id": %d, "is_bot": false, "first_name": "Ann"}}}`, id, id)},
		host.DeadLetter{UpdateID: 901, Tries: 6, Error: "a bad one", Raw: []byte(`{"update_id": 901}`)},
		host.DeadLetter{UpdateID: 902, Tries: 7, Error: "a worse one", Raw: []byte(`{"update_id": 902}`)},
	)
	row := func(update, tries int, text string) string {
		return fmt.Sprintf(`(\d+) +%s +%d +%d +%s\n`, buriedAt.Local().Format(time.DateTime), update, tries, text)
	}
	rows := row(902, 7, "a worse one") + row(901, 6, "a bad one") + row(900, 5, "the disk was full")
	out := o.does("letters", "@talk_bot")
	ids := regexp.MustCompile(`^ID +AT +UPDATE +TRIES +ERROR\n` + rows + `$`).FindStringSubmatch(out)
	if ids == nil {
		t.Fatalf("the letters are\n%s", out)
	}
	if out := o.does("letters", "@talk_bot", "--limit", "1"); strings.Count(out, "\n") != 2 || !strings.Contains(out, " 902 ") {
		t.Errorf("the newest letter is\n%s", out)
	}
	if out := o.does("health", "@talk_bot"); !strings.Contains(out, "Letters   3 updates could not be handled; see: scenarist bots letters @talk_bot\n") {
		t.Errorf("the health is\n%s", out)
	}

	if out := o.does("letters", "@talk_bot", ids[3], "--retry"); !strings.HasPrefix(out, "1 letter is received again.") {
		t.Errorf("retrying says %q", out)
	}
	o.tg.awaitText(t, ann, "Which colour, Ann?")
	o.until("what was handled is gone", func() bool { return !strings.Contains(o.does("letters", "@talk_bot"), " 900 ") })
	if out := o.does("letters", "@talk_bot", ids[2], "--drop"); !strings.HasPrefix(out, "1 letter was dropped.") {
		t.Errorf("dropping says %q", out)
	}
	if out := o.does("letters", "@talk_bot"); strings.Count(out, "\n") != 2 || !strings.Contains(out, " 902 ") {
		t.Errorf("the letters that are left are\n%s", out)
	}
	if out := o.does("letters", "@talk_bot", "--drop"); !strings.HasPrefix(out, "1 letter was dropped.") { // all
		t.Errorf("dropping the rest says %q", out)
	}
	if out := o.does("letters", "@talk_bot"); !strings.HasPrefix(out, "There are none") {
		t.Errorf("in the end the letters are\n%s", out)
	}
	o.refuses("--retry", exitUsage, "letters", "@talk_bot", "--retry", "--drop")
	o.refuses("there is no bot @shop here", exitUsage, "letters", "@shop", "--drop")
	if code := p.stop(t); code != exitOK {
		t.Fatalf("the server ends with %d: %s", code, p.errs)
	}
}
