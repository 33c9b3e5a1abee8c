package program

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage"
)

// asked counts who was asked what, by the question.
type asked struct {
	mu    sync.Mutex
	who   map[string]map[int64]bool
	after func(question string, people int) // called with every one more
}

func (a *asked) saw(call botapi.Call) {
	var m botapi.Message
	if call.Method != "sendMessage" || call.Err != nil || json.Unmarshal(call.Result, &m) != nil || !strings.HasSuffix(m.Text, "name?") {
		return
	}
	a.mu.Lock()
	if a.who[m.Text] == nil {
		a.who[m.Text] = map[int64]bool{}
	}
	a.who[m.Text][m.Chat.ID] = true
	n, after := len(a.who[m.Text]), a.after
	a.mu.Unlock()
	if after != nil {
		after(m.Text, n)
	}
}

// await waits until so many were asked.
func (a *asked) await(t *testing.T, question string, people int) {
	t.Helper()
	enough := make(chan struct{})
	once := sync.OnceFunc(func() { close(enough) })
	a.mu.Lock()
	a.after = func(q string, n int) {
		if q == question && n >= people {
			once()
		}
	}
	a.after(question, len(a.who[question]))
	a.mu.Unlock()
	select {
	case <-enough:
	case <-time.After(8 * patience):
		a.mu.Lock()
		defer a.mu.Unlock()
		t.Fatalf("%d of %d are asked %q", len(a.who[question]), people, question)
	}
}

// round is the talking bot whose first question stands in a block of another id.
func (o *office) round(n int) (document, plan string) {
	o.Helper()
	data, err := os.ReadFile(talkFile)
	if err != nil {
		o.Fatal(err)
	}
	block := fmt.Sprintf(`"name%d"`, n)
	for _, key := range []string{`{"id": `, `"to": `, `{"from": `} {
		data = bytes.ReplaceAll(data, []byte(key+`"name"`), []byte(key+block))
	}
	data = bytes.Replace(data, []byte("What is your name?"), fmt.Appendf(nil, "%d: your name?", n), 1)
	dir := o.TempDir()
	document, plan = filepath.Join(dir, "bot.json"), filepath.Join(dir, "plan.json")
	decision := fmt.Sprintf(`{"from": %d, "blocks": [{"block": "name%d", "do": "map", "to": %s, "ask": true}]}`, n-1, n-1, block)
	for file, content := range map[string][]byte{document: data, plan: []byte(decision)} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			o.Fatal(err)
		}
	}
	return document, plan
}

// Some hundred people stand at a question which is published away, again and again, and each time the process is killed while
// they are told. All of them are asked what is asked now, and go on from there.
func TestCrash_KilledWhilePeopleAreMoved(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	const people, rounds = 300, 3
	o := newOffice(t)
	seen := &asked{who: map[string]map[int64]bool{}}
	o.tg.Subscribe(seen.saw)
	binary := buildBinary(t)
	env := []string{
		"SCENARIST_DATA=" + o.dir, "SCENARIST_LISTEN=127.0.0.1:0", "SCENARIST_API_URL=" + o.tg.web.URL, "SCENARIST_KEY=" + testKey,
		"SCENARIST_SEND_RATE=0",
	}
	first, _ := o.round(1)
	o.does("add", "--token", testToken, "--document", first)
	p := spawn(t, binary, env...)
	crowd := make([]*botapi.Person, people)
	for i := range crowd {
		crowd[i] = o.tg.NewUser(botapi.User{FirstName: fmt.Sprint("N", i)})
		say(t, crowd[i], "/start")
	}
	seen.await(t, "1: your name?", people)
	interrupted := 0
	for n := 2; n <= rounds+1; n++ {
		question := fmt.Sprintf("%d: your name?", n)
		document, plan := o.round(n)
		if out := o.does("publish", "@talk_bot", document, "--plan", plan); !strings.Contains(out, fmt.Sprintf("%d people are in the middle of something.", people)) {
			t.Fatalf("publishing says\n%s", out)
		}
		seen.await(t, question, people/10)
		p.kill(t)
		if o.behind(n) > 0 {
			interrupted++
		}
		p = spawn(t, binary, env...)
		seen.await(t, question, people)
	}
	t.Logf("of %d kills, %d came while people were being moved", rounds, interrupted)
	if interrupted == 0 {
		t.Error("no kill came while people were being moved")
	}
	for i, person := range crowd {
		say(t, person, fmt.Sprint("N", i))
	}
	for i, person := range crowd {
		o.tg.awaitText(t, person, fmt.Sprintf("Which colour, N%d?", i))
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
	if n := o.behind(rounds + 1); n > 0 {
		t.Errorf("%d are still in an earlier revision", n)
	}
}

// behind counts those who stand in a revision before the given one. Nothing else may have the database.
func (o *office) behind(revision int) int {
	o.Helper()
	key, err := parseKey(testKey)
	if err != nil {
		o.Fatal(err)
	}
	db, err := storage.Open(o.Context(), storage.Options{Path: filepath.Join(o.dir, "scenarist.db"), Key: key, Log: newLog(newNotes(), &settings{})})
	if err != nil {
		o.Fatal(err)
	}
	defer func() { _ = db.Close() }() // it was only read
	all, err := db.Standing(o.Context(), hookBot, engine.SessionKey{ChatID: math.MinInt64}, revision, 10_000)
	if err != nil {
		o.Fatal(err)
	}
	return len(all)
}
