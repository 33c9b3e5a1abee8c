package program

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// warns is does for what has something to say of the document or the database server.
func warns(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := command(t, args...)
	if code != exitOK {
		t.Fatalf("%q: exit code %d, %s%s", args, code, out, errs)
	}
	return out
}

// says fails unless all parts are in the text.
func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("it says\n%swithout %q", text, p)
		}
	}
}

const (
	tillToken = "4343:till"
	tillFile  = "testdata/till.json"
)

// last waits until a person's newest message from a bot begins with the text.
func (s *standIn) last(t *testing.T, p *botapi.Person, token, want string) botapi.Message {
	t.Helper()
	for {
		moved := s.next()
		var last botapi.Message
		for _, m := range p.Screen(token) {
			if m.From != nil && m.From.IsBot {
				last = m
			}
		}
		if strings.HasPrefix(last.Text, want) && (want != "" || last.Invoice != nil) {
			return last
		}
		select {
		case <-moved:
		case <-t.Context().Done():
			t.Fatalf("%q did not come; the last message is %q", want, last.Text)
		}
	}
}

// Two bots with people in the middle of things move from SQLite to PostgreSQL and back, and everybody goes on where they were:
// the next answer counts, a timer that ran meanwhile fires, an open invoice is paid once, credits are what they were.
func TestMove_EverybodyGoesOnInTheOtherDatabase(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	tg := newStandIn(t)
	tg.AddBot(tillToken, botapi.Bot{Username: "till_bot", FirstName: "Till"})
	dir := dataDir(t)
	at := func(database string, args ...string) []string {
		return append(args, "--data", dir, "--database", database)
	}
	api := []string{"--api-url", tg.web.URL}
	serve := func(database string) *program {
		t.Helper()
		p := start(t, nil, append(at(database, "serve", "--listen", "127.0.0.1:0", "--send-rate", "0"), api...)...)
		p.out.await(t, "Stop with Ctrl", p.over)
		return p
	}
	lite, post := filepath.Join(dir, "bots.db"), storagetest.Postgres(t)
	does(t, append(at(lite, "bots", "add", "--token", testToken, "--document", talkFile), api...)...)
	warns(t, append(at(lite, "bots", "add", "--token", tillToken, "--document", tillFile), api...)...)

	ann, bob, cleo, dan := tg.NewUser(botapi.User{FirstName: "Ann"}), tg.NewUser(botapi.User{FirstName: "Bob"}), tg.NewUser(botapi.User{FirstName: "Cleo"}), tg.NewUser(botapi.User{FirstName: "Dan"})
	p := serve(lite)
	say(t, ann, "/start")
	tg.last(t, ann, testToken, "What is your name?")
	say(t, ann, "Ann")
	question := tg.last(t, ann, testToken, "Which colour, Ann?")
	for _, buyer := range []*botapi.Person{cleo, dan} {
		if _, err := buyer.Start(tillToken, ""); err != nil {
			t.Fatal(err)
		}
		tg.last(t, buyer, tillToken, "")
	}
	if _, err := cleo.Pay(tillToken, tg.last(t, cleo, tillToken, "").ID); err != nil {
		t.Fatal(err)
	}
	tg.last(t, cleo, tillToken, "Paid. Credits: 5")
	say(t, bob, "/start")
	tg.last(t, bob, testToken, "What is your name?")
	say(t, bob, "Bob")
	press(t, bob, tg.last(t, bob, testToken, "Which colour, Bob?"), "Red")
	tg.last(t, bob, testToken, "One moment, Bob.") // two seconds of it
	p.stop(t)

	file := filepath.Join(t.TempDir(), "all.zip")
	out := does(t, append(at(lite, "export", "--all", "--with-people", "--with-secrets", file), api...)...)
	says(t, out, "Exported  2 bots to "+file, "@talk_bot (Talk), 1 revision, 2 contacts, 2 conversations, 0 orders", "@till_bot (Till), 1 revision, 2 contacts, 2 conversations, 2 orders")
	data, err := os.ReadFile(file)
	if err != nil || bytes.Contains(data, []byte(tillToken)) || bytes.Contains(data, []byte(testToken)) {
		t.Errorf("a token can be read in the archive, %v", err)
	}
	out = warns(t, append(at(post, "import", "--start", "--token", "99:of-another-bot", file), api...)...)
	says(t, out, "Imported  2 bots", "On        @talk_bot. It holds from the next start", "On        @till_bot", "Secret shop is missing")

	p = serve(post)
	tg.last(t, bob, testToken, "Bob likes red. Say bye.")
	press(t, ann, question, "Blue")
	tg.last(t, ann, testToken, "Ann likes blue. Say bye.")
	if _, err := dan.Pay(tillToken, tg.last(t, dan, tillToken, "").ID); err != nil {
		t.Fatal(err)
	}
	tg.last(t, dan, tillToken, "Paid. Credits: 5")
	p.stop(t)

	back := filepath.Join(t.TempDir(), "back.zip")
	warns(t, append(at(post, "export", "@talk_bot", "till_bot", "--with-people", "--with-secrets", back), api...)...)
	other := filepath.Join(dir, "other.db")
	says(t, does(t, append(at(other, "import", "--start", back), api...)...), "@till_bot (Till), 1 revision, 2 contacts, 2 conversations, 2 orders")
	p = serve(other)
	say(t, ann, "bye")
	tg.last(t, ann, testToken, "Bye Ann: 1 1 1 1 1.")
	say(t, bob, "bye")
	tg.last(t, bob, testToken, "Bye Bob: 1 1 1 1 1.")
	if _, err := cleo.Start(tillToken, ""); err != nil { // seven more, and the next invoice
		t.Fatal(err)
	}
	if _, err := cleo.Pay(tillToken, tg.last(t, cleo, tillToken, "").ID); err != nil {
		t.Fatal(err)
	}
	tg.last(t, cleo, tillToken, "Paid. Credits: 10")
	p.stop(t)
}

// A bot that is imported without secrets gets its token by hand, and is not served before somebody says so.
func TestImport_WithoutSecretsIsPausedAndAsksForTheToken(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	tool := func(dir string, args ...string) []string {
		return append(args, "--data", dir, "--api-url", o.tg.web.URL, "--key", testKey)
	}
	o.does("add", "--token", testToken, "--document", talkFile)
	file := filepath.Join(t.TempDir(), "talk.zip")
	says(t, does(t, tool(o.dir, "export", "@talk_bot", file)...), "Secrets   are not in it")
	if code, _, errs := command(t, tool(o.dir, "export", "@talk_bot", file)...); code != exitUsage || !strings.Contains(errs, "--replace") {
		t.Errorf("exporting over a file: %d %s", code, errs)
	}
	if code, _, errs := command(t, tool(o.dir, "export", "@nobody", file+"2")...); code != exitUsage || !strings.Contains(errs, "there is no bot @nobody") {
		t.Errorf("exporting nobody: %d %s", code, errs)
	}
	code, _, errs := command(t, tool(o.dir, "import", file)...)
	if code != exitProblem || !strings.Contains(errs, "nothing was imported") || !strings.Contains(errs, "already") {
		t.Errorf("importing it where it is: %d %s", code, errs)
	}
	there := dataDir(t)
	says(t, does(t, tool(there, "import", file)...), "Token     of @talk_bot is missing: scenarist bots token @talk_bot", "Paused    @talk_bot; when it is served nowhere else: scenarist bots resume @talk_bot")
	third := dataDir(t)
	o.tg.AddBot("4244:other", botapi.Bot{Username: "other_bot", FirstName: "Other"})
	if code, _, errs := command(t, tool(third, "import", file, "--token", "4244:other")...); code != exitUsage || !strings.Contains(errs, "it is the token of @other_bot, which is not in the archive") {
		t.Errorf("importing with another's token: %d %s", code, errs)
	}
	// Beside a server that runs.
	p := start(t, nil, tool(third, "serve", "--listen", "127.0.0.1:0", "--send-rate", "0")...)
	p.out.await(t, "Stop with Ctrl", p.over)
	says(t, does(t, tool(third, "import", file, "--token", testToken, "--start")...), "On        @talk_bot. The running Scenarist follows within a second.")
	ann := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	say(t, ann, "/start")
	o.tg.last(t, ann, testToken, "What is your name?")
	p.stop(t)

	damaged := filepath.Join(t.TempDir(), "damaged.zip")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(damaged, data[:len(data)-100], 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := command(t, tool(dataDir(t), "import", damaged)...); code != exitProblem || !strings.Contains(errs, "nothing was imported: open archive "+damaged+": this is no whole archive") {
		t.Errorf("importing half an archive: %d %s", code, errs)
	}
}
