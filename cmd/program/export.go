package program

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// exportCmd is `scenarist export`.
type exportCmd struct {
	botsPlace
	Bot         string   `arg:"" help:"The bot's @name or id; with --all the file to write."`
	File        string   `arg:"" optional:"" help:"The file to write."`
	More        []string `arg:"" optional:"" help:"Of several bots, the others and last the file."`
	All         bool     `help:"All bots."`
	WithPeople  bool     `help:"With all that has happened: people, conversations, variables, orders, credits, records, kept files, what waits."`
	NoJournal   bool     `help:"Of the messages of the people, only those that are still to be sent."`
	WithSecrets bool     `help:"With the tokens and secrets, encrypted: only a server with the same key can read them."`
	Replace     bool     `help:"Write over the file if it is there."`
}

// Help gives examples.
func (c *exportCmd) Help() string {
	return `Without anything else an archive has a bot's documents, all revisions of them, and settings: what its author made.

The archive is of one moment; the server goes on meanwhile. What happens to a bot afterwards is not in it, so to move one, pause it
first. Without --with-secrets a bot gets its token anew where it is imported, secrets are to be set again, and addresses that
were given to services for their answers work no more. Conversations of the page for trying do not go along.

From SQLite to PostgreSQL, or back (with the same SCENARIST_DATA, for its key):
  stop the server
  scenarist export --all --with-people --with-secrets all.zip
  export SCENARIST_DATABASE=postgres://bots:password@db/bots
  scenarist import --start all.zip
  scenarist serve

Examples:
  scenarist export @shop_bot shop.zip
  scenarist export @shop_bot @salon_bot --with-people both.zip
  unzip -p shop.zip 'bots/*/revisions.jsonl' | tail -1 | jq -r .document      the newest document`
}

// Run exports.
func (c *exportCmd) Run(env *runEnv) error {
	names := append([]string{c.Bot}, c.More...)
	if c.File != "" {
		names = slices.Insert(names, 1, c.File)
	}
	file, names := names[len(names)-1], names[:len(names)-1]
	switch {
	case c.All && len(names) > 0:
		return &usageError{fmt.Sprintf("--all is all bots: leave %s away, or --all", strings.Join(names, " "))}
	case !c.All && len(names) == 0:
		return &usageError{"name the bots and then the file, such as: scenarist export @shop_bot shop.zip; or all: scenarist export --all all.zip"}
	case c.NoJournal && !c.WithPeople:
		return &usageError{"--no-journal is for archives with people: add --with-people"}
	}
	return c.open(env, func(ctx context.Context, b *bots) error {
		o := storage.ExportOptions{People: c.WithPeople, Journal: !c.NoJournal, Secrets: c.WithSecrets, Version: thisProgram(env).Version}
		var served []string
		if !c.All {
			for _, name := range names {
				bot, err := b.anyNamed(ctx, name)
				if err != nil {
					return err
				}
				o.Bots = append(o.Bots, bot.ID)
				if !bot.Paused && b.db.Guest() {
					served = append(served, "@"+bot.Username)
				}
			}
		}
		m, err := writeArchive(ctx, b, file, c.Replace, o)
		if err != nil {
			return err
		}
		b.say("Exported  %s to %s", counted(len(m.Bots), "bot", "bots"), file)
		sayArchive(b, m)
		if !m.Secrets() {
			b.say("Secrets   are not in it, tokens neither")
		}
		if c.WithPeople && len(served) > 0 {
			b.say("Served    %s: what happens from now on is not in the archive; to move a bot, pause it first", strings.Join(served, " "))
		}
		return nil
	})
}

// anyNamed finds a bot that was added, or one of the configuration.
func (b *bots) anyNamed(ctx context.Context, name string) (host.BotRecord, error) {
	all, err := b.db.Bots(ctx)
	if err != nil {
		return host.BotRecord{}, err
	}
	for _, x := range all {
		if x.ID > 0 && (strings.EqualFold(strings.TrimPrefix(name, "@"), x.Username) || name == fmt.Sprint(x.ID)) {
			return x, nil
		}
	}
	return host.BotRecord{}, &usageError{fmt.Sprintf("there is no bot %s here; scenarist bots list shows those that there are", name)}
}

// writeArchive writes a file that is there whole or not at all, for us only.
func writeArchive(ctx context.Context, b *bots, file string, replace bool, o storage.ExportOptions) (_ *storage.Manifest, err error) {
	if _, err := os.Stat(file); err == nil && !replace {
		return nil, &usageError{fmt.Sprintf("%s is there already; name another file, or add --replace to write over it", file)}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, &usageError{err.Error()}
	}
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".part-*")
	if err != nil {
		return nil, &usageError{err.Error()}
	}
	m, err := b.db.Export(ctx, f, o)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error counts
		return nil, err
	}
	return m, nil
}

// sayArchive says what is in an archive.
func sayArchive(b *bots, m *storage.Manifest) {
	rows := map[int64]map[string]int64{}
	for _, f := range m.Files {
		if rows[f.Bot] == nil {
			rows[f.Bot] = map[string]int64{}
		}
		rows[f.Bot][f.Table] = f.Rows
	}
	for _, x := range m.Bots {
		n := rows[x.ID]
		text := fmt.Sprintf("Bot       @%s (%s), %s", x.Username, x.Name, counted(int(n["revisions"]), "revision", "revisions"))
		if m.People {
			text += fmt.Sprintf(", %s, %s, %s, %s", counted(int(n["contacts"]), "contact", "contacts"),
				counted(int(n["sessions"]), "conversation", "conversations"), counted(int(n["orders"]), "order", "orders"),
				counted(int(n["messages"]), "message", "messages"))
		}
		b.say("%s", text)
	}
}
