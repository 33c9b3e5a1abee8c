package fleet_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

const (
	shopToken  = "7001:shop-token"
	shop       = 7001
	salonToken = "7002:salon-token"
	salon      = 7002
	patience   = 30 * time.Second // far more than anything here takes
)

// document is a bot that answers /start with a text.
func document(text string) []byte {
	return fmt.Appendf(nil, `{"schema_version": 1, "name": "Shop", "language": "en", "flows": [{"id": "main", "name": "Main",
		"blocks": [{"id": "start", "type": "trigger.command", "config": {"command": "start", "description": {"en": "Begin"}}},
			{"id": "hello", "type": "message.text", "config": {"text": %q}, "exits": {"next": "end"}},
			{"id": "other", "type": "trigger.fallback", "config": {}},
			{"id": "pardon", "type": "message.text", "config": {"text": "Pardon?"}, "exits": {"next": "end"}}],
		"edges": [{"from": "start", "exit": "next", "to": "hello"}, {"from": "other", "exit": "next", "to": "pardon"}]}]}`, text)
}

// brief is document without an answer to anything else.
func brief(text string) []byte {
	return fmt.Appendf(nil, `{"schema_version": 1, "name": "Salon", "language": "en", "flows": [{"id": "main", "name": "Main",
		"blocks": [{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
			{"id": "hello", "type": "message.text", "config": {"text": %q}, "exits": {"next": "end"}}],
		"edges": [{"from": "start", "exit": "next", "to": "hello"}]}]}`, text)
}

// place is a store with a manager, a Telegram, and what serves its bots.
type place struct {
	*testing.T
	store    *memstore.Store
	telegram *botapi.Server
	api      *httptest.Server
	client   *telegram.Client
	registry *engine.Registry
	manager  *fleet.Manager
	log      *lockedBuffer
	program  string
	among    func(host.Store) host.Store // what the host sees of the store; nil for all of it
	every    time.Duration               // between looks at the rows, if not a moment
	refusals atomic.Int64                // messages of which Telegram says that it does not know the token

	host  *host.Host
	fleet *fleet.Fleet
	web   *httptest.Server // where Telegram calls
	end   func()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func setup(t *testing.T) *place {
	t.Helper()
	p := &place{T: t, store: memstore.New(host.SystemClock{}), registry: engine.NewRegistry(), log: &lockedBuffer{}}
	p.check(blocks.Register(p.registry))
	p.telegram = botapi.New(botapi.Options{Strict: true})
	p.telegram.AddBot(shopToken, botapi.Bot{Username: "shop_bot", FirstName: "Shop"})
	p.telegram.AddBot(salonToken, botapi.Bot{Username: "salon_bot", FirstName: "Salon"})
	p.api = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/sendMessage") && p.refusals.Add(-1) >= 0 {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"ok":false,"error_code":401,"description":"Unauthorized"}`)
			return
		}
		p.telegram.ServeHTTP(w, r)
	}))
	var err error
	p.client, err = telegram.NewClient(telegram.ClientOptions{BaseURL: p.api.URL})
	p.check(err)
	p.manager = p.managerOf("")
	t.Cleanup(func() {
		p.telegram.Close()
		p.client.Close()
		p.api.CloseClientConnections()
		p.api.Close()
	})
	return p
}

// managerOf gives a manager for hosts of a program.
func (p *place) managerOf(program string) *fleet.Manager {
	return fleet.NewManager(fleet.ManagerOptions{
		Store: p.store, Caller: p.client, Registry: p.registry, Now: time.Now, Random: rand.Reader, Program: program,
	})
}

func (p *place) check(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// serve starts a host and a fleet over the store; the guests are served though nobody added them.
func (p *place) serve(public bool, guests ...int64) {
	p.Helper()
	var err error
	log := slog.New(slog.NewTextHandler(p.log, nil))
	seen := host.Store(p.store)
	if p.among != nil {
		seen = p.among(seen)
	}
	p.host, err = host.New(host.Config{
		Store: seen, Queue: p.store, Messenger: telegram.NewMessenger(p.client, telegram.MessengerOptions{}),
		Registry: p.registry, Program: p.program, NewID: rand.Text, Log: log,
	})
	p.check(err)
	o := fleet.Options{
		Store: p.store, Host: p.host, Caller: p.client, Log: log, Clock: host.SystemClock{}, Every: cmp.Or(p.every, 10*time.Millisecond), Check: 50 * time.Millisecond,
		Guests: guests,
	}
	p.web = httptest.NewUnstartedServer(nil)
	if public {
		o.PublicURL = "http://" + p.web.Listener.Addr().String()
	}
	p.fleet = fleet.New(o)
	p.web.Config.Handler = p.fleet.Webhook()
	p.web.Start()
	p.check(p.fleet.Load(p.Context()))
	p.check(p.host.Start(context.WithoutCancel(p.Context())))
	p.fleet.Start()
	p.end = sync.OnceFunc(func() {
		p.fleet.Stop()
		p.web.Close()
		if err := p.host.Stop(context.WithoutCancel(p.Context())); err != nil {
			p.Error(err)
		}
	})
	p.Cleanup(p.end)
}

// until waits for something to be so.
func (p *place) until(what string, so func() bool) {
	p.Helper()
	for begun := time.Now(); !so(); {
		if time.Since(begun) > patience {
			p.Fatalf("it does not come to be: %s; the log says\n%s", what, p.log)
		}
		<-time.After(5 * time.Millisecond)
	}
}

func (p *place) add(token, text, receiver string) {
	p.Helper()
	_, err := p.manager.Add(p.Context(), fleet.Application{Token: token, Document: document(text), Receiver: receiver})
	p.check(err)
}

func (p *place) shop() host.BotRecord {
	p.Helper()
	b, err := p.store.Bot(p.Context(), shop)
	p.check(err)
	return b
}

// heard are the texts of the bot on a person's screen.
func heard(who *botapi.Person, token string) []string {
	var out []string
	for _, m := range who.Screen(token) {
		if m.From != nil && m.From.IsBot {
			out = append(out, m.Text)
		}
	}
	return out
}

// greets has somebody new write to a bot, and waits for the answer.
func (p *place) greets(token, want string) *botapi.Person {
	p.Helper()
	who := p.telegram.NewUser(botapi.User{FirstName: "Ann", LanguageCode: "en"})
	_, err := who.Start(token, "")
	p.check(err)
	p.until(fmt.Sprintf("%s says %q", token, want), func() bool { return slices.Contains(heard(who, token), want) })
	return who
}

// answers has somebody write to a bot until it says something.
func (p *place) answers(who *botapi.Person, token, want string) {
	p.Helper()
	p.until(fmt.Sprintf("%s says %q", token, want), func() bool {
		_, err := who.Start(token, "")
		p.check(err)
		said := heard(who, token)
		return said[len(said)-1] == want
	})
}

// calls counts how often a method was called for a bot.
func (p *place) calls(token, method string) int {
	n := 0
	for _, c := range p.telegram.Calls() {
		if c.Token == token && c.Method == method {
			n++
		}
	}
	return n
}

func TestFleet_BotsComeAndGoWhileItServes(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(false)
	p.add(shopToken, "Hello of the shop", "")
	who := p.greets(shopToken, "Hello of the shop")
	p.add(salonToken, "Hello of the salon", "")
	p.greets(salonToken, "Hello of the salon")
	p.until("the menu is set", func() bool { return p.calls(salonToken, "setMyCommands") > 0 })

	_, err := p.manager.Publish(t.Context(), shop, document("Another hello"), nil)
	p.check(err)
	p.answers(who, shopToken, "Another hello")
	n, err := p.manager.Rollback(t.Context(), shop, 0, nil)
	if err != nil || n != 3 {
		t.Fatalf("rolled back to %d, %v", n, err)
	}
	p.answers(who, shopToken, "Hello of the shop")

	p.check(p.manager.Remove(t.Context(), shop))
	p.until("the bot is gone", func() bool {
		_, err := p.store.Bot(t.Context(), shop)
		return errors.Is(err, engine.ErrNotFound)
	})
	if _, err := p.host.Revision(t.Context(), shop); !errors.Is(err, host.ErrUnknownBot) {
		t.Errorf("a removed bot is served: %v", err)
	}
	if l, err := p.store.Load(t.Context(), engine.SessionKey{BotID: shop, ChatID: who.User().ID, UserID: who.User().ID}); err != nil || l.Session != nil {
		t.Errorf("a removed bot has left a session, %v", err)
	}
	p.greets(salonToken, "Hello of the salon")

	p.add(shopToken, "Back again", "")
	p.greets(shopToken, "Back again")
}

// A bot that another process has removed and added again between two looks has the same number of its first revision, and nothing else
// of the one before.
func TestFleet_BotThatIsAddedAgainIsAnother(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.every = 2 * time.Second
	p.add(shopToken, "Hello of the shop", "")
	p.serve(false)
	who := p.greets(shopToken, "Hello of the shop")
	p.until("the menu is set", func() bool { return p.calls(shopToken, "setMyCommands") > 0 })
	menus := p.calls(shopToken, "setMyCommands")

	p.check(p.store.DropBot(t.Context(), shop))
	other := bytes.Replace(document("Another shop"), []byte("Begin"), []byte("Enter"), 1)
	_, err := p.manager.Add(t.Context(), fleet.Application{Token: shopToken, Document: other})
	p.check(err)
	p.answers(who, shopToken, "Another shop")
	p.until("the menu is set again", func() bool { return p.calls(shopToken, "setMyCommands") > menus })
}

func TestFleet_PausedBotLosesNothing(t *testing.T) {
	t.Parallel()
	for _, receiver := range []string{host.ReceiverPolling, host.ReceiverWebhook} {
		t.Run(receiver, func(t *testing.T) {
			t.Parallel()
			p := setup(t)
			p.serve(true)
			p.add(shopToken, "Hello", receiver)
			p.greets(shopToken, "Hello")
			p.check(p.manager.Pause(t.Context(), shop))
			p.until("it is not served", func() bool {
				_, err := p.host.Revision(t.Context(), shop)
				return errors.Is(err, host.ErrUnknownBot)
			})
			p.fleet.Kick()
			p.check(p.fleet.Settled(t.Context(), shop))
			who := p.telegram.NewUser(botapi.User{FirstName: "Bob", LanguageCode: "en"})
			_, err := who.Start(shopToken, "")
			p.check(err)
			if said := heard(who, shopToken); len(said) > 0 {
				t.Errorf("a paused bot says %q", said)
			}
			p.check(p.manager.Resume(t.Context(), shop))
			p.until("he is answered", func() bool { return len(heard(who, shopToken)) == 1 })
		})
	}
}

func TestFleet_ReceiversAreSwitched(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(true)
	p.add(shopToken, "Hello", "")
	p.greets(shopToken, "Hello")
	if n := p.calls(shopToken, "getUpdates"); n > 0 {
		t.Errorf("a bot with a webhook was polled %d times", n)
	}
	p.check(p.manager.SetReceiver(t.Context(), shop, host.ReceiverPolling))
	p.until("it has no webhook any more", func() bool { return p.calls(shopToken, "deleteWebhook") > 0 })
	p.greets(shopToken, "Hello")
	p.until("it is polled", func() bool { return p.calls(shopToken, "getUpdates") > 0 })
	before := p.calls(shopToken, "setWebhook")
	p.check(p.manager.SetReceiver(t.Context(), shop, host.ReceiverWebhook))
	p.until("it has a webhook again", func() bool { return p.calls(shopToken, "setWebhook") > before })
	p.greets(shopToken, "Hello")
	if b := p.shop(); b.Trouble != "" {
		t.Errorf("its trouble is %q", b.Trouble)
	}
}

// What a start finds in the store is served, but for what is paused and what nobody added.
func TestFleet_StartServesWhatIsStored(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.add(shopToken, "Hello of the shop", "")
	p.add(salonToken, "Hello of the salon", "")
	p.check(p.manager.Pause(t.Context(), salon))
	p.check(p.store.SaveBot(t.Context(), host.BotRecord{ID: 7003, Token: "7003:x", Key: []byte("k")})) // of a configuration of before
	p.serve(false)
	p.greets(shopToken, "Hello of the shop")
	for _, id := range []int64{salon, 7003} {
		if _, err := p.host.Revision(t.Context(), id); !errors.Is(err, host.ErrUnknownBot) {
			t.Errorf("bot %d is served: %v", id, err)
		}
	}
	p.end()
	p.check(p.manager.Resume(t.Context(), salon))
	p.serve(false)
	p.greets(salonToken, "Hello of the salon")
}

// The first start of another version answers at once, and finds out afterwards what it cannot run any more: that is the bot's
// trouble, and over when a version comes that can.
func TestFleet_AnotherVersionFindsWhatItCannotRun(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.program = "one"
	p.serve(true)
	p.add(shopToken, "Hello of the shop", "")
	_, err := p.manager.Add(t.Context(), fleet.Application{Token: salonToken, Document: brief("Hello of the salon")})
	p.check(err)
	p.greets(shopToken, "Hello of the shop")
	p.greets(salonToken, "Hello of the salon")
	p.end()

	p.program = "two"
	whole := p.registry
	p.registry = engine.NewRegistry()
	for _, block := range whole.Types() {
		if block.Name != "trigger.fallback" {
			p.check(p.registry.Add(block))
		}
	}
	p.serve(true)
	p.greets(salonToken, "Hello of the salon")
	p.until("the shop is in trouble", func() bool { return p.shop().Trouble != "" })
	p.until("all have been looked at", func() bool { return len(p.host.Outdated()) == 0 })
	if _, err := p.host.Revision(t.Context(), shop); !errors.Is(err, host.ErrUnknownBot) {
		t.Errorf("the shop is served: %v", err)
	}
	p.end()

	p.program, p.registry = "three", whole
	p.serve(true)
	p.greets(shopToken, "Hello of the shop")
	p.until("the trouble is over", func() bool { return p.shop().Trouble == "" })
}

// reader counts how often documents are read, and may fail to read them.
type reader struct {
	host.Store
	reads, fails atomic.Int64
}

func (r *reader) Revision(ctx context.Context, botID int64, revision int) ([]byte, error) {
	if r.reads.Add(1); r.fails.Add(-1) >= 0 {
		return nil, errors.New("the database is locked")
	}
	return r.Store.Revision(ctx, botID, revision)
}

// A database that is away for a moment takes no bot off that is served.
func TestFleet_WhatCouldNotBeLookedAtIsServedAsItIs(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.program = "one"
	p.serve(true)
	p.add(shopToken, "Hello", "")
	p.greets(shopToken, "Hello")
	p.end()

	p.program = "two"
	r := &reader{}
	r.fails.Store(3)
	p.among = func(s host.Store) host.Store { r.Store = s; return r }
	p.serve(true)
	p.until("it has been looked at", func() bool {
		if _, err := p.host.Commands(t.Context(), shop); err != nil {
			t.Errorf("the bot is not served meanwhile: %v", err)
			return true
		}
		return len(p.host.Outdated()) == 0 && r.fails.Load() < 0
	})
	p.greets(shopToken, "Hello")
	if got := p.shop().Trouble; got != "" {
		t.Errorf("the trouble is %q", got)
	}
}

// What was published while no server ran costs its start nothing.
func TestManager_HasTheStartKnowWhatItPublishes(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.program = "one"
	m := p.managerOf("one")
	ctx := t.Context()
	_, err := m.Add(ctx, fleet.Application{Token: shopToken, Document: document("Hello of the shop")})
	p.check(err)
	_, err = m.Add(ctx, fleet.Application{Token: salonToken, Document: document("Hello")})
	p.check(err)
	_, err = m.Publish(ctx, salon, document("Hello of the salon"), nil)
	p.check(err)
	r := &reader{}
	p.among = func(s host.Store) host.Store { r.Store = s; return r }
	p.serve(true)
	p.until("the menus are looked at", func() bool {
		return p.calls(shopToken, "getMyCommands") > 0 && p.calls(salonToken, "getMyCommands") > 0
	})
	if n := r.reads.Load(); n != 0 {
		t.Errorf("the start has read %d documents", n)
	}
	p.greets(shopToken, "Hello of the shop")
	p.greets(salonToken, "Hello of the salon")
}

// One bot's trouble is told and mended without the others.
func TestFleet_TroubleOfOneIsNotThatOfOthers(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(false)
	p.add(shopToken, "Hello", host.ReceiverWebhook)
	p.until("it is in trouble", func() bool { return strings.Contains(p.shop().Trouble, "no public address") })
	p.add(salonToken, "Hello of the salon", "")
	p.greets(salonToken, "Hello of the salon")
	p.check(p.manager.SetReceiver(t.Context(), shop, ""))
	p.greets(shopToken, "Hello")
	p.until("the trouble is over", func() bool { return p.shop().Trouble == "" })
}

// A bot that cannot be brought where it should be is tried again after pauses, however often the store is looked at.
func TestFleet_TroubleIsNotTriedAtEveryLook(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(false)
	p.add(salonToken, "Salon.", "")
	p.add(shopToken, "Hello.", host.ReceiverWebhook) // there is no public address
	p.until("the trouble is told", func() bool { return strings.Contains(p.shop().Trouble, "no public address") })
	for i := range 30 { // each is another look at the store
		p.check(second(p.manager.Publish(t.Context(), salon, document(fmt.Sprint("Salon ", i)), nil)))
		p.until("the revision is served", func() bool {
			rev, err := p.host.Revision(t.Context(), salon)
			return err == nil && rev.Number == i+2
		})
	}
	if n := strings.Count(p.log.String(), "the bot is in trouble"); n > 10 {
		t.Errorf("it was tried %d times", n)
	}
}

func TestFleet_RevokedTokenIsReplaced(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(false)
	p.add(shopToken, "Hello", "")
	p.greets(shopToken, "Hello")
	const fresh = "7001:another-token"
	if !p.telegram.Revoke(shopToken, fresh) {
		t.Fatal("there is no bot with the token")
	}
	who := p.telegram.NewUser(botapi.User{FirstName: "Bob", LanguageCode: "en"})
	_, err := who.Start(fresh, "")
	p.check(err)
	p.until("the trouble is told", func() bool { return strings.Contains(p.shop().Trouble, "refuses the token") })
	if err := p.manager.SetToken(t.Context(), salon, fresh); !errors.Is(err, fleet.ErrOtherBot) {
		t.Errorf("a token of another bot: %v", err)
	}
	p.check(p.manager.SetToken(t.Context(), shop, fresh))
	p.greets(fresh, "Hello")
	p.until("who wrote meanwhile is answered", func() bool { return len(heard(who, fresh)) == 1 })
	p.until("the trouble is over", func() bool { return p.shop().Trouble == "" })
}

// A refusal may be a passing one. The bot goes on by itself, with what it had to say.
func TestFleet_TokenThatWorksAfterAllIsUsedAgain(t *testing.T) {
	t.Parallel()
	for name, public := range map[string]bool{"polling": false, "webhook": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := setup(t)
			p.serve(public)
			p.add(shopToken, "Hello", "")
			p.greets(shopToken, "Hello")
			p.refusals.Store(1)
			p.greets(shopToken, "Hello") // late, and all the same
			p.until("the trouble is over", func() bool { return p.shop().Trouble == "" })
			if !strings.Contains(p.log.String(), "the bot's token is refused") {
				t.Error("nobody noticed that it was refused")
			}
		})
	}
}

// What is known of a token's passing refusals says nothing of the token that comes after it.
func TestFleet_RefusalOfANewTokenIsLookedAtAtOnce(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(false)
	p.add(shopToken, "Hello", "")
	p.greets(shopToken, "Hello")
	p.refusals.Store(1)
	p.greets(shopToken, "Hello")
	p.until("the trouble is over", func() bool { return p.shop().Trouble == "" })
	const fresh = "7001:another-token"
	p.telegram.Revoke(shopToken, fresh)
	p.check(p.manager.SetToken(t.Context(), shop, fresh))
	p.greets(fresh, "Hello")
	p.until("the trouble is over", func() bool { return p.shop().Trouble == "" })
	const trouble = "the bot is in trouble"
	before := strings.Count(p.log.String(), trouble)
	p.refusals.Store(1)
	p.greets(fresh, "Hello")
	p.until("the trouble is over", func() bool { return p.shop().Trouble == "" })
	if strings.Count(p.log.String(), trouble) > before {
		t.Error("the first refusal of the new token was believed")
	}
}

func TestFleet_OwnerLinkWorksOnce(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.add(shopToken, "Hello", "")
	b := p.shop()
	link, err := p.manager.OwnerLink(t.Context(), &b)
	p.check(err)
	p.serve(false)
	again, err := p.manager.OwnerLink(t.Context(), &b)
	_, code, found := strings.Cut(link, "https://t.me/shop_bot?start=")
	if err != nil || again != link || !found {
		t.Fatalf("the link is %q and then %q, %v", link, again, err)
	}
	eve := p.telegram.NewUser(botapi.User{FirstName: "Eve", LanguageCode: "en"})
	_, err = eve.Start(shopToken, "owner_guessed")
	p.check(err)
	p.until("Eve is a customer", func() bool { return slices.Contains(heard(eve, shopToken), "Hello") })
	ann := p.telegram.NewUser(botapi.User{FirstName: "Ann", LanguageCode: "en"})
	_, err = ann.Start(shopToken, code)
	p.check(err)
	p.until("Ann is the owner", func() bool {
		said := heard(ann, shopToken)
		return len(said) == 1 && strings.HasPrefix(said[0], "You are this bot's owner now")
	})
	_, err = eve.Start(shopToken, code)
	p.check(err)
	p.until("Eve is a customer again", func() bool { return len(heard(eve, shopToken)) == 2 })
	owners, err := p.store.Staff(t.Context(), shop, []string{fleet.OwnerRole})
	if err != nil || !slices.Equal(owners, []int64{ann.User().ID}) {
		t.Errorf("owners are %v, %v", owners, err)
	}
	if link, err := p.manager.OwnerLink(t.Context(), &b); err != nil || link != "" {
		t.Errorf("with an owner the link is %q, %v", link, err)
	}
}

// A bot that the configuration names is served as long as it does.
func TestFleet_GuestsAreServedWhileTheyAreNamed(t *testing.T) {
	t.Parallel()
	p := setup(t)
	b, known, err := p.manager.Meet(t.Context(), shopToken)
	if err != nil || known || b.Username != "shop_bot" || len(b.Key) != 32 || b.Secret == "" {
		t.Fatalf("met %+v, %v, %v", b, known, err)
	}
	p.check(p.store.SaveBot(t.Context(), b))
	_, err = p.manager.Publish(t.Context(), shop, document("Hello"), nil)
	p.check(err)
	p.serve(false, shop)
	p.greets(shopToken, "Hello")
	p.end()
	p.serve(false)
	if _, err := p.host.Revision(t.Context(), shop); !errors.Is(err, host.ErrUnknownBot) {
		t.Errorf("it is served though nobody names it: %v", err)
	}
	again, known, err := p.manager.Meet(t.Context(), shopToken)
	if err != nil || !known || !bytes.Equal(again.Key, b.Key) {
		t.Errorf("met again with another key, known %v, %v", known, err)
	}
	p.add(shopToken, "Hello", "")
	p.greets(shopToken, "Hello")
}

// Another program that takes a bot is noticed, and the bot is taken back when somebody asks for that.
func TestFleet_StrangerIsNoticedAndTheBotTakenBack(t *testing.T) {
	t.Parallel()
	for _, receiver := range []string{host.ReceiverPolling, host.ReceiverWebhook} {
		t.Run(receiver, func(t *testing.T) {
			t.Parallel()
			p := setup(t)
			p.serve(true)
			p.add(shopToken, "Hello", receiver)
			p.greets(shopToken, "Hello")
			stranger := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(stranger.Close)
			p.check(telegram.SetWebhook(t.Context(), p.client, shopToken, telegram.WebhookSettings{URL: stranger.URL}))
			who := p.telegram.NewUser(botapi.User{FirstName: "Bob", LanguageCode: "en"})
			_, err := who.Start(shopToken, "")
			p.check(err)
			p.until("it is noticed", func() bool { return strings.HasPrefix(p.shop().Trouble, "Another program") })
			h, err := p.manager.Health(t.Context(), shop, p.web.URL)
			if err != nil || !h.Stranger || h.Webhook.URL != stranger.URL {
				t.Errorf("its health is %+v, %v", h, err)
			}
			p.check(p.manager.Repair(t.Context(), shop))
			p.until("who wrote meanwhile is answered", func() bool { return len(heard(who, shopToken)) == 1 })
			p.until("the trouble is over", func() bool { return p.shop().Trouble == "" })
			h, err = p.manager.Health(t.Context(), shop, p.web.URL)
			if err != nil || h.Stranger {
				t.Errorf("after the repair its health is %+v, %v", h, err)
			}
		})
	}
}

func TestFleet_DeadLettersAreReceivedAgain(t *testing.T) {
	t.Parallel()
	p := setup(t)
	p.serve(false)
	p.add(shopToken, "Hello", "")
	who := p.greets(shopToken, "Hello")
	id := who.User().ID
	raw := fmt.Appendf(nil, `{"update_id": 900, "message": {"message_id": 90, "date": 1767225600, "text": "what?",
		"chat": {"id": %d, "type": "private"}, "from": {"id": %d, "is_bot": false, "first_name": "Ann"}}}`, id, id)
	for _, l := range []host.DeadLetter{{UpdateID: 900, Raw: raw}, {UpdateID: 901, Raw: []byte("nonsense")}, {Error: "an event of ours"}} {
		l.BotID = shop
		p.check(p.store.Bury(t.Context(), l))
	}
	n, err := p.manager.RetryLetters(t.Context(), shop)
	if err != nil || n != 2 {
		t.Fatalf("%d letters are to be received again, %v", n, err)
	}
	p.until("it is answered", func() bool { return slices.Contains(heard(who, shopToken), "Pardon?") })
	p.until("what was received is gone", func() bool {
		left, err := p.store.DeadLetters(t.Context(), shop, 10)
		p.check(err)
		return len(left) == 1 && left[0].Error == "an event of ours"
	})
	if n, err := p.manager.DropLetters(t.Context(), shop); err != nil || n != 1 {
		t.Errorf("dropped %d, %v", n, err)
	}
}

func TestManager_Refusals(t *testing.T) {
	t.Parallel()
	p := setup(t)
	ctx := t.Context()
	p.add(shopToken, "Hello", "")
	var load *flow.LoadError
	var check *engine.CheckError
	for name, x := range map[string]struct {
		err  error
		want func(error) bool
	}{
		"a token that is none":     {second(p.manager.Add(ctx, fleet.Application{Token: "shop", Document: document("Hi")})), is(telegram.ErrToken)},
		"a token that is unknown":  {second(p.manager.Add(ctx, fleet.Application{Token: "7009:x", Document: document("Hi")})), is(telegram.ErrToken)},
		"a bot that is here":       {second(p.manager.Add(ctx, fleet.Application{Token: shopToken, Document: document("Hi")})), is(fleet.ErrHosted)},
		"a document that is none":  {second(p.manager.Publish(ctx, shop, []byte("{"), nil)), func(err error) bool { return errors.As(err, &load) }},
		"a document with errors":   {second(p.manager.Publish(ctx, shop, document(""), nil)), func(err error) bool { return errors.As(err, &check) }},
		"a bot that is not here":   {second(p.manager.Publish(ctx, salon, document("Hi"), nil)), is(engine.ErrNotFound)},
		"no revision to return to": {second(p.manager.Rollback(ctx, shop, 0, nil)), is(fleet.ErrNoRevision)},
		"pausing nobody":           {p.manager.Pause(ctx, salon), is(engine.ErrNotFound)},
	} {
		if !x.want(x.err) {
			t.Errorf("%s: %v", name, x.err)
		}
	}
	if _, err := p.store.Bot(ctx, salon); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("a refused bot is stored: %v", err)
	}
	p.check(p.manager.Remove(ctx, shop))
	p.check(p.manager.Remove(ctx, shop))
	for name, err := range map[string]error{
		"publish": second(p.manager.Publish(ctx, shop, document("Hi"), nil)),
		"resume":  p.manager.Resume(ctx, shop),
		"add":     second(p.manager.Add(ctx, fleet.Application{Token: shopToken, Document: document("Hi")})),
	} {
		if !errors.Is(err, fleet.ErrLeaving) {
			t.Errorf("%s a bot that leaves: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func is(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }
