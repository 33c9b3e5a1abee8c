package program

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage"
)

// office is a data directory with the command line that manages its bots.
type office struct {
	*testing.T
	dir string
	tg  *standIn
}

func newOffice(t *testing.T) *office {
	t.Helper()
	return &office{T: t, dir: dataDir(t), tg: newStandIn(t)}
}

// bots runs `scenarist bots` and gives what it says; stdin is what it reads.
func (o *office) bots(stdin string, args ...string) (code int, out, errs string) {
	o.Helper()
	var stdout, stderr bytes.Buffer
	env := &runEnv{
		Context: o.Context(), Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr,
		Getenv: func(string) string { return "" },
	}
	code = run(env, append(append([]string{"bots"}, args...), "--data", o.dir, "--api-url", o.tg.web.URL, "--key", testKey))
	return code, stdout.String(), stderr.String()
}

// does is bots for what must go well.
func (o *office) does(args ...string) string {
	o.Helper()
	code, out, errs := o.bots("", args...)
	if code != exitOK || errs != "" {
		o.Fatalf("bots %q: exit code %d, %s%s", args, code, out, errs)
	}
	return out
}

// refuses is bots for what must not, with words that fit.
func (o *office) refuses(want string, code int, args ...string) {
	o.Helper()
	got, out, errs := o.bots("", args...)
	if got != code || !strings.Contains(errs, want) {
		o.Errorf("bots %q: exit code %d, %s%s; want %d and %q", args, got, out, errs, code, want)
	}
}

// document writes the talking bot with another first question.
func (o *office) document(question string) string {
	o.Helper()
	data, err := os.ReadFile(talkFile)
	if err != nil {
		o.Fatal(err)
	}
	file := filepath.Join(o.TempDir(), "bot.json")
	if err := os.WriteFile(file, bytes.Replace(data, []byte("What is your name?"), []byte(question), 1), 0o600); err != nil {
		o.Fatal(err)
	}
	return file
}

// serve starts the server without any bot in its configuration.
func (o *office) serve() *program {
	o.Helper()
	p := start(o.T, nil, "serve", "--data", o.dir, "--listen", "127.0.0.1:0", "--api-url", o.tg.web.URL, "--key", testKey, "--send-rate", "0")
	p.out.await(o.T, "Stop with Ctrl", p.over)
	return p
}

// Bots are managed beside the server that runs, and it follows; what it misses, it finds at its start.
func TestBots_AreManagedWhileTheServerRuns(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.serve()
	person := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	out := o.does("add", "--token", testToken, "--document", o.document("Your name?"))
	for _, want := range []string{
		"Added @talk_bot (Talk), id 4242, revision 1. The running Scenarist follows within a second.",
		"Secret shop is missing: blocks that need it will fail; set it with: scenarist bots secret @talk_bot shop",
		"Owner: nobody yet; to get the bot's notices, open https://t.me/talk_bot?start=owner_",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("adding says\n%swithout %q", out, want)
		}
	}
	say(t, person, "/start")
	o.tg.awaitText(t, person, "Your name?")
	say(t, person, "Ann")
	o.tg.awaitText(t, person, "Which colour, Ann?")

	if out := o.does("publish", "@talk_bot", o.document("How are you called?")); !strings.Contains(out, "Published revision 2 of @talk_bot.") {
		t.Errorf("publishing says %q", out)
	}
	other := o.tg.NewUser(botapi.User{FirstName: "Bob"})
	o.until("the new revision is served", func() bool {
		say(t, other, "/start")
		return strings.HasPrefix(o.tg.awaitText(t, other, "").Text, "How are you")
	})
	if out := o.does("rollback", "talk_bot"); !strings.Contains(out, "@talk_bot is back at the document of the one before, as revision 3.") {
		t.Errorf("rolling back says %q", out)
	}
	if out := o.does("revisions", "4242"); strings.Count(out, "\n") != 4 || !strings.Contains(out, "\n3         ") {
		t.Errorf("the revisions are\n%s", out)
	}
	code, out, errs := o.bots("open sesame\n", "secret", "@talk_bot", "shop")
	if code != exitOK || !strings.Contains(out, "The secret shop of @talk_bot is set.") {
		t.Errorf("setting a secret: %d %s%s", code, out, errs)
	}
	if out := o.does("list"); !regexp.MustCompile(`(?m)^@talk_bot +Talk +4242 +3 +auto +on$`).MatchString(out) {
		t.Errorf("the list is\n%s", out)
	}
	// How many wait depends on how fast those that were said above are taken.
	health := regexp.MustCompile(`^@talk_bot \(Talk\), revision 3, on\nUpdates   are asked for; (one waits|\d+ wait|1 one waits) at Telegram\nUpdates   (\d+) received: (\d+) handled, 0 waiting, 0 put aside, 0 dropped\nSessions  `)
	if out := o.does("health", "@talk_bot"); !health.MatchString(out) {
		t.Errorf("the health is\n%s", out)
	}
	var fares healthJSON
	if err := json.Unmarshal([]byte(o.does("health", "@talk_bot", "--json")), &fares); err != nil || fares.ID != 4242 || fares.TokenBad ||
		fares.Updates.Received == 0 || fares.Updates != (host.Tally{Received: fares.Updates.Handled, Handled: fares.Updates.Handled}) {
		t.Errorf("the health is %+v, %v", fares, err)
	}
	if out := o.does("letters", "@talk_bot"); !strings.HasPrefix(out, "There are none") {
		t.Errorf("the letters are\n%s", out)
	}
	if out := o.does("repair", "@talk_bot"); !strings.HasPrefix(out, "How the updates of @talk_bot come is set up anew, here.") {
		t.Errorf("repairing says %q", out)
	}
	o.refuses("--retry or --drop", exitUsage, "letters", "@talk_bot", "7")
	o.does("pause", "@talk_bot")
	var list []botJSON
	if err := json.Unmarshal([]byte(o.does("list", "--json")), &list); err != nil || len(list) != 1 || list[0].State != "paused" {
		t.Errorf("the list is %+v, %v", list, err)
	}
	if code := p.stop(t); code != exitOK {
		t.Fatalf("the server ends with %d: %s", code, p.errs)
	}
	if out := o.does("resume", "@talk_bot"); !strings.Contains(out, "It holds from the next start: scenarist serve") {
		t.Errorf("resuming says %q", out)
	}
	p = o.serve()
	if !strings.Contains(p.out.String(), "Bots      @talk_bot (Talk), on") {
		t.Errorf("the server says\n%s", p.out)
	}
	third := o.tg.NewUser(botapi.User{FirstName: "Cleo"})
	say(t, third, "/start")
	o.tg.awaitText(t, third, "Your name?")
	o.does("remove", "@talk_bot", "--yes")
	o.until("it is removed", func() bool { return strings.HasPrefix(o.does("list"), "There are no bots yet") })
	if code := p.stop(t); code != exitOK {
		t.Fatalf("the server ends with %d: %s", code, p.errs)
	}
}

// until waits for something to be so.
func (o *office) until(what string, so func() bool) {
	o.Helper()
	for range 600 {
		if so() {
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	o.Fatalf("it does not come to be: %s", what)
}

func TestBots_RefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.refuses("there is no bot @shop here; scenarist bots list shows", exitUsage, "pause", "@shop")
	o.refuses("@BotFather shows the right one", exitUsage, "add", "--token", "4243:unknown", "--document", talkFile)
	o.refuses("there is no file nowhere.json", exitProblem, "add", "--token", testToken, "--document", "nowhere.json")
	o.refuses("the bot cannot be started before the errors are mended", exitProblem, "add", "--token", testToken, "--document", "testdata/dangling.json")
	o.does("add", "--token", testToken, "--document", talkFile)
	o.refuses("@talk_bot is here already; publish a document with: scenarist bots publish @talk_bot FILE", exitProblem, "add", "--token", testToken, "--document", talkFile)
	o.refuses("there is no such revision of @talk_bot; scenarist bots revisions @talk_bot lists them", exitUsage, "rollback", "@talk_bot")
	o.refuses("add --yes", exitUsage, "remove", "@talk_bot")
	o.refuses(`names no secret "shops"`, exitUsage, "secret", "@talk_bot", "shops")
	o.refuses("the value comes from the standard input", exitUsage, "secret", "@talk_bot", "shop")
	o.tg.AddBot("4244:other", botapi.Bot{Username: "other_bot", FirstName: "Other"})
	o.refuses("this is not a token of @talk_bot", exitUsage, "token", "@talk_bot", "--token", "4244:other")
	o.does("remove", "@talk_bot", "--yes")
	o.refuses("@talk_bot is being removed; a running Scenarist finishes that, or the next start", exitProblem, "resume", "@talk_bot")
	if out := o.does("list"); !strings.Contains(out, "being removed") {
		t.Errorf("the list is\n%s", out)
	}
}

// A bot that was connected in the editor and never published answers nobody, so that there is nothing to pause.
func TestBots_WhatIsNotPublishedCannotBePaused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.does("list") // makes the database
	db, err := storage.Open(t.Context(), storage.Options{Path: filepath.Join(o.dir, "scenarist.db"), Key: must(parseKey(testKey)), Log: newLog(newNotes(), &settings{})})
	if err != nil {
		t.Fatal(err)
	}
	err = db.SaveBot(t.Context(), host.BotRecord{ID: 4242, Username: "talk_bot", Token: testToken, Key: make([]byte, 32), Secret: "s", Hosted: true})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	o.refuses("nothing of @talk_bot is published yet, so it answers nobody; it can be paused after: scenarist bots publish @talk_bot FILE",
		exitProblem, "pause", "@talk_bot")
	if out := o.does("list"); !strings.Contains(out, "not published") {
		t.Errorf("the list is\n%s", out)
	}
	if out := o.does("resume", "@talk_bot"); !strings.Contains(out, "as soon as something of it is published") {
		t.Errorf("resuming says %q", out)
	}
	o.does("publish", "@talk_bot", talkFile)
	o.does("pause", "@talk_bot")
	if out := o.does("list"); !strings.Contains(out, "paused") {
		t.Errorf("the list is\n%s", out)
	}
}

// The talking bot of the configuration is served without having been added, and adding it later keeps its people.
func TestBots_ConfiguredOneCanBeAdded(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	person := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	p := serveTalk(t, o.dir, o.tg)
	say(t, person, "/start")
	o.tg.awaitText(t, person, "What is your name?")
	p.stop(t)
	if out := o.does("list"); !strings.HasPrefix(out, "There are no bots yet") {
		t.Errorf("the list is\n%s", out)
	}
	o.does("add", "--token", testToken, "--document", talkFile)
	p = o.serve()
	say(t, person, "Ann")
	o.tg.awaitText(t, person, "Which colour, Ann?")
	p.stop(t)
}
