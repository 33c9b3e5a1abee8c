package program

import (
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// Two processes over one database. The one that polls is killed, and the other goes on with its polling, its messages and
// its waits; a third comes, and the second is stopped. People notice no more than a pause.
func TestInstances_TakeOverFromEachOther(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	address := storagetest.Postgres(t)
	binary := buildBinary(t)
	tg := newStandIn(t)
	const people = 150
	env := []string{
		"SCENARIST_DATABASE=" + address, "SCENARIST_LISTEN=127.0.0.1:0", "SCENARIST_API_URL=" + tg.web.URL,
		"SCENARIST_TOKEN=" + testToken, "SCENARIST_BOT=" + talkFile, "SCENARIST_KEY=" + testKey, "SCENARIST_SEND_RATE=0",
		"SCENARIST_OWNER=1", "SCENARIST_SECRET_SHOP=open sesame",
	}
	conflicts := polledTwice(tg)
	c := newCrowd(tg.Server, people)
	own := newDoor(t, tg.Server)
	first := spawn(t, binary, append(env, "SCENARIST_DATA="+dataDir(t), "SCENARIST_API_URL="+own.URL)...)
	second := spawn(t, binary, append(env, "SCENARIST_DATA="+dataDir(t))...)
	second.out.await(t, "Page      left out", second.over)
	begun := make(chan struct{})
	go func() {
		defer close(begun)
		c.begin(t, c.all, 6*time.Second)
	}()
	c.awaitLines(t, people)
	killed := first.kill(t)
	own.awaitHungUp(t)
	quiet := time.Now()
	c.awaitLines(t, 2*people) // more than what was under way
	second.errs.await(t, "a process has died; going on with what it left", second.over)
	third := spawn(t, binary, append(env, "SCENARIST_DATA="+dataDir(t))...)
	c.awaitLines(t, 3*people)
	if code := second.stop(t); code != exitOK {
		t.Errorf("the second ended with %d:\n%s", code, second.errs)
	}
	<-begun
	select {
	case <-c.finished:
	case <-time.After(4 * patience):
	}
	if code := third.stop(t); code != exitOK {
		t.Errorf("the third ended with %d:\n%s", code, third.errs)
	}
	if n := conflicts(); n > 0 {
		t.Errorf("%d times two processes asked Telegram for the same updates", n)
	}
	c.judge(t, []time.Time{killed}, []time.Time{quiet})
	judgeStore(t, storage.Options{URL: address}, c.all)
}

// polledTwice counts the questions for updates that Telegram refuses since another one is open.
func polledTwice(tg *standIn) func() int {
	var mu sync.Mutex
	n := 0
	tg.Subscribe(func(call botapi.Call) {
		if call.Method == "getUpdates" && call.Err != nil && call.Err.Code == 409 {
			mu.Lock()
			defer mu.Unlock()
			n++
		}
	})
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}

// awaitLines waits until all together have been told so much.
func (c *crowd) awaitLines(t *testing.T, n int) {
	t.Helper()
	until := time.After(4 * patience)
	for {
		c.mu.Lock()
		told := 0
		for _, p := range c.all {
			told += p.step
		}
		c.mu.Unlock()
		if told >= n {
			return
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-until:
			t.Fatalf("people were told %d lines, not %d", told, n)
		}
	}
}

// A bot that is added, published and removed beside two processes is so at both.
func TestInstances_FollowTheCommandLine(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	address := storagetest.Postgres(t)
	o := newOffice(t)
	conflicts := polledTwice(o.tg)
	does := func(args ...string) {
		t.Helper()
		if code, out, errs := o.bots("", append(args, "--database", address)...); code != exitOK {
			t.Fatalf("bots %q: exit code %d, %s%s", args, code, out, errs)
		}
	}
	var all []*program
	for range 2 {
		p := start(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dataDir(t), "--database", address, "--key", testKey,
			"--api-url", o.tg.web.URL, "--send-rate", "0")
		p.out.await(t, "Stop with Ctrl", p.over)
		all = append(all, p)
	}
	does("add", "--token", testToken, "--document", o.document("Who are you?"))
	ann := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	if _, err := ann.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	o.tg.awaitText(t, ann, "Who are you?")
	does("publish", "@talk_bot", o.document("Who may you be?"))
	for _, p := range all {
		p.errs.await(t, "revision=2", p.over)
	}
	all[0].stopSoon(t) // whichever had it, the other one goes on
	say(t, ann, "Ann")
	o.tg.awaitText(t, ann, "Which colour, Ann?")
	does("publish", "@talk_bot", o.document("And who is that?"))
	bob := o.tg.NewUser(botapi.User{FirstName: "Bob"})
	all[1].errs.await(t, "revision=3", all[1].over)
	if _, err := bob.Start(testToken, ""); err != nil {
		t.Fatal(err)
	}
	o.tg.awaitText(t, bob, "And who is that?")
	does("remove", "@talk_bot", "--yes")
	all[1].errs.await(t, "the bot was removed", all[1].over)
	if n := conflicts(); n > 0 {
		t.Errorf("%d times two processes asked Telegram for the same updates", n)
	}
}
