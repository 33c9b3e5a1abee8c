package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/outbound"
	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/migrate"
)

// server is everything that serves one bot, in the order it was started.
type server struct {
	env    *runEnv
	s      *settings
	log    *slog.Logger
	db     *storage.DB
	client *telegram.Client
	host   *host.Host
	sink   *sink
	poller *telegram.Poller
	web    *web
	pages  *editor.Handler
	bot    host.BotRecord
	rev    *engine.Revision
}

// serveBot serves the configured bot until the context ends.
func serveBot(env *runEnv, s *settings, log *slog.Logger, l net.Listener) (err error) {
	data, err := readDocument(s.Bot)
	if err != nil {
		return fmt.Errorf("SCENARIST_BOT: %w", err)
	}
	doc, r := inspect(s.Bot, data, env.Registry)
	if r.Errors > 0 {
		fmt.Fprint(env.Stderr, r.text())
		return errProblem
	}
	if r.Warnings > 0 {
		fmt.Fprint(env.Stderr, r.text())
	}
	srv := &server{env: env, s: s, log: log}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(env.Context), stopTimeout)
		defer cancel()
		stopped := srv.stop(ctx)
		if err == nil && stopped == nil {
			srv.say("Stopped.")
		}
		err = errors.Join(err, stopped)
	}()
	ctx := env.Context
	for _, step := range []func(context.Context) error{
		srv.openStore,
		srv.meet,
		func(ctx context.Context) error { return srv.publish(ctx, doc) },
		func(ctx context.Context) error { return srv.keepSecrets(ctx, doc) },
		srv.startHost,
		func(ctx context.Context) error { return srv.serveWeb(ctx, l, data) },
		srv.setMenu,
		srv.receive,
		srv.findOwner,
		srv.findStaff,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	srv.say("Stop with Ctrl+C.")
	select {
	case <-ctx.Done():
		srv.say("Stopping: finishing what is under way.")
		return nil
	case err := <-srv.web.failed:
		return fmt.Errorf("the web server broke down: %w", err)
	}
}

func (s *server) say(format string, args ...any) { fmt.Fprintf(s.env.Stdout, format+"\n", args...) }

func (s *server) openStore(ctx context.Context) error {
	key, made, err := masterKey(s.s)
	if err != nil {
		return err
	}
	if made != "" {
		s.say("Key       made %s: keep a copy, the stored secrets cannot be read without it", made)
	}
	s.db, err = storage.Open(ctx, storage.Options{Path: s.s.database, Key: key, Log: s.log})
	switch {
	case errors.Is(err, storage.ErrInUse):
		return fmt.Errorf("another Scenarist uses this database already: stop it, or name another directory with SCENARIST_DATA (%w)", err)
	case errors.Is(err, storage.ErrWrongKey):
		return wrong("SCENARIST_KEY", "the database %s was made with another key: use that one (the key file is %s)", s.s.database, filepath.Join(s.s.Data, keyFileName))
	case errors.Is(err, storage.ErrForeign), errors.Is(err, storage.ErrDamaged), errors.Is(err, migrate.ErrNewer):
		return wrong("SCENARIST_DATABASE", "%v", err)
	case err != nil:
		return err
	}
	s.say("Database  %s", s.s.database)
	return nil
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
		Store: s.db, Queue: s.db.Queue(), Registry: s.env.Registry, NewID: rand.Text, Log: s.log, HTTP: guarded,
		Messenger: telegram.NewMessenger(s.client, telegram.MessengerOptions{Fetch: guarded}),
		Rates:     s.s.rates(),
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

func (s *server) serveWeb(_ context.Context, l net.Listener, document []byte) error {
	s.sink = &sink{host: s.host, caller: s.client, token: s.bot.Token, log: s.log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
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
	page := "try the bot there without Telegram; "
	if s.s.PublicURL == "" {
		one := oneExample(s.env.Registry, s.log, s.bot.Username, s.s.Bot, document)
		s.pages = editor.New(editor.Options{Examples: one, Log: s.log})
		mux.Handle("/", s.pages)
	} else {
		page = "" // the page has no log-in, and the whole world reaches this server
	}
	s.web = startWeb(l, mux, s.log)
	s.sayCallbacks()
	s.say("Web       http://%s (%s/healthz and /readyz for a supervisor)", l.Addr(), page)
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

// probeTimeout is how long a supervisor waits for an answer about readiness while the database does not work.
const probeTimeout = 2 * time.Second

// ready answers whether updates are taken in. The host knows that by the last one that it tried to store; where that
// went wrong, whoever asks is told whether the next one could be stored. Else a supervisor that sends nothing to a server
// that is not ready would never see it get ready.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if !s.host.Stats().Healthy {
		ctx, cancel := context.WithTimeout(r.Context(), probeTimeout)
		defer cancel()
		// A row that nobody reads: it takes the lock and the room on the disk that an update would take.
		if err := s.db.SaveFileID(ctx, s.bot.ID, "readiness", "readiness"); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, "the database does not work: updates are not acknowledged, Telegram keeps them")
			return
		}
	}
	fmt.Fprintln(w, "ok")
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

// stop ends everything, the last started part of the way of an update first: receivers, turns and sends, pages, store.
func (s *server) stop(ctx context.Context) error {
	var errs []error
	if s.poller != nil {
		s.poller.Stop()
	}
	if s.web != nil {
		errs = append(errs, s.web.stop(ctx))
	}
	if s.host != nil {
		errs = append(errs, s.host.Stop(ctx))
	}
	if s.pages != nil {
		s.pages.Close()
	}
	if s.client != nil {
		s.client.Close()
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(errs...)
}
