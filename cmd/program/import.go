package program

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/migrate"
)

// importCmd is `scenarist import`.
type importCmd struct {
	botsPlace
	File           string `arg:"" help:"The archive."`
	Token          string `env:"SCENARIST_TOKEN" placeholder:"TOKEN" help:"Token of a bot in the archive, where that has no secrets; better set as a variable than as a flag."`
	Start          bool   `help:"Serve the bots that were served where they come from. Say so only if they are served there no more; else they stay paused."`
	WithoutSecrets bool   `help:"Leave the tokens and secrets of the archive away, as when the key is lost."`
	MaxGB          int    `name:"max-gb" default:"20" placeholder:"N" help:"How much the archive may unpack to, in GB: a small file can hold endless zeros."`
}

// Help gives examples.
func (c *importCmd) Help() string {
	return `The archive is read to its end and compared with its own list before anything is written. A bot that is here already is not
touched. Conversations go on where they stood, what waits for a time is waited for, orders and credits are as they were.

Imported bots are paused, since two servers must never serve one: stop it where it came from, then say
scenarist bots resume @shop_bot; or import with --start.

Examples:
  scenarist import shop.zip --token 123456789:AAF…
  scenarist import --start all.zip`
}

// Run imports.
func (c *importCmd) Run(env *runEnv) (err error) {
	a, err := storage.OpenArchive(c.File, int64(c.MaxGB)<<30)
	if err != nil {
		return c.explain(err)
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	m := &a.Manifest
	return c.open(env, func(ctx context.Context, b *bots) error {
		o := storage.ImportOptions{Start: c.Start, Tokens: map[int64]string{}}
		if m.Secrets() && !c.WithoutSecrets {
			if o.Keys, err = knownKeys(b.settings); err != nil {
				return err
			}
		}
		if err := c.useToken(ctx, b, m, &o); err != nil {
			return err
		}
		if err := b.db.CheckArchive(ctx, a, o); err != nil {
			return c.explain(err)
		}
		docs, err := documentsOf(env, a)
		if err != nil {
			return err
		}
		if err := b.db.Import(ctx, a, o); err != nil {
			return c.explain(err)
		}
		b.say("Imported  %s from %s", counted(len(m.Bots), "bot", "bots"), c.File)
		sayArchive(b, m)
		return c.sayNext(ctx, b, m, docs)
	})
}

// useToken gives the token to the bot that it belongs to. One of none of them is that of another bot that serve is told of, where
// the archive has tokens of its own.
func (c *importCmd) useToken(ctx context.Context, b *bots, m *storage.Manifest, o *storage.ImportOptions) error {
	if c.Token == "" {
		return nil
	}
	id, _, _ := strings.Cut(c.Token, ":")
	if !slices.ContainsFunc(m.Bots, func(x storage.ArchivedBot) bool { return strconv.FormatInt(x.ID, 10) == id }) && o.Keys != nil {
		return nil
	}
	me, err := telegram.GetMe(ctx, b.client, c.Token)
	if err != nil {
		return wrong("SCENARIST_TOKEN", "%v", err)
	}
	if !slices.ContainsFunc(m.Bots, func(x storage.ArchivedBot) bool { return x.ID == me.ID }) {
		return wrong("SCENARIST_TOKEN", "it is the token of @%s, which is not in the archive; leave it away, or take the right one", me.Username)
	}
	o.Tokens[me.ID] = c.Token
	return nil
}

// documentsOf reads the published documents. One that this program cannot serve keeps all away.
func documentsOf(env *runEnv, a *storage.Archive) (map[int64]*flow.Document, error) {
	docs := map[int64]*flow.Document{}
	for _, x := range a.Manifest.Bots {
		data := a.Document(x.ID)
		if data == nil {
			continue
		}
		doc, err := flow.Load(data)
		if err == nil {
			_, err = engine.Compile(doc, env.Registry, x.Revision)
		}
		if err != nil {
			return nil, fmt.Errorf("the document of @%s does not work with this program: %w", x.Username, err)
		}
		docs[x.ID] = doc
	}
	return docs, nil
}

// sayNext says what is left to be done.
func (c *importCmd) sayNext(ctx context.Context, b *bots, m *storage.Manifest, docs map[int64]*flow.Document) error {
	for _, x := range m.Bots {
		bot, err := b.db.Bot(ctx, x.ID)
		if err != nil {
			return err
		}
		if doc := docs[x.ID]; doc != nil {
			if err := b.sayMissingSecrets(ctx, bot, doc); err != nil {
				return err
			}
		}
		name := bot.Username
		if name == "" {
			name = strconv.FormatInt(bot.ID, 10)
		}
		if bot.Token == "" {
			b.say("Token     of @%s is missing: scenarist bots token @%s --token …", name, name)
		}
		if bot.Paused {
			b.say("Paused    @%s; when it is served nowhere else: scenarist bots resume @%s", name, name)
		} else {
			b.say("On        @%s. %s", name, b.soon())
		}
	}
	return nil
}

func (c *importCmd) explain(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return &usageError{err.Error()}
	case errors.Is(err, storage.ErrThere):
		return fmt.Errorf("nothing was imported: %w; to replace it, first: scenarist bots remove", err)
	case errors.Is(err, storage.ErrWrongKey):
		return wrong("SCENARIST_KEY", "nothing was imported: the archive's secrets are of a server with another key; use that key, or add --without-secrets and give the bots their tokens anew (%v)", err)
	case errors.Is(err, migrate.ErrNewer):
		return fmt.Errorf("nothing was imported: %w; use the newer program", err)
	case errors.Is(err, storage.ErrArchive):
		return fmt.Errorf("nothing was imported: %w", err)
	}
	return err
}
