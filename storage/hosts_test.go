package storage_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// wordBlock does what the message says.
type wordBlock struct{}

func (wordBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	word, rest := "hook", ""
	if m := t.Event().Message; m != nil {
		word, rest, _ = strings.Cut(m.Text, " ")
	}
	switch word {
	case "count": // read, add, write: what was lost between would be missing
		for _, scope := range []string{engine.ScopeSession, engine.ScopeUser} {
			n, _ := t.Get(engine.Var(scope + ".n")).(float64)
			if err := t.Write(engine.Write{Scope: scope, Name: "n", Op: engine.WriteSet, Value: n + 1}); err != nil {
				return engine.Outcome{}, err
			}
		}
		if err := t.Write(engine.Write{Scope: engine.ScopeBot, Name: "all", Op: engine.WriteAdd, Value: 1.0}); err != nil {
			return engine.Outcome{}, err
		}
		t.Send(engine.Content{Text: fmt.Sprint(t.Get("session.n"), " ", t.Get("user.n"))}, "")
	case "set":
		return engine.Leave("next"), t.Write(engine.Write{Scope: engine.ScopeBot, Name: "word", Op: engine.WriteSet, Value: rest})
	case "get":
		t.Send(engine.Content{Text: fmt.Sprint(t.Get("bot.word"))}, "")
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return engine.Outcome{}, err
		}
		t.Send(engine.Content{Text: "waiting"}, "")
		return engine.WaitUntil(t.Now().Add(d)), nil
	case "tell": // somebody else
		chat, words, _ := strings.Cut(rest, " ")
		id, err := strconv.ParseInt(chat, 10, 64)
		if err != nil {
			return engine.Outcome{}, err
		}
		t.Emit(engine.Effect{Kind: engine.SendMessage, ChatID: id, Content: &engine.Content{Text: words}})
	case "hook":
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived}}), nil
	default:
		t.Send(engine.Content{Text: t.Event().Message.Text}, "")
	}
	return engine.Leave("next"), nil
}

func (wordBlock) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch {
	case ev.Kind == engine.TimerFired:
		t.Send(engine.Content{Text: "woken"}, "")
	case ev.Kind == engine.MessageReceived && strings.HasPrefix(ev.Message.Text, aside):
		t.Send(engine.Content{Text: ev.Message.Text}, "")
	case ev.Kind == engine.MessageReceived && strings.HasPrefix(ev.Message.Text, "answer "):
		t.Reply(engine.Reply{Status: 200, Body: strings.TrimPrefix(ev.Message.Text, "answer ")})
	default:
		return engine.Stay(), nil
	}
	return engine.Leave("next"), nil
}

// Replies says that it may answer the caller of a webhook.
func (wordBlock) Replies() {}

// aside begins messages that nothing takes but a wait.
const aside = "aside "

// anything takes all other messages and calls.
type anything struct {
	engine.TriggerSettings
	engine.NoWait
}

func (anything) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	said := ev.Kind == engine.MessageReceived && !strings.HasPrefix(ev.Message.Text, aside)
	return engine.Match{Weight: engine.WeightCommand}, said || ev.Kind == engine.WebhookCalled
}

func (anything) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

const wordDocument = `{"schema_version":1,"name":"Words","language":"en","flows":[{"id":"main","name":"Main","blocks":[
	{"id":"any","type":"test.any"},{"id":"act","type":"test.word","exits":{"next":"end"}}],
	"edges":[{"from":"any","exit":"next","to":"act"}]}]}`

func wordRegistry(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	words := engine.Text{"en": "Words", "ru": "Слова"}
	check(t, reg.Add(
		engine.BlockType{
			Name: "test.any", Version: 1, Trigger: true, Title: words, Help: words, Icon: "x", Example: "{}",
			Exits: []engine.Exit{engine.NextExit()}, New: func() engine.Block { return new(anything) },
		},
		engine.BlockType{
			Name: "test.word", Version: 1, Title: words, Help: words, Icon: "x", Example: "{}",
			Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()}, New: func() engine.Block { return new(wordBlock) },
		},
	))
	return reg
}

// platform is what all processes send to.
type platform struct {
	mu     sync.Mutex
	sent   map[int64][]string // by chat
	times  []time.Time
	moved  chan struct{}
	number atomic.Int64
	gate   func() // before each send; nil for none
}

func newPlatform() *platform {
	return &platform{sent: map[int64][]string{}, moved: make(chan struct{})}
}

// Perform takes a message in.
func (p *platform) Perform(_ context.Context, _ *host.BotRecord, e *engine.Effect, _ host.References) (host.Receipt, error) {
	if p.gate != nil {
		p.gate()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if e.Content != nil {
		p.sent[e.ChatID] = append(p.sent[e.ChatID], e.Content.Text)
		p.times = append(p.times, time.Now())
	}
	close(p.moved)
	p.moved = make(chan struct{})
	return host.Receipt{MessageIDs: []int64{p.number.Add(1)}}, nil
}

// keeps checks that so many messages went out no faster than the rate allows.
func (p *platform) keeps(t *testing.T, r host.Rate, messages int) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for n := r.Burst; n < messages; n++ {
		least := time.Duration(n-r.Burst+1)*r.Every - 100*time.Millisecond // clocks of two, in thousandths
		if took := p.times[n].Sub(p.times[0]); took < least {
			t.Errorf("message %d went out after %v, not %v", n, took, least)
		}
	}
}

// chat gives what came to a chat when there are so many.
func (p *platform) chat(t *testing.T, chat int64, n int) []string {
	t.Helper()
	over := time.After(2 * time.Minute)
	for {
		p.mu.Lock()
		texts, moved := append([]string(nil), p.sent[chat]...), p.moved
		p.mu.Unlock()
		if len(texts) >= n {
			return texts
		}
		select {
		case <-moved:
		case <-over:
			t.Fatalf("chat %d has only %q", chat, texts)
		}
	}
}

// instance is a process: a database that it has opened, and a host.
type instance struct {
	db   *storage.DB
	host *host.Host
}

// rise starts an instance.
func rise(t *testing.T, o storage.Options, p *platform, rates host.Rates) *instance {
	t.Helper()
	db, err := storage.Open(t.Context(), o)
	check(t, err)
	i := &instance{db: db}
	rec := host.BotRecord{ID: bot, Name: "Words", Key: []byte("0123456789abcdef0123456789abcdef")}
	check(t, db.SaveBot(t.Context(), rec))
	rec.Revision, err = db.Publish(t.Context(), bot, []byte(wordDocument), time.Now())
	check(t, err)
	i.host, err = host.New(host.Config{
		Store: db, Queue: db.Queue(), Cluster: cluster(t, db), Clock: db.Clock(), Messenger: p, Registry: wordRegistry(t),
		Log: slog.New(slog.DiscardHandler), Limits: host.Limits{Committers: db.Committers()}, Rates: rates,
		NewID: func() string { return strconv.FormatUint(rand.Uint64(), 36) },
	})
	check(t, err)
	check(t, i.host.Serve(t.Context(), rec, nil))
	check(t, i.host.Start(t.Context()))
	return i
}

// fall ends an instance as a supervisor does.
func (i *instance) fall(t *testing.T) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	if err := errors.Join(i.host.Stop(ctx), i.db.Close()); err != nil {
		t.Error(err)
	}
}

func message(user, update int64, text string) host.Incoming {
	return host.Incoming{
		Key: key(user), UpdateID: update, Raw: []byte(`{}`),
		Event: engine.Event{
			ID: strconv.FormatInt(update, 10), Kind: engine.MessageReceived, Chat: engine.Chat{ID: user, Type: "private"},
			User: engine.User{ID: user, FirstName: "Ann"}, Message: &engine.Message{ID: update, Kind: engine.TextMessage, Text: text},
		},
	}
}

// say brings a message.
func (i *instance) say(t *testing.T, user, update int64, text string) {
	t.Helper()
	check(t, i.host.Receive(t.Context(), message(user, update, text)))
}

// counted checks that a chat was told the numbers from one on, each once and in order.
func counted(t *testing.T, p *platform, chat int64, n int) {
	t.Helper()
	for k, text := range p.chat(t, chat, n) {
		if want := fmt.Sprint(k+1, " ", k+1); text != want || k >= n {
			t.Errorf("message %d of chat %d is %q", k, chat, text)
		}
	}
}

// Whatever instance an update comes to, every turn runs once and on what the one before left, and nobody is told things in
// another order.
func TestHosts_AnyInstanceTakesAnything(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	p.gate = func() { <-time.After(time.Duration(rand.IntN(3)) * time.Millisecond) } // sends overlap with turns
	var all []*instance
	for range 3 {
		i := rise(t, o, p, host.Rates{})
		defer i.fall(t)
		all = append(all, i)
	}
	const users, messages = 20, 25
	var talking sync.WaitGroup
	for user := range int64(users) {
		talking.Go(func() {
			for n := range int64(messages) {
				in := message(user+1, (user+1)*1000+n, "count")
				for {
					i := all[rand.IntN(len(all))]
					err := i.host.Receive(t.Context(), in)
					if err == nil && rand.IntN(5) == 0 { // as a platform that did not hear the answer
						err = all[rand.IntN(len(all))].host.Receive(t.Context(), in)
					}
					if err == nil {
						break
					}
					if !errors.Is(err, engine.ErrConflict) {
						t.Errorf("user %d: %v", user+1, err)
						return
					}
				}
			}
		})
	}
	talking.Wait()
	for user := range int64(users) {
		counted(t, p, user+1, messages)
	}
	b, _, err := all[0].db.Shared(t.Context(), bot)
	if err != nil || b["all"] != float64(users*messages) {
		t.Errorf("the bot has counted %v, %v", b["all"], err)
	}
}

// What one instance has written another one reads with the next turn.
func TestHosts_SharedVariablesAreNeverOld(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	one, two := rise(t, o, p, host.Rates{}), rise(t, o, p, host.Rates{})
	defer one.fall(t)
	defer two.fall(t)
	awaitPeers(t, one, two)
	update := int64(0)
	for n := range 10 {
		writer, reader := one, two
		if n%2 == 1 {
			writer, reader = two, one
		}
		update += 2
		writer.say(t, 1, update, fmt.Sprint("set w", n))
		reader.say(t, 2, update+1, "get")
		if got := p.chat(t, 2, n+1)[n]; got != fmt.Sprint("w", n) {
			t.Errorf("read %q after w%d was written", got, n)
		}
	}
}

// What an instance remembers of the time when there were others is as old as that: alone it must not rely on it.
func TestHosts_WhoIsLeftAloneForgetsWhatItRemembered(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	one, two := rise(t, o, p, host.Rates{}), rise(t, o, p, host.Rates{})
	defer one.fall(t)
	awaitPeers(t, one, two)
	one.say(t, 1, 1, "set old")
	one.say(t, 1, 2, "get")
	two.say(t, 2, 3, "set new")
	two.fall(t)
	until(t, func() error {
		if n := one.db.Others(); n > 0 {
			return fmt.Errorf("it sees %d others", n)
		}
		return nil
	})
	one.db.Forsake()
	until(t, func() error {
		if !one.db.Forgotten() {
			return errors.New("it remembers")
		}
		return nil
	})
	if !cluster(t, one.db).Alone() {
		t.Fatal("it does not take itself for alone")
	}
	one.say(t, 1, 4, "get")
	if got := strings.Join(p.chat(t, 1, 2), " "); got != "old new" {
		t.Errorf("read %q", got)
	}
}

func awaitPeers(t *testing.T, all ...*instance) {
	t.Helper()
	for _, i := range all {
		until(t, func() error {
			if cluster(t, i.db).Alone() {
				return errors.New("it takes itself for alone")
			}
			return nil
		})
	}
}

// An upgrade: one instance after the other is stopped and started again, while people write. A balancer that finds one
// stopped takes the other. Nobody notices.
func TestHosts_UpgradeGoesUnnoticed(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	p.gate = func() { <-time.After(time.Millisecond) }
	var mu sync.Mutex
	up := []*instance{rise(t, o, p, host.Rates{}), rise(t, o, p, host.Rates{})}
	pick := func(n int64) *instance {
		mu.Lock()
		defer mu.Unlock()
		return up[int(n)%len(up)]
	}
	const users = 12
	stop := make(chan struct{})
	said := make([]int, users+1)
	var talking sync.WaitGroup
	for user := int64(1); user <= users; user++ {
		talking.Go(func() {
			for n := int64(0); ; n++ {
				select {
				case <-stop:
					said[user] = int(n)
					return
				default:
				}
				in := message(user, user*1_000_000+n, "count")
				for try := user; pick(try).host.Receive(t.Context(), in) != nil; try++ {
					<-time.After(time.Millisecond) // the source repeats what nobody took
				}
			}
		})
	}
	for n := range up {
		p.chat(t, 1, len(p.chat(t, 1, 0))+5)
		mu.Lock()
		old := up[n]
		up = append(append([]*instance(nil), up[:n]...), up[n+1:]...)
		mu.Unlock()
		old.fall(t)
		p.chat(t, 1, len(p.chat(t, 1, 0))+5)
		fresh := rise(t, o, p, host.Rates{})
		mu.Lock()
		up = append(up[:n:n], append([]*instance{fresh}, up[n:]...)...)
		mu.Unlock()
	}
	p.chat(t, 1, len(p.chat(t, 1, 0))+5)
	close(stop)
	talking.Wait()
	for user := int64(1); user <= users; user++ {
		counted(t, p, user, said[user])
	}
	for _, i := range up {
		i.fall(t)
	}
}

// A wait that one instance began ends at another one, once.
func TestHosts_TimersOutliveTheirInstance(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	one, two := rise(t, o, p, host.Rates{}), rise(t, o, p, host.Rates{})
	defer two.fall(t)
	const users = 10
	for user := int64(1); user <= users; user++ {
		one.say(t, user, user, "wait 2s") // a timer of the process and a job of all
	}
	for user := int64(1); user <= users; user++ {
		p.chat(t, user, 1)
	}
	one.fall(t)
	for user := int64(1); user <= users; user++ {
		if got := strings.Join(p.chat(t, user, 2), ", "); got != "waiting, woken" {
			t.Errorf("user %d was told %s", user, got)
		}
	}
}

// The caller of a webhook waits at one instance, and its flow answers at another. One that calls again gets the same answer.
func TestHosts_AnswersFindTheirCallers(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	one, two := rise(t, o, p, host.Rates{}), rise(t, o, p, host.Rates{})
	defer one.fall(t)
	defer two.fall(t)
	awaitPeers(t, one, two)
	call := host.Incoming{Key: key(1), EventKey: "hook:1", Event: engine.Event{
		ID: "call", Kind: engine.WebhookCalled, Time: time.Now(), Chat: engine.Chat{ID: 1, Type: "private"},
		Webhook: &engine.WebhookCall{Name: "hook", Method: "POST"},
	}}
	answered := make(chan string, 1)
	go func() {
		r, err := one.host.Call(t.Context(), call, 2*time.Minute)
		if err != nil || r == nil {
			answered <- fmt.Sprint(r, err)
			return
		}
		answered <- r.Body
	}()
	until(t, func() error {
		l, err := two.db.Load(t.Context(), key(1))
		if err == nil && l.Session == nil {
			err = errors.New("the call has not come in")
		}
		return err
	})
	two.say(t, 1, 7, "answer forty-two")
	if got := receive(t, answered); got != "forty-two" {
		t.Errorf("answered %s", got)
	}
	r, err := two.host.Call(t.Context(), call, 2*time.Minute)
	if err != nil || r == nil || r.Body != "forty-two" {
		t.Errorf("the second time it is %v, %v", r, err)
	}
}

// Two instances send for one bot no faster than one may.
func TestHosts_RateOfABotIsShared(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	rates := host.Rates{Bot: host.Rate{Every: 20 * time.Millisecond, Burst: 6}}
	one, two := rise(t, o, p, rates), rise(t, o, p, rates)
	defer one.fall(t)
	defer two.fall(t)
	awaitPeers(t, one, two)
	const each = 100
	for n := int64(1); n <= each; n++ {
		one.say(t, n, n, "hello")
		two.say(t, 1000+n, 1000+n, "hello")
	}
	for n := int64(1); n <= each; n++ {
		p.chat(t, n, 1)
		p.chat(t, 1000+n, 1)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	// Slots that were not used in time may be used within a second: a few more than the burst come together.
	const slack = 6 + 2*2 + int(time.Second/(20*time.Millisecond))
	for n := slack; n < len(p.times); n++ {
		least := time.Duration(n-slack) * rates.Bot.Every
		if took := p.times[n].Sub(p.times[0]); took < least {
			t.Errorf("message %d went out after %v, not %v", n, took, least)
		}
	}
}

// Whoever runs the next turn of a chat goes on with its rate from where the last one left it.
func TestHosts_RateOfAChatIsShared(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	rates := host.Rates{Chat: host.Rate{Every: 500 * time.Millisecond, Burst: 3}}
	one, two := rise(t, o, p, rates), rise(t, o, p, rates)
	defer one.fall(t)
	defer two.fall(t)
	awaitPeers(t, one, two)
	const messages = 8
	for n := range int64(messages) {
		i := []*instance{one, two}[n%2]
		i.say(t, 1, 1+n, "hello")
		p.chat(t, 1, int(n)+1)
		check(t, i.host.Idle(t.Context())) // it is noted as sent, so that the next one is the other's to send
	}
	p.keeps(t, rates.Chat, messages)
}

// What one instance says to a person in somebody else's turns, and another in her own, comes no faster than one may say it.
func TestHosts_RateOfAChatIsSharedWithWhatOthersSayThere(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	rates := host.Rates{Chat: host.Rate{Every: 250 * time.Millisecond, Burst: 2}}
	one, two := rise(t, o, p, rates), rise(t, o, p, rates)
	defer one.fall(t)
	defer two.fall(t)
	awaitPeers(t, one, two)
	const person, messages = 1, 24
	says := func(n int64) {
		i, in := two, message(person, 1+n, "hello")
		if n%4 < 2 {
			i, in = one, message(2, 1+n, fmt.Sprint("tell ", person, " notice"))
		}
		if err := i.host.Receive(t.Context(), in); err != nil {
			t.Error(err)
		}
	}
	for n := range int64(messages / 2) {
		says(n)
		p.chat(t, person, int(n)+1)
		check(t, one.host.Idle(t.Context())) // it is noted as sent, so that the next one is the other's to send
		check(t, two.host.Idle(t.Context()))
	}
	var talking sync.WaitGroup
	for n := int64(messages / 2); n < messages; n++ { // and all at once
		talking.Go(func() { says(n) })
	}
	talking.Wait()
	p.chat(t, person, messages)
	most := rates.Chat
	most.Burst *= 2 // where one hears late of the other, since it is busy with something else: package host has the bound
	p.keeps(t, most, messages)
	if took := p.times[messages-1].Sub(p.times[0]); took > 3*messages*rates.Chat.Every { // a machine that is busy takes longer, too
		t.Errorf("all %d messages took %v", messages, took)
	}
}

// What the members of a group make a bot say there, wherever their turns run, comes no faster than one instance may say it.
func TestHosts_RateOfAGroupIsShared(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	rates := host.Rates{Group: host.Rate{Every: 250 * time.Millisecond, Burst: 2}}
	one, two := rise(t, o, p, rates), rise(t, o, p, rates)
	defer one.fall(t)
	defer two.fall(t)
	awaitPeers(t, one, two)
	const group, messages = -7, 12
	says := func(n int) {
		in := message(1+int64(n), 1+int64(n), "hello")
		in.Key.ChatID, in.Event.Chat = group, engine.Chat{ID: group, Type: "group"}
		if err := []*instance{one, two}[n%2].host.Receive(t.Context(), in); err != nil {
			t.Error(err)
		}
	}
	for n := range messages / 2 { // one after the other: every message is another instance's to send
		says(n)
		p.chat(t, group, n+1)
		check(t, one.host.Idle(t.Context()))
		check(t, two.host.Idle(t.Context()))
	}
	var talking sync.WaitGroup
	for n := messages / 2; n < messages; n++ { // and all at once
		talking.Go(func() { says(n) })
	}
	talking.Wait()
	p.chat(t, group, messages)
	p.keeps(t, rates.Group, messages)
}

// An instance that remembers a session as it was before another one ran it does not take a timer for one that is out of date: no
// commit would tell it, and the timer would be lost.
func TestHosts_TimersFireWhereTheSessionIsRememberedAsItWas(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	one, two := rise(t, o, p, host.Rates{}), rise(t, o, p, host.Rates{})
	defer two.fall(t)
	const users = 10
	for user := int64(1); user <= users; user++ {
		two.say(t, user, user, "hello") // two has a session without a wait in its memory
		one.say(t, user, users+user, "wait 2s")
		p.chat(t, user, 2)
	}
	one.fall(t)
	for user := int64(1); user <= users; user++ {
		if got := strings.Join(p.chat(t, user, 3), ", "); got != "hello, waiting, woken" {
			t.Errorf("user %d was told %s", user, got)
		}
	}
}

// Somebody who was a stranger to an instance may have a session since, by another one.
func TestHosts_StrangersAreNotRememberedAsSuch(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	p := newPlatform()
	one, two := rise(t, o, p, host.Rates{}), rise(t, o, p, host.Rates{})
	defer one.fall(t)
	defer two.fall(t)
	const group = -7 // where nobody answers words that are for others
	for n, text := range []string{aside + "of a stranger", "hook", aside + "that is waited for"} {
		in := message(1, int64(n)+1, text)
		in.Key.ChatID, in.Event.Chat = group, engine.Chat{ID: group, Type: "group"}
		check(t, []*instance{two, one, two}[n].host.Receive(t.Context(), in))
	}
	if got := p.chat(t, group, 1); got[0] != aside+"that is waited for" {
		t.Errorf("the group was told %q", got)
	}
}
