package program

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

const (
	testToken = "4242:standin"
	talkFile  = "testdata/talk.json"
	patience  = 30 * time.Second // far more than anything here takes
)

// notes is an output that tells when something was written.
type notes struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func newNotes() *notes { return &notes{changed: make(chan struct{})} }

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	close(n.changed)
	n.changed = make(chan struct{})
	return n.text.Write(p)
}

func (n *notes) read() (string, <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String(), n.changed
}

func (n *notes) String() string {
	s, _ := n.read()
	return s
}

// await waits for the pattern and gives its first group.
func (n *notes) await(t *testing.T, pattern string, over <-chan int) string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		text, changed := n.read()
		if m := re.FindStringSubmatch(text); m != nil {
			return m[len(m)-1]
		}
		select {
		case <-changed:
		case code := <-over:
			t.Fatalf("ended with %d before %q came:\n%s", code, pattern, n)
		case <-timer.C:
			t.Fatalf("%q did not come:\n%s", pattern, text)
		}
	}
}

// standIn is a simulated Telegram over HTTP.
type standIn struct {
	*botapi.Server
	web *door

	mu    sync.Mutex
	calls int
	moved chan struct{}
}

func newStandIn(t *testing.T) *standIn {
	t.Helper()
	s := &standIn{Server: botapi.New(botapi.Options{}), moved: make(chan struct{})}
	s.AddBot(testToken, botapi.Bot{Username: "talk_bot", FirstName: "Talk"})
	s.Subscribe(func(botapi.Call) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls++
		close(s.moved)
		s.moved = make(chan struct{})
	})
	s.web = newDoor(t, s.Server)
	t.Cleanup(s.Close)
	return s
}

// door is an address of a simulated Telegram that knows who is still connected.
type door struct {
	*httptest.Server

	mu      sync.Mutex
	open    int
	changed chan struct{}
}

func newDoor(t *testing.T, tg *botapi.Server) *door {
	t.Helper()
	d := &door{Server: httptest.NewUnstartedServer(tg), changed: make(chan struct{})}
	d.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		d.mu.Lock()
		defer d.mu.Unlock()
		switch state {
		case http.StateNew:
			d.open++
		case http.StateClosed, http.StateHijacked:
			d.open--
		case http.StateActive, http.StateIdle:
			return
		}
		close(d.changed)
		d.changed = make(chan struct{})
	}
	d.Start()
	t.Cleanup(func() {
		d.CloseClientConnections() // a long poll may be open
		d.Close()
	})
	return d
}

// awaitHungUp waits until nobody is connected: all that a process wrote before it was killed has been read then.
func (d *door) awaitHungUp(t *testing.T) {
	t.Helper()
	over := time.After(patience)
	for {
		d.mu.Lock()
		open, changed := d.open, d.changed
		d.mu.Unlock()
		if open == 0 {
			return
		}
		select {
		case <-changed:
		case <-over:
			t.Fatalf("%d connections are open still", open)
		}
	}
}

func (s *standIn) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moved
}

// awaitText waits until the newest message of the bot on the person's screen begins with the text.
func (s *standIn) awaitText(t *testing.T, p *botapi.Person, want string) botapi.Message {
	t.Helper()
	return s.awaitAfter(t, p, 0, want)
}

// awaitAfter is awaitText for a message that is newer than one with the same text.
func (s *standIn) awaitAfter(t *testing.T, p *botapi.Person, id int64, want string) botapi.Message {
	t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		moved := s.next()
		var last botapi.Message
		for _, m := range p.Screen(testToken) {
			if m.From != nil && m.From.IsBot {
				last = m
			}
		}
		if last.ID > id && strings.HasPrefix(last.Text, want) {
			return last
		}
		select {
		case <-moved:
		case <-timer.C:
			t.Fatalf("%q did not come; the last message is %q", want, last.Text)
		}
	}
}

func say(t *testing.T, p *botapi.Person, text string) {
	t.Helper()
	if _, err := p.Say(testToken, text); err != nil {
		t.Fatal(err)
	}
}

func press(t *testing.T, p *botapi.Person, m botapi.Message, label string) {
	t.Helper()
	if _, err := p.Press(testToken, m.ID, label); err != nil {
		t.Fatal(err)
	}
}

// program is a run of the command line in this process.
type program struct {
	out, errs *notes
	over      chan int
	cancel    context.CancelFunc
}

func start(t *testing.T, env map[string]string, args ...string) *program {
	t.Helper()
	return startIn(t, runEnv{Getenv: func(name string) string { return env[name] }}, args...)
}

// startIn is start in other surroundings; the streams and the context are filled in.
func startIn(t *testing.T, env runEnv, args ...string) *program {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	p := &program{out: newNotes(), errs: newNotes(), over: make(chan int, 1), cancel: cancel}
	env.Context, env.Stdin, env.Stdout, env.Stderr = ctx, strings.NewReader(""), p.out, p.errs
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.over <- run(&env, args)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return p
}

// stop asks the program to end, as Ctrl+C does, and gives its exit code.
func (p *program) stop(t *testing.T) int {
	t.Helper()
	p.cancel()
	return p.end(t)
}

// stopSoon asks the program to end as soon as it serves.
func (p *program) stopSoon(t *testing.T) {
	t.Helper()
	p.out.await(t, "Stop with Ctrl", p.over)
	p.stop(t)
}

// end waits for the program's own end.
func (p *program) end(t *testing.T) int {
	t.Helper()
	select {
	case code := <-p.over:
		return code
	case <-time.After(patience):
		t.Fatalf("the program does not end:\n%s\n%s", p.out, p.errs)
		return -1
	}
}

// address waits for the web server.
func (p *program) address(t *testing.T) string {
	t.Helper()
	return p.out.await(t, `http://(127\.0\.0\.1:\d+)`, p.over)
}

func talkArgs(dir string, tg *standIn, more ...string) []string {
	return append([]string{
		"serve", "--data", dir, "--listen", "127.0.0.1:0", "--api-url", tg.web.URL, "--token", testToken,
		"--bot", talkFile, "--key", testKey, "--send-rate", "0",
	}, more...)
}

var withSecret = map[string]string{"SCENARIST_SECRET_SHOP": "open sesame"}

// serveTalk starts the bot of testdata/talk.json and waits until it takes updates in.
func serveTalk(t *testing.T, dir string, tg *standIn, more ...string) *program {
	t.Helper()
	p := start(t, withSecret, talkArgs(dir, tg, more...)...)
	p.out.await(t, "Stop with Ctrl", p.over)
	return p
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, req)
}

func do(t *testing.T, req *http.Request) (int, string) {
	t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func dataDir(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "data")
}
