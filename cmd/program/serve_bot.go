package program

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor/wording"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
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
	if err := s.env.openBlocks(s.s.Blocks, nil); err != nil {
		return nil, err
	}
	doc, r := inspect(s.s.Bot, data, s.env.types)
	if r.Errors > 0 {
		fmt.Fprint(s.env.Stderr, r.text())
		return nil, errProblem
	}
	if r.Warnings > 0 {
		fmt.Fprint(s.env.Stderr, r.text())
	}
	return []step{
		s.openStore,
		s.connect,
		s.meet,
		func(ctx context.Context) error { return s.keepAssets(ctx, doc) },
		func(ctx context.Context) error { return s.publish(ctx, doc) },
		func(ctx context.Context) error { return s.keepSecrets(ctx, doc) },
		func(ctx context.Context) error { return s.openPage(ctx, data) },
		s.openEditor,
		s.watch,
		s.startHost,
		s.startFleet,
		s.serveWeb,
		s.openAdmin,
		s.receive,
		s.findOwner,
		s.findStaff,
		func(context.Context) error { s.say("Stop with Ctrl+C."); return nil },
	}, nil
}

// connect makes what talks to Telegram.
func (s *server) connect(context.Context) error {
	var err error
	if s.client, err = telegram.NewClient(telegram.ClientOptions{BaseURL: s.s.APIURL, LocalFiles: s.s.APIFiles, Transport: s.env.Machine.Telegram}); err != nil {
		return wrong("SCENARIST_API_URL", "%v", err)
	}
	s.manager = newManager(s.db, s.client, s.env)
	return nil
}

// meet asks Telegram who the bot is. If Telegram cannot be reached, a bot that was served here before is served all the
// same: it works as soon as Telegram does.
func (s *server) meet(ctx context.Context) error {
	asking, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	b, known, err := s.manager.Meet(asking, s.s.Token)
	switch {
	case errors.Is(err, telegram.ErrToken):
		return wrong("SCENARIST_TOKEN", "%v; @BotFather shows the right one, which looks like 123456789:AAF…", err)
	case err != nil && !known:
		return fmt.Errorf("SCENARIST_API_URL: %s could not be asked about the bot: %w", s.s.APIURL, err)
	case err != nil:
		s.log.WarnContext(ctx, "telegram could not be asked about the bot; serving it as it was known", "bot_id", b.ID, "error", err)
	case b.Leaving:
		return wrong("SCENARIST_TOKEN", "the bot @%s is being removed; start again when that is done", b.Username)
	}
	b.Paused = false
	if err == nil {
		b.Trouble = ""
	}
	s.bot = b
	s.say("Bot       @%s (%s)", s.bot.Username, s.bot.Name)
	return nil
}

// keepAssets brings the files beside the document into the bot's library.
func (s *server) keepAssets(ctx context.Context, doc *flow.Document) error {
	files, err := assetsOf(s.s.Bot, engine.Examine(doc, s.env.Registry).Assets)
	if err != nil {
		return err
	}
	return files.put(ctx, s.db, s.bot.ID, s.s.media.Room)
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
	last, err := s.db.Revision(ctx, s.bot.ID, s.bot.Revision)
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return err
	}
	if err != nil || !bytes.Equal(last, canonical) {
		if s.bot.Revision, err = s.manager.Publish(ctx, s.bot.ID, canonical, nil); err != nil {
			return err
		}
	}
	reg, err := s.env.types(doc)
	if err != nil {
		return err
	}
	if s.rev, err = engine.Compile(doc, reg, s.bot.Revision); err != nil {
		return fmt.Errorf("publish %s: %w", s.s.Bot, err)
	}
	s.say("Document  %s, revision %d: %d flows", s.s.Bot, s.bot.Revision, len(doc.Flows))
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

func (s *server) newID() string {
	if s.env.Machine.NewID != nil {
		return s.env.Machine.NewID()
	}
	return rand.Text()
}

func (s *server) startHost(ctx context.Context) error {
	outside, err := outbound.New(outbound.Options{Allow: s.s.AllowHosts})
	if err != nil {
		return wrong("SCENARIST_ALLOW_HOSTS", "%v", err)
	}
	if s.env.Machine.HTTP != nil {
		outside = s.env.Machine.HTTP
	}
	files := telegram.NewFiles(s.client, s.client)
	var among host.Cluster // nil, unless others may share the database
	if c, ok := s.db.Cluster(); ok {
		among = c
	}
	s.host, err = host.New(host.Config{
		Cluster: among, Clock: s.db.Clock(),
		Store: s.db, Queue: s.board, Registry: s.env.Registry, Blocks: s.env.blocks(), NewID: s.newID, Log: s.log, HTTP: outside,
		Messenger: telegram.NewMessenger(s.client, telegram.MessengerOptions{Fetch: outside, MaxFetchBytes: s.s.maxUpload()}),
		Rates:     s.s.rates(),
		Watch:     s.observer(),
		OverQuota: s.overQuota(),
		Films:     s.s.films,
		Figures:   true,
		Say:       wording.In,
		Limits:    host.Limits{Committers: s.db.Committers(), KeptBytes: s.s.keptBytes},
		Program:   s.env.program(),
		PublicURL: s.s.PublicURL,
		Asset:     s.db.Asset,
		File: func(ctx context.Context, b *host.BotRecord, fileID string) (io.ReadCloser, engine.File, error) {
			return files.Open(ctx, b.Token, fileID)
		},
		Telegram: func(ctx context.Context, b *host.BotRecord, method string, params map[string]any) (json.RawMessage, error) {
			return telegram.Ask(ctx, s.client, b.Token, method, params)
		},
	})
	return err
}

// openPage lets the bot be tried without Telegram, unless the whole world reaches this server: the page has no log-in.
func (s *server) openPage(ctx context.Context, document []byte) error {
	if s.s.PublicURL != "" {
		return nil
	}
	one, err := oneExample(s.rev.Registry(), s.bot.Username, s.s.Bot, document)
	if err != nil {
		return err
	}
	return s.openTrials(ctx, one)
}

func (s *server) serveWeb(ctx context.Context) error {
	mux := s.mux()
	webhook := s.fleet.Webhook()
	mux.Handle(telegram.WebhookPath, webhook)
	room := host.NewRoom(roomForCalls)
	mux.Handle(hooksPath, &hooks{
		host: s.host, room: room, secret: s.db.Secret, known: s.hasWritten, log: s.log, now: time.Now, newID: s.newID,
	})
	mux.Handle(engine.CallbackPath, &callbacks{host: s.host, room: room, log: s.log})
	s.front = telegram.NewFront(ctx, s.listener, webhook)
	s.web = startWeb(s.front, mux, s.log)
	if s.rev == nil && s.trials != nil {
		return nil // the welcome names the address
	}
	page := ""
	if s.trials != nil {
		page = "; /try/ to try the bot without Telegram"
	}
	s.sayCallbacks()
	s.say("Web       http://%s (the editor%s; /healthz and /readyz for a supervisor)", s.listener.Addr(), page)
	return nil
}

// sayCallbacks warns of blocks that give services an address to call back, where there is none to give.
func (s *server) sayCallbacks() {
	if s.rev == nil {
		return
	}
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
		return s.host.AddStaff(ctx, s.bot.ID, s.s.owner, fleet.OwnerRole)
	}
	link, err := s.manager.OwnerLink(ctx, &s.bot)
	if err != nil || link == "" {
		return err
	}
	s.say("Owner     nobody yet; to get the bot's notices, open %s", link)
	return nil
}
