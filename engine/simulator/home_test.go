package simulator_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// house is a database for one world, with its queue and what it keeps of the simulated Telegram, by a clock of its own.
type house struct {
	*memstore.Store

	mu     sync.Mutex
	worker host.Worker
	wakes  map[engine.SessionKey]time.Time
	jobs   map[string]*houseJob
	group  sync.WaitGroup
	ids    int
	ahead  time.Duration
	state  []byte
	files  map[string][]byte
	broken error // of what is stored
}

type houseJob struct {
	item host.JobItem
	at   time.Time
	try  int
	runs bool
}

func newHouse() *house {
	return &house{
		Store: memstore.New(host.NewManualClock(time.Now(), nil)), // its own queue stands still
		wakes: map[engine.SessionKey]time.Time{}, jobs: map[string]*houseJob{}, files: map[string][]byte{},
	}
}

// Commit notes what the queue has to do.
func (h *house) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	h.mu.Lock()
	broken := h.broken
	h.mu.Unlock()
	if broken != nil {
		return nil, broken
	}
	verdicts, err := h.Store.Commit(ctx, members)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range members {
		m := &members[i]
		if verdicts[i].State != host.VerdictCommitted {
			continue
		}
		if m.Session != nil {
			h.wakes[m.Key] = m.WakeAt
		}
		for _, item := range m.Jobs {
			h.jobs[item.ID] = &houseJob{item: item, at: time.Now().Add(item.Job.Delay)}
		}
	}
	h.work(ctx)
	return verdicts, nil
}

// work begins the jobs that are due. h.mu is held.
func (h *house) work(ctx context.Context) {
	ctx = context.WithoutCancel(ctx) // jobs outlive the turn that asked for them
	for id, j := range h.jobs {
		if h.worker == nil || j.runs || j.at.After(time.Now()) {
			continue
		}
		j.runs = true
		j.try++
		worker := h.worker
		h.group.Go(func() {
			err := worker.Run(ctx, j.item, j.try)
			h.mu.Lock()
			defer h.mu.Unlock()
			j.runs = false
			if err == nil {
				delete(h.jobs, id)
			}
		})
	}
}

func (h *house) Start(ctx context.Context, w host.Worker) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.worker = w
	h.work(ctx)
	return nil
}

func (h *house) Stop(context.Context) error {
	h.mu.Lock()
	h.worker = nil
	h.mu.Unlock()
	h.group.Wait()
	return nil
}

func (h *house) Agenda(ctx context.Context) ([]simulator.Appointment, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.work(ctx)
	var out []simulator.Appointment
	for k, at := range h.wakes {
		if !at.IsZero() {
			out = append(out, simulator.Appointment{At: at, Session: k})
		}
	}
	for id, j := range h.jobs {
		out = append(out, simulator.Appointment{At: j.at, Session: j.item.Key, Job: id, Try: j.try, Running: j.runs})
	}
	return out, nil
}

func (h *house) Skip(_ context.Context, d time.Duration) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != nil {
		return h.broken
	}
	h.ahead += d
	for k, at := range h.wakes {
		if !at.IsZero() {
			h.wakes[k] = at.Add(-d)
		}
	}
	for _, j := range h.jobs {
		j.at = j.at.Add(-d)
	}
	return nil
}

func (h *house) Keep(_ context.Context, state []byte, files map[string][]byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != nil {
		return h.broken
	}
	h.state = slices.Clone(state)
	maps.Copy(h.files, files)
	return nil
}

func (h *house) File(_ context.Context, name string) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	data, ok := h.files[name]
	if !ok {
		return nil, engine.ErrNotFound
	}
	return data, nil
}

func (h *house) breaks(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.broken = err
}

// open goes on in the house with the bot of testdata/shop.
func (h *house) open(t *testing.T, answers ...simulator.Answer) *stage {
	t.Helper()
	data, err := os.ReadFile("testdata/shop/bot.json")
	if err != nil {
		t.Fatal(err)
	}
	return h.openWith(t, data, answers...)
}

// openWith goes on in the house with the bot of a document.
func (h *house) openWith(t *testing.T, data []byte, answers ...simulator.Answer) *stage {
	t.Helper()
	doc, err := flow.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	a, err := simulator.NewAnswers(answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	bots, err := h.Bots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	home := &simulator.Home{
		BotID: -7, Store: h, Queue: h, Keep: h, State: h.state, Ahead: h.ahead,
		NewID: func() string { h.ids++; return "id" + strconv.Itoa(h.ids) },
	}
	if len(bots) > 0 {
		home.Record = bots[0]
	}
	w, err := simulator.New(t.Context(), simulator.Options{
		Document: doc, Registry: registry(t), Answers: a, Secrets: map[string]string{"stock_key": "k1"}, Home: home,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &stage{World: w, you: w.Person(simulator.You, simulator.Profile{FirstName: "Ann", Language: "en"})}
}

func (s *stage) close(t *testing.T) {
	t.Helper()
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func newestText(s *stage) string {
	screen := s.you.Screen()
	if len(screen) == 0 {
		return ""
	}
	return screen[len(screen)-1].Text
}

func TestHome_GoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		s := h.open(t)
		same(t, s.after(t, s.you.Start("")), hello("Ann"))
		same(t, s.after(t, s.you.Press("Leave a note", 0)), texts("What shall I note?")...)
		s.close(t)
		s = h.open(t)
		if n := len(s.you.Screen()); n != 3 {
			t.Errorf("the screen shows %d messages", n)
		}
		same(t, s.after(t, s.you.Say("tea")))
		same(t, s.later(t, 9*time.Minute))
		s.close(t)
		pass(30 * time.Second) // while nobody is there
		s = h.open(t)
		same(t, s.later(t, 20*time.Second))
		same(t, s.later(t, 10*time.Second), texts("Noted: tea")...)
		same(t, s.after(t, s.you.Press("Buy", 0)),
			simulator.Seen{Invoice: &simulator.Charge{Title: "A thing", Description: "The thing itself", Price: "50 ⭐"}})
		s.close(t)
		s = h.open(t)
		same(t, s.after(t, s.you.Pay(botapi.PayOptions{})),
			simulator.Seen{Payment: "paid"}, simulator.Seen{Text: "Thank you!"}, simulator.Seen{To: simulator.Owner, Text: "Sold to Ann"})
		s.close(t)
	})
}

// TestHome_DraftOutlastsARestart stops the process while a bot shows how its work goes on: shorter than Telegram keeps a draft,
// and longer.
func TestHome_DraftOutlastsARestart(t *testing.T) {
	t.Parallel()
	const bot = `{"schema_version": 1, "name": "Painter", "language": "en", "flows": [{"id": "main", "name": "Main", "blocks": [
		{"id": "go", "type": "trigger.command", "config": {"command": "go"}},
		{"id": "begun", "type": "message.progress", "config": {"slot": "work", "text": "Painting"}},
		{"id": "half", "type": "logic.delay", "config": {"for": "1m"}},
		{"id": "more", "type": "message.progress", "config": {"slot": "work", "text": "Drying"}},
		{"id": "rest", "type": "logic.delay", "config": {"for": "2m"}},
		{"id": "done", "type": "message.progress", "config": {"slot": "work", "mode": "done", "text": "Ready"}, "exits": {"next": "end"}}],
	"edges": [{"from": "go", "exit": "next", "to": "begun"}, {"from": "begun", "exit": "next", "to": "half"}, {"from": "half", "exit": "next", "to": "more"},
		{"from": "more", "exit": "next", "to": "rest"}, {"from": "rest", "exit": "next", "to": "done"}]}]}`
	synctest.Test(t, func(t *testing.T) {
		begin, h := time.Now(), newHouse()
		s := h.openWith(t, []byte(bot))
		away := func(d time.Duration) {
			s.close(t)
			pass(d)
			s = h.openWith(t, []byte(bot))
		}
		shown := func(want ...string) {
			t.Helper()
			if got := s.you.Drafts(); !slices.Equal(got, want) {
				t.Errorf("%v after the beginning the drafts are %q, not %q", time.Since(begin), got, want)
			}
		}
		same(t, s.after(t, s.you.Say("/go")), simulator.Seen{Draft: "Painting"})
		away(20 * time.Second)
		shown("Painting")
		same(t, s.later(t, 39*time.Second), simulator.Seen{Draft: "Painting"}) // again in time; who came back has not seen it yet
		shown("Painting")
		same(t, s.later(t, time.Second), simulator.Seen{Draft: "Drying"})
		away(45 * time.Second) // it is not in sight any more
		same(t, s.after(t, nil), simulator.Seen{Draft: "Drying"})
		shown("Drying")
		away(2 * time.Minute) // its end has come meanwhile
		same(t, s.after(t, nil), simulator.Seen{Text: "Ready"})
		shown()
		s.close(t)
	})
}

func TestHome_TimeGoesByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		s := h.open(t)
		s.after(t, s.you.Start(""))
		s.after(t, s.you.Press("Leave a note", 0))
		s.after(t, s.you.Say("tea"))
		begun := s.Now()
		pass(10*time.Minute - time.Second)
		same(t, s.after(t, nil))
		if at, ok := s.you.Wakes(t.Context()); !ok || at.Sub(begun) != 10*time.Minute {
			t.Errorf("wakes at %v, %v", at, ok)
		}
		pass(time.Second)
		same(t, s.after(t, nil), texts("Noted: tea")...)
		s.close(t)
	})
}

func TestHome_LeapStopsAtEveryTimer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		s := h.open(t, stockAnswer(func(a *simulator.Answer) { a.Delay, a.Repeat = flow.Duration(20*time.Second), true }))
		begun := s.Now()
		s.after(t, s.you.Start(""))
		same(t, s.after(t, s.you.Press("In stock?", 0)), texts("Looking…")...) // a job waits for the clock: that is rest
		same(t, s.later(t, 19*time.Second))
		same(t, s.later(t, time.Second), texts("Status: three left")...)
		s.after(t, s.you.Press("Leave a note", 0))
		same(t, s.later(t, 24*time.Hour), texts("You said nothing.")...)
		screen := s.you.Screen()
		if at := time.Unix(screen[len(screen)-1].Date, 0); at.Sub(begun).Round(time.Second) != time.Hour+20*time.Second {
			t.Errorf("said %v after the beginning", at.Sub(begun))
		}
		if gone := s.Now().Sub(begun); gone < 24*time.Hour+20*time.Second || gone > 24*time.Hour+21*time.Second || h.ahead != time.Until(s.Now()) {
			t.Errorf("%v have gone by, the clock is %v ahead, stored is %v", gone, time.Until(s.Now()), h.ahead)
		}
		s.close(t)
	})
}

// A job that waits for the clock when the world ends is run again at the next start.
func TestHome_JobThatWasCutOffComesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		slow := stockAnswer(func(a *simulator.Answer) { a.Delay, a.Repeat = flow.Duration(20*time.Second), true })
		s := h.open(t, slow)
		s.after(t, s.you.Start(""))
		s.after(t, s.you.Press("In stock?", 0))
		s.close(t)
		s = h.open(t, slow)
		same(t, s.after(t, nil))
		same(t, s.later(t, 20*time.Second), texts("Status: three left")...)
		s.close(t)
	})
}

// What is not kept does not reach the bot; it does as soon as it can be kept.
func TestHome_NothingIsHeardBeforeItIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		s := h.open(t)
		s.after(t, s.you.Start(""))
		full := errors.New("the disk is full")
		h.breaks(full)
		if err := s.you.Say("hm"); err != nil {
			t.Fatal(err)
		}
		if err := s.Settle(t.Context()); !errors.Is(err, full) {
			t.Errorf("settling gives %v", err)
		}
		if err := s.Trouble(); !errors.Is(err, full) {
			t.Errorf("the trouble is %v", err)
		}
		if err := s.Advance(t.Context(), time.Hour); !errors.Is(err, full) {
			t.Errorf("letting time go by gives %v", err)
		}
		if got := newestText(s); got != "hm" || h.ahead != 0 {
			t.Errorf("the newest message is %q, the clock is %v ahead", got, h.ahead)
		}
		h.breaks(nil)
		same(t, s.after(t, nil), simulator.Seen{Text: "Say /start."}, hello("Ann"))
		if err := s.Trouble(); err != nil {
			t.Errorf("there is still trouble: %v", err)
		}
		s.close(t)
	})
}

// A database that breaks while the bot answers: the update stays, and is heard once.
func TestHome_UpdateThatIsNotStoredComesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		s := h.open(t)
		if err := s.you.Start(""); err != nil {
			t.Fatal(err)
		}
		if err := s.Keep(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.breaks(errors.New("the disk is full"))
		if err := s.Settle(t.Context()); err == nil {
			t.Error("settled without a database")
		}
		if s.Trouble() == nil {
			t.Error("no trouble is known")
		}
		h.breaks(nil)
		s.close(t)
		s = h.open(t)
		same(t, s.after(t, nil), hello("Ann"))
		got, err := s.you.Variables(t.Context())
		if err != nil || got["user"]["visits"] != 1.0 {
			t.Errorf("variables are %v, %v", got, err)
		}
		s.close(t)
	})
}

func TestHome_LongConversationIsThinnedOutAndEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse()
		s := h.open(t)
		s.after(t, s.you.Start(""))
		for range 150 {
			s.after(t, s.you.Say("hm"))
		}
		if n := len(s.you.Screen()); n > 300 || n < 100 {
			t.Errorf("%d messages are kept", n)
		}
		for n := 0; ; n++ {
			err := s.you.Say(strings.Repeat("界", 4096)) // and the bot does not come to it
			if errors.Is(err, simulator.ErrTooLong) {
				break
			}
			if err != nil || n > 300 {
				t.Fatalf("after %d messages: %v", n, err)
			}
			if n%20 > 0 {
				continue
			}
			if err := s.Keep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s.close(t)
		if len(h.state) > 3<<20 {
			t.Errorf("the state has come to %d bytes", len(h.state))
		}
	})
}

func TestHome_WorkspaceIsItsOwn(t *testing.T) {
	t.Parallel()
	store := memstore.New(host.NewManualClock(time.Now(), nil))
	mine := simulator.NewAheadStore(store, -1)
	write := func(s host.Store, bot int64, scope, name string) {
		t.Helper()
		v, err := s.Commit(t.Context(), []host.Member{{
			Key:    engine.SessionKey{BotID: bot, ChatID: 1, UserID: 1},
			Writes: []engine.Write{{Scope: scope, Name: name, Op: engine.WriteSet, Value: name}},
		}})
		if err != nil || v[0].State != host.VerdictCommitted {
			t.Fatalf("write: %+v, %v", v, err)
		}
	}
	write(mine, -1, engine.ScopeWorkspace, "rate")
	write(mine, -1, engine.ScopeBot, "stock")
	write(store, 5, engine.ScopeWorkspace, "shared")
	bot, workspace, err := mine.Shared(t.Context(), -1)
	if err != nil || !maps.Equal(bot, engine.Values{"stock": "stock"}) || !maps.Equal(workspace, engine.Values{"rate": "rate"}) {
		t.Errorf("the bot has %v, its workspace %v, %v", bot, workspace, err)
	}
	if _, workspace, err = store.Shared(t.Context(), 5); err != nil || !maps.Equal(workspace, engine.Values{"shared": "shared"}) {
		t.Errorf("the others' workspace is %v, %v", workspace, err)
	}
}
