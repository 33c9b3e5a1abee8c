package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/outbound"
	"github.com/scenarist/scenarist/engine/telegram"
)

// realBot are the steps that serve the configured bot.
func (s *server) realBot() ([]step, error) {
	data, err := readDocument(s.s.Bot)
	if err != nil {
		return nil, fmt.Errorf("SCENARIST_BOT: %w", err)
	}
	doc, r := inspect(s.s.Bot, data, s.env.Registry)
	if r.Errors > 0 {
		fmt.Fprint(s.env.Stderr, r.text())
		return nil, errProblem
	}
	if r.Warnings > 0 {
		fmt.Fprint(s.env.Stderr, r.text())
	}
	return []step{
		s.openStore,
		s.meet,
		func(ctx context.Context) error { return s.publish(ctx, doc) },
		func(ctx context.Context) error { return s.keepSecrets(ctx, doc) },
		func(ctx context.Context) error { return s.openPage(ctx, data) },
		s.startHost,
		s.serveWeb,
		s.setMenu,
		s.receive,
		s.findOwner,
		s.findStaff,
		func(context.Context) error { s.say("Stop with Ctrl+C."); return nil },
	}, nil
}

// meet asks Telegram who the bot is. If Telegram cannot be reached, a bot that was served here before is served all the
// same: it works as soon as Telegram does.
func (s *server) meet(ctx context.Context) error {
	var err error
	if s.client, err = telegram.NewClient(telegram.ClientOptions{BaseURL: s.s.APIURL}); err != nil {
		return wrong("SCENARIST_API_URL", "%v", err)
	}
	known, err := s.known(ctx)
	if err != nil {
		return err
	}
	asking, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	me, err := telegram.GetMe(asking, s.client, s.s.Token)
	switch {
	case errors.Is(err, telegram.ErrToken):
		return wrong("SCENARIST_TOKEN", "%v; @BotFather shows the right one, which looks like 123456789:AAF…", err)
	case err != nil && known == nil:
		return fmt.Errorf("SCENARIST_API_URL: %s could not be asked about the bot: %w", s.s.APIURL, err)
	case err != nil:
		s.log.WarnContext(ctx, "telegram could not be asked about the bot; serving it as it was known", "bot_id", known.ID, "error", err)
		s.bot = *known
	default:
		s.bot = host.BotRecord{ID: me.ID, Name: me.Name, Username: me.Username}
		if known != nil {
			s.bot = *known
			s.bot.Name, s.bot.Username = me.Name, me.Username
		}
	}
	s.bot.Token, s.bot.Paused, s.bot.Trouble = s.s.Token, false, ""
	if len(s.bot.Key) == 0 {
		s.bot.Key, s.bot.Secret = randomBytes(32), hex.EncodeToString(randomBytes(24))
	}
	s.say("Bot       @%s (%s)", s.bot.Username, s.bot.Name)
	return nil
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand
	return b
}

// known finds the bot of the token in the store.
func (s *server) known(ctx context.Context) (*host.BotRecord, error) {
	id, _, _ := strings.Cut(s.s.Token, ":")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, wrong("SCENARIST_TOKEN", "the part before the colon is no number")
	}
	bots, err := s.db.Bots(ctx)
	if err != nil {
		return nil, err
	}
	for i := range bots {
		if bots[i].ID == n {
			return &bots[i], nil
		}
	}
	return nil, nil
}

// publish makes the document the bot's revision.
func (s *server) publish(ctx context.Context, doc *flow.Document) error {
	canonical, err := flow.Marshal(doc)
	if err != nil {
		return fmt.Errorf("publish %s: %w", s.s.Bot, err)
	}
	// The bot's row comes first: revisions belong to it.
	if err := s.db.SaveBot(ctx, s.bot); err != nil {
		return err
	}
	number, err := s.db.Publish(ctx, s.bot.ID, canonical, time.Now())
	if err != nil {
		return err
	}
	if s.rev, err = engine.Compile(doc, s.env.Registry, number); err != nil {
		return fmt.Errorf("publish %s: %w", s.s.Bot, err)
	}
	s.bot.Revision = number
	if err := s.db.SaveBot(ctx, s.bot); err != nil {
		return err
	}
	s.say("Document  %s, revision %d: %d flows", s.s.Bot, number, len(doc.Flows))
	return nil
}

// keepSecrets stores the secrets given by the environment and names the missing ones.
func (s *server) keepSecrets(ctx context.Context, doc *flow.Document) error {
	if doc.Settings == nil {
		return nil
	}
	for _, name := range doc.Settings.Secrets {
		variable := "SCENARIST_SECRET_" + strings.ToUpper(name)
		if value := s.env.Getenv(variable); value != "" {
			if err := s.db.SetSecret(ctx, s.bot.ID, name, value); err != nil {
				return err
			}
			continue
		}
		_, err := s.db.Secret(ctx, s.bot.ID, name)
		if errors.Is(err, engine.ErrNotFound) {
			s.say("Secret    %s is missing: blocks that need it will fail; set %s", name, variable)
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (s *server) startHost(ctx context.Context) error {
	guarded, err := outbound.New(outbound.Options{Allow: s.s.AllowHosts})
	if err != nil {
		return wrong("SCENARIST_ALLOW_HOSTS", "%v", err)
	}
	files := telegram.NewFiles(s.client, s.client)
	s.host, err = host.New(host.Config{
		Store: s.db, Queue: s.board, Registry: s.env.Registry, NewID: rand.Text, Log: s.log, HTTP: guarded,
		Messenger: telegram.NewMessenger(s.client, telegram.MessengerOptions{Fetch: guarded}),
		Rates:     s.s.rates(),
		Limits:    host.Limits{Committers: s.db.Committers()},
		PublicURL: s.s.PublicURL,
		File: func(ctx context.Context, b *host.BotRecord, fileID string) (io.ReadCloser, engine.File, error) {
			return files.Open(ctx, b.Token, fileID)
		},
		Telegram: func(ctx context.Context, b *host.BotRecord, method string, params map[string]any) (json.RawMessage, error) {
			return telegram.Ask(ctx, s.client, b.Token, method, params)
		},
	})
	if err != nil {
		return err
	}
	// The bot first: alarms of bots that are not served are put off.
	if err := s.host.Serve(ctx, s.bot, s.rev); err != nil {
		return err
	}
	return s.host.Start(context.WithoutCancel(ctx)) // Stop ends it, in order
}

// openPage lets the bot be tried without Telegram, unless the whole world reaches this server: the page has no log-in.
func (s *server) openPage(ctx context.Context, document []byte) error {
	if s.s.PublicURL != "" {
		return nil
	}
	one, err := oneExample(s.env.Registry, s.bot.Username, s.s.Bot, document)
	if err != nil {
		return err
	}
	return s.openTrials(ctx, one)
}

func (s *server) serveWeb(context.Context) error {
	s.sink = &sink{host: s.host, caller: s.client, token: s.bot.Token, log: s.log}
	mux := s.mux()
	mux.Handle(telegram.WebhookPath, telegram.NewWebhook(telegram.WebhookOptions{
		Bot: func(id int64) (telegram.WebhookBot, bool) {
			return telegram.WebhookBot{Username: s.bot.Username, Secret: s.bot.Secret}, id == s.bot.ID
		},
		Sink: s.sink, Log: s.log, Now: time.Now,
	}))
	mux.Handle(hooksPath, &hooks{
		host: s.host, secret: s.db.Secret, known: s.hasWritten, log: s.log, now: time.Now, newID: rand.Text,
	})
	mux.Handle(engine.CallbackPath, &callbacks{host: s.host, log: s.log})
	page := ""
	if s.trials != nil {
		page = "try the bot there without Telegram; "
	}
	s.web = startWeb(s.listener, mux, s.log)
	s.sayCallbacks()
	s.say("Web       http://%s (%s/healthz and /readyz for a supervisor)", s.listener.Addr(), page)
	return nil
}

// sayCallbacks warns of blocks that give services an address to call back, where there is none to give.
func (s *server) sayCallbacks() {
	labels, needed := s.rev.Callbacks()
	switch list := strings.Join(labels, ", "); {
	case len(labels) == 0 || s.s.PublicURL != "":
	case needed:
		s.say("Callbacks impossible without SCENARIST_PUBLIC_URL; of these blocks, those that do not ask the service by themselves will fail: %s", list)
	default:
		s.say("Callbacks impossible without SCENARIST_PUBLIC_URL; these blocks ask the service by themselves instead: %s", list)
	}
}

// hasWritten reports whether the bot has a session with the person.
func (s *server) hasWritten(ctx context.Context, key engine.SessionKey) (bool, error) {
	l, err := s.db.Load(ctx, key)
	return l.Session != nil, err
}

func (s *server) setMenu(ctx context.Context) error {
	list := commands(s.rev)
	if err := telegram.SetCommands(ctx, s.client, s.bot.Token, list); err != nil {
		s.log.WarnContext(ctx, "the command menu could not be set; the bot works without", "bot_id", s.bot.ID, "error", err)
		return nil
	}
	s.say("Commands  %d in the menu", len(list))
	return nil
}

// receive begins to take updates in.
func (s *server) receive(ctx context.Context) error {
	if s.s.PublicURL != "" {
		// As many deliveries at once as Telegram makes (Bot API, setWebhook.max_connections): each waits for a commit, and those
		// that wait together share it.
		const webhookConnections = 100
		address := strings.TrimRight(s.s.PublicURL, "/") + telegram.WebhookPath + strconv.FormatInt(s.bot.ID, 10)
		err := telegram.SetWebhook(ctx, s.client, s.bot.Token, telegram.WebhookSettings{
			URL: address, Secret: s.bot.Secret, MaxConnections: webhookConnections,
		})
		if err != nil {
			return wrong("SCENARIST_PUBLIC_URL", "Telegram does not take %s as a webhook: %v", address, err)
		}
		s.say("Updates   Telegram calls %s", address)
		return nil
	}
	if err := telegram.DeleteWebhook(ctx, s.client, s.bot.Token); err != nil {
		s.log.WarnContext(ctx, "a webhook that may be set could not be removed", "bot_id", s.bot.ID, "error", err)
	}
	s.poller = telegram.NewPoller(telegram.PollerOptions{
		BotID: s.bot.ID, Username: s.bot.Username, Token: s.bot.Token, Caller: s.client, Sink: s.sink, Offsets: s.db,
		Log: s.log, Now: time.Now, Chance: mathrand.Float64, Health: s.health,
	})
	if err := s.poller.Start(context.WithoutCancel(ctx)); err != nil { // Stop ends it, in order
		return err
	}
	s.say("Updates   asking %s (polling)", s.s.APIURL)
	return nil
}

// health tells in the log why no updates come.
func (s *server) health(botID int64, code, message string) {
	switch code {
	case "":
		s.log.Info("updates come again", "bot_id", botID)
	case "conflict":
		s.log.Error("another program asks Telegram for this bot's updates, or has set a webhook: stop it, or give it a token of its own", "bot_id", botID)
	case "unauthorized":
		s.log.Error("the token is not known any more: set a new SCENARIST_TOKEN and start again", "bot_id", botID)
	default:
		s.log.Warn("no updates come at the moment; trying again", "bot_id", botID, "code", code, "error", message)
	}
}

// findStaff gives the configured people their roles.
func (s *server) findStaff(ctx context.Context) error {
	for _, m := range s.s.staff {
		if err := s.host.AddStaff(ctx, s.bot.ID, m.id, m.role); err != nil {
			return err
		}
		s.say("Staff     %d is %s", m.id, m.role)
	}
	return nil
}

// findOwner makes the configured person the owner, or prints the link by which one becomes it.
func (s *server) findOwner(ctx context.Context) error {
	if s.s.owner != 0 {
		s.say("Owner     %d", s.s.owner)
		return s.host.AddStaff(ctx, s.bot.ID, s.s.owner, ownerRole)
	}
	chats, err := s.db.Staff(ctx, s.bot.ID, []string{ownerRole})
	if err != nil {
		return err
	}
	if len(chats) > 0 {
		return nil
	}
	s.sink.mu.Lock()
	s.sink.code = newClaim()
	code := s.sink.code
	s.sink.mu.Unlock()
	s.say("Owner     nobody yet; to get the bot's notices, open https://t.me/%s?start=%s%s", s.bot.Username, claimPrefix, code)
	return nil
}
