package program

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// The bot of testdata/talk.json is the witness: it counts every turn of a conversation in variables of the user, and says
// the counts at the end.

// talker is one person who goes through the whole conversation once.
type talker struct {
	person *botapi.Person
	name   string
	step   int
	copies map[string][]time.Time // when each message of the bot came, by its text
}

// crowd are the people, who answer as soon as the bot has asked, whether or not it still lives then.
type crowd struct {
	tg       *botapi.Server
	finished chan struct{} // closed when all have said bye

	mu     sync.Mutex
	all    []*talker
	byChat map[int64]*talker
	left   int
	broken []string
}

func newCrowd(tg *botapi.Server, n int) *crowd {
	c := &crowd{tg: tg, finished: make(chan struct{}), byChat: map[int64]*talker{}, left: n}
	for i := range n {
		p := &talker{person: tg.NewUser(botapi.User{}), name: fmt.Sprintf("N%d", i), copies: map[string][]time.Time{}}
		c.all = append(c.all, p)
		c.byChat[p.person.User().ID] = p
	}
	tg.Subscribe(c.saw)
	return c
}

// lines are what the bot has to say to the person, in order.
func (p *talker) lines() []string {
	return []string{
		"What is your name?", "Which colour, " + p.name + "?", "One moment, " + p.name + ".",
		p.name + " likes red. Say bye.", "Bye " + p.name + ": 1 1 1 1 1.",
	}
}

// saw is told of every call of the bot, and lets the person answer what was not answered yet.
func (c *crowd) saw(call botapi.Call) {
	if call.Method != "sendMessage" || call.Err != nil {
		return
	}
	var m botapi.Message
	if err := json.Unmarshal(call.Result, &m); err != nil {
		c.wrong("not a message: %s", call.Result)
		return
	}
	c.mu.Lock()
	p := c.byChat[m.Chat.ID]
	p.copies[m.Text] = append(p.copies[m.Text], time.Now())
	expected := p.step < len(p.lines()) && m.Text == p.lines()[p.step]
	step := p.step
	if expected {
		p.step++
	} else if !slices.Contains(p.lines()[:p.step], m.Text) {
		c.broken = append(c.broken, fmt.Sprintf("%s was told %q after %d messages", p.name, m.Text, p.step))
	}
	if expected && p.step == len(p.lines()) {
		if c.left--; c.left == 0 {
			close(c.finished)
		}
	}
	c.mu.Unlock()
	if !expected {
		return
	}
	var err error
	switch step {
	case 0:
		_, err = p.person.Say(testToken, p.name)
	case 1:
		_, err = p.person.Press(testToken, m.ID, "Red")
	case 3:
		_, err = p.person.Say(testToken, "bye")
	}
	if err != nil {
		c.wrong("%s cannot answer %q: %v", p.name, m.Text, err)
	}
}

func (c *crowd) wrong(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = append(c.broken, fmt.Sprintf(format, args...))
}

// begin lets some people start their conversations, spread over the time.
func (c *crowd) begin(t *testing.T, people []*talker, over time.Duration) {
	t.Helper()
	pace := time.NewTicker(max(over/time.Duration(len(people)), time.Microsecond))
	defer pace.Stop()
	for _, p := range people {
		<-pace.C
		if _, err := p.person.Start(testToken, ""); err != nil {
			c.wrong("%s cannot start: %v", p.name, err)
		}
	}
}

// process is a real one, of the built binary.
type process struct {
	cmd       *exec.Cmd
	out, errs *notes
	over      chan int
}

// spawn starts the program and waits until it takes updates in.
func spawn(t *testing.T, binary string, env ...string) *process {
	t.Helper()
	p := begun(t, binary, env...)
	p.out.await(t, "Stop with Ctrl", p.over)
	return p
}

// begun starts the program.
func begun(t *testing.T, binary string, env ...string) *process {
	t.Helper()
	p := &process{out: newNotes(), errs: newNotes(), over: make(chan int, 1)}
	p.cmd = exec.CommandContext(t.Context(), binary, "serve")
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = append(os.Environ(), env...), p.out, p.errs
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // the exit code says it
		p.over <- p.cmd.ProcessState.ExitCode()
	}()
	return p
}

// kill ends the process as a power cut does, and gives when.
func (p *process) kill(t *testing.T) time.Time {
	t.Helper()
	at := time.Now()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatalf("kill: %v\n%s", err, p.errs)
	}
	<-p.over
	return at
}

// stop ends the process as a supervisor does.
func (p *process) stop(t *testing.T) int {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	return <-p.over
}

func TestCrash_KilledByPolling(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	crash(t, 400, dataDir(t), "", nil)
}

func TestCrash_KilledByWebhook(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	addr := freeAddress(t)
	crash(t, 1000, dataDir(t), "", []string{"SCENARIST_LISTEN=" + addr, "SCENARIST_PUBLIC_URL=http://" + addr})
}

func TestCrash_KilledOnPostgres(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	addr := freeAddress(t)
	crash(t, 400, dataDir(t), storagetest.Postgres(t), []string{"SCENARIST_LISTEN=" + addr, "SCENARIST_PUBLIC_URL=http://" + addr})
}

// crash lets people talk to a process that is killed again and again. Nobody may notice anything but a pause,
// and a message that comes twice because it was on its way when the process was killed.
func crash(t *testing.T, people int, dir, postgres string, env []string) {
	t.Helper()
	const kills = 5
	binary := buildBinary(t)
	tg := newStandIn(t)
	env = append([]string{
		"SCENARIST_DATA=" + dir, "SCENARIST_DATABASE=" + postgres, "SCENARIST_LISTEN=127.0.0.1:0", "SCENARIST_API_URL=" + tg.web.URL,
		"SCENARIST_TOKEN=" + testToken, "SCENARIST_BOT=" + talkFile, "SCENARIST_KEY=" + testKey, "SCENARIST_SEND_RATE=0",
		"SCENARIST_OWNER=1", "SCENARIST_SECRET_SHOP=open sesame",
	}, env...)
	c := newCrowd(tg.Server, people)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	var killed []time.Time
	var quiet []time.Time // when all that the process had written before was read
	for n := range kills {
		p := spawn(t, binary, env...)
		begun := make(chan struct{})
		go func() {
			defer close(begun)
			c.begin(t, c.all[n*people/kills:(n+1)*people/kills], time.Second)
		}()
		<-time.After(300*time.Millisecond + time.Duration(chance.Int64N(int64(2*time.Second)))) // the moment is what is left to chance
		killed = append(killed, p.kill(t))
		tg.web.awaitHungUp(t)
		quiet = append(quiet, time.Now())
		<-begun
	}
	last := spawn(t, binary, env...)
	select {
	case <-c.finished:
	case <-time.After(2 * patience):
	}
	if code := last.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, last.errs)
	}
	c.judge(t, killed, quiet)
	o := storage.Options{URL: postgres}
	if postgres == "" {
		o.Path = filepath.Join(dir, "scenarist.db")
	}
	judgeStore(t, o, c.all)
}

// judge looks at what the people have seen. What a process had written before it was killed is read by the stand-in a little
// later, so a process speaks until that is quiet.
func (c *crowd) judge(t *testing.T, killed, quiet []time.Time) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.broken {
		t.Error(b)
	}
	if c.left > 0 {
		t.Errorf("%d conversations did not come to their end", c.left)
	}
	twice := make([]int, len(killed))
	for _, p := range c.all {
		for text, at := range p.copies {
			for i := 1; i < len(at); i++ {
				n := -1
				for k := range killed {
					if at[i-1].Before(quiet[k]) && at[i].After(killed[k]) {
						n = k
						break
					}
				}
				if n < 0 || killed[n].Sub(at[i-1]) > maxInFlight {
					t.Errorf("%s was told %q at %v and again at %v, with no kill to excuse it (%v)", p.name, text, at[i-1], at[i], killed)
					continue
				}
				twice[n]++
			}
		}
		if p.step == len(p.lines()) && len(p.person.Spinning(testToken)) > 0 {
			c.spinning(t, p, killed)
		}
	}
	t.Logf("messages that came twice, by kill: %v", twice)
	for n, count := range twice {
		if count > maxTwice {
			t.Errorf("%d messages came twice after kill %d", count, n+1)
		}
	}
}

const (
	// maxInFlight is how long a message may have been on its way: from the call until the next group commit has noted that
	// it was sent. It takes milliseconds; the machine may be very busy. cmd/crashmatrix is stricter: it asks the database.
	maxInFlight = time.Minute
	// maxTwice bounds the messages in flight: host.Limits.Senders of them at once, and those that the group commit under way
	// and the next one note.
	maxTwice = 64 + 2*256
)

// spinning allows for a button whose press was stored but not answered when the process was killed: Telegram gives
// such presses up by itself.
func (c *crowd) spinning(t *testing.T, p *talker, killed []time.Time) {
	t.Helper()
	asked := p.copies["Which colour, "+p.name+"?"][0]
	if !slices.ContainsFunc(killed, func(k time.Time) bool { return k.After(asked) }) {
		t.Errorf("the button that %s pressed after the last kill was not answered", p.name)
	}
}

// judgeStore looks at what is stored: every turn once, nothing left to be sent.
func judgeStore(t *testing.T, o storage.Options, people []*talker) {
	t.Helper()
	var err error
	if o.Key, err = parseKey(testKey); err != nil {
		t.Fatal(err)
	}
	o.Log = newLog(newNotes(), &settings{})
	db, err := storage.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // it was only read
	left, err := db.Pending(t.Context(), 0, 0, 100)
	if err != nil || len(left) > 0 {
		t.Errorf("%d messages were not sent, %v", len(left), err)
	}
	dead, err := db.DeadLetters(t.Context(), hookBot, 100)
	if err != nil || len(dead) > 0 {
		t.Errorf("%d updates were put aside, %v: %+v", len(dead), err, dead)
	}
	// Each says /start, a name and bye, and presses a button.
	all := int64(4 * len(people))
	if tally, err := db.Tally(t.Context(), hookBot); err != nil || tally != (host.Tally{Received: all, Handled: all}) {
		t.Errorf("the tally is %+v, %v; want %d", tally, err, all)
	}
	for _, p := range people {
		id := p.person.User().ID
		l, err := db.Load(t.Context(), engine.SessionKey{BotID: hookBot, ChatID: id, UserID: id})
		if err != nil {
			t.Fatal(err)
		}
		var counts []string
		for _, name := range []string{"starts", "names", "colours", "wakes", "byes"} {
			counts = append(counts, fmt.Sprint(l.User[name]))
		}
		if got := strings.Join(counts, " "); got != "1 1 1 1 1" {
			t.Errorf("turns of %s: %s", p.name, got)
		}
	}
}
