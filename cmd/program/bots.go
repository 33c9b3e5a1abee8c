package program

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/storage"
)

// botsCmd is `scenarist bots`: many bots on one server.
type botsCmd struct {
	Add       botsAddCmd       `cmd:"" help:"Have a bot served: its token is checked, its document published."`
	List      botsListCmd      `cmd:"" help:"List the bots."`
	Pause     botsPauseCmd     `cmd:"" help:"Stop serving a bot for now; Telegram keeps what is written to it for a day."`
	Resume    botsResumeCmd    `cmd:"" help:"Serve a paused bot again."`
	Publish   botsPublishCmd   `cmd:"" help:"Make a document the bot's next revision."`
	Revisions botsRevisionsCmd `cmd:"" help:"List a bot's revisions."`
	Rollback  botsRollbackCmd  `cmd:"" help:"Publish an earlier revision again."`
	Token     botsTokenCmd     `cmd:"" help:"Give a bot its new token, after the old one was revoked."`
	Receiver  botsReceiverCmd  `cmd:"" help:"Decide how a bot's updates come."`
	Secret    botsSecretCmd    `cmd:"" help:"Set a secret that the bot's document names; the value is read from the standard input."`
	Quota     botsQuotaCmd     `cmd:"" help:"Limit what a bot or a workspace may use, or show it."`
	Health    botsHealthCmd    `cmd:"" help:"Say how a bot fares: where Telegram delivers its updates, what waits, what went wrong."`
	Repair    botsRepairCmd    `cmd:"" help:"Set up anew how a bot's updates come: takes it back from another program that has set a webhook."`
	Letters   botsLettersCmd   `cmd:"" help:"List updates that could not be handled; receive them again or drop them."`
	Remove    botsRemoveCmd    `cmd:"" help:"Delete a bot with its people, orders and revisions."`
}

// Help gives examples.
func (c *botsCmd) Help() string {
	return `The bots are kept in the database, their tokens and secrets encrypted. A running Scenarist over the same database follows
within a second; without one the changes wait for the next start.

Examples:
  scenarist bots add --token 123456789:AAF… --document shop.json
  scenarist bots list
  scenarist bots publish @shop_bot shop.json --dry-run
  scenarist bots publish @shop_bot shop.json
  scenarist bots rollback @shop_bot
  scenarist bots pause @shop_bot
  echo "$CRM_KEY" | scenarist bots secret @shop_bot crm
  scenarist bots remove @shop_bot --yes`
}

// botsPlace says where the bots are.
type botsPlace struct {
	blocksFlag

	Data     string `env:"SCENARIST_DATA" default:"data" placeholder:"DIR" help:"Directory of the database and the key, as with serve."`
	Database string `env:"SCENARIST_DATABASE" placeholder:"FILE|URL" help:"SQLite file or address of a PostgreSQL database, as with serve; default scenarist.db in the data directory."`
	Key      string `env:"SCENARIST_KEY" placeholder:"KEY,…" help:"Master key of the secrets, during a rotation several, the newest first; default: a file in the data directory."`
	APIURL   string `name:"api-url" env:"SCENARIST_API_URL" default:"https://api.telegram.org" placeholder:"URL" help:"Bot API server."`
}

// bots is an open place.
type bots struct {
	*fleet.Manager
	env      *runEnv
	settings *settings
	db       *storage.DB
	client   *telegram.Client
}

// open runs f with the bots, which may be those of a process that runs.
func (p *botsPlace) open(env *runEnv, f func(ctx context.Context, b *bots) error) (err error) {
	s, err := config{
		Data: p.Data, Database: p.Database, Key: p.Key, APIURL: p.APIURL,
		Listen: "127.0.0.1:0", SendRate: "0", LogLevel: "warn", LogFormat: "text",
	}.settle()
	if err != nil {
		return err
	}
	b := &bots{env: env, settings: s}
	if b.client, err = telegram.NewClient(telegram.ClientOptions{BaseURL: s.APIURL}); err != nil {
		return wrong("SCENARIST_API_URL", "%v", err)
	}
	defer b.client.Close()
	say := func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }
	if b.db, err = openDatabase(env.Context, s, storage.Options{Log: newLog(env.Stderr, s), Beside: true}, say); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.db.Close()) }()
	if err := env.openBlocks(p.Blocks, b.db.Studio()); err != nil {
		return err
	}
	b.Manager = newManager(b.db, b.client, env)
	return f(env.Context, b)
}

func (b *bots) say(format string, args ...any) { fmt.Fprintf(b.env.Stdout, format+"\n", args...) }

// soon says when a change is felt.
func (b *bots) soon() string {
	if b.db.Guest() {
		return "The running Scenarist follows within a second."
	}
	return "It holds from the next start: scenarist serve"
}

// with runs f for one bot, by its name or id, and says what came of it.
func (p *botsPlace) with(env *runEnv, name string, f func(ctx context.Context, b *bots, bot host.BotRecord) (string, error)) error {
	return p.open(env, func(ctx context.Context, b *bots) error {
		bot, err := b.named(ctx, name)
		if err != nil {
			return err
		}
		done, err := f(ctx, b, bot)
		if err != nil {
			return explained(err, bot)
		}
		b.say("%s %s", done, b.soon())
		return nil
	})
}

// named finds a bot by its name or id.
func (b *bots) named(ctx context.Context, name string) (host.BotRecord, error) {
	bot, err := b.Find(ctx, name)
	if errors.Is(err, engine.ErrNotFound) {
		return bot, &usageError{fmt.Sprintf("there is no bot %s here; scenarist bots list shows those that there are", name)}
	}
	return bot, err
}

// explained says what a person can do about a refusal.
func explained(err error, b host.BotRecord) error {
	switch {
	case errors.Is(err, fleet.ErrHosted):
		return fmt.Errorf("@%s is here already; publish a document with: scenarist bots publish @%s FILE", b.Username, b.Username)
	case errors.Is(err, fleet.ErrLeaving):
		return fmt.Errorf("@%s is being removed; a running Scenarist finishes that, or the next start", b.Username)
	case errors.Is(err, fleet.ErrUnpublished):
		return fmt.Errorf("nothing of @%s is published yet, so it answers nobody; it can be paused after: scenarist bots publish @%s FILE", b.Username, b.Username)
	case errors.Is(err, fleet.ErrOtherBot):
		return &usageError{fmt.Sprintf("SCENARIST_TOKEN (--token): this is not a token of @%s; add another bot with: scenarist bots add", b.Username)}
	case errors.Is(err, fleet.ErrPublished):
		return fmt.Errorf("somebody has published @%s meanwhile: look again at what this publish does, with --dry-run", b.Username)
	case errors.Is(err, fleet.ErrNoRevision):
		return &usageError{fmt.Sprintf("there is no such revision of @%s; scenarist bots revisions @%s lists them", b.Username, b.Username)}
	case errors.Is(err, telegram.ErrToken):
		return wrong("SCENARIST_TOKEN", "%v; @BotFather shows the right one, which looks like 123456789:AAF…", err)
	}
	return err
}

// botDocument reads a document and prints what is wrong with it. Have knows files that the bot's library has already; nil for none.
func botDocument(env *runEnv, file string, have func(name string) (engine.Asset, bool)) (*flow.Document, []byte, *assets, error) {
	data, err := readDocument(file)
	if err != nil {
		return nil, nil, nil, err
	}
	var files *assets
	doc, r := inspectWith(file, data, env.types, func(uses []engine.AssetUse) ([]engine.Issue, error) {
		if files, err = assetsOf(file, uses); err != nil {
			return nil, err
		}
		return files.issues(0, have), nil
	})
	if len(r.Issues) > 0 {
		fmt.Fprint(env.Stderr, r.text())
	}
	if r.Errors > 0 {
		return nil, nil, nil, errProblem
	}
	return doc, data, files, nil
}

type botsAddCmd struct {
	botsPlace
	Token    string `required:"" env:"SCENARIST_TOKEN" placeholder:"TOKEN" help:"Bot token from @BotFather; better set as a variable than as a flag."`
	Document string `required:"" placeholder:"FILE" help:"The bot's document."`
	Receiver string `enum:"auto,polling,webhook" default:"auto" help:"How its updates come: polling, webhook, or auto for webhooks where SCENARIST_PUBLIC_URL is set."`
}

// Help gives examples.
func (c *botsAddCmd) Help() string {
	return `Telegram is asked whose the token is. Whoever opens the printed link first gets the bot's notices.

Examples:
  scenarist bots add --token 123456789:AAF… --document shop.json
  SCENARIST_TOKEN=123456789:AAF… scenarist bots add --document shop.json --receiver polling`
}

// Run adds the bot.
func (c *botsAddCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, b *bots) error {
		doc, data, files, err := botDocument(env, c.Document, nil)
		if err != nil {
			return err
		}
		if err := b.agreed(ctx, host.BotRecord{}, doc); err != nil {
			return err
		}
		bot, err := b.Add(ctx, fleet.Application{Token: c.Token, Document: data, Receiver: receiverNamed(c.Receiver)})
		if err != nil {
			return explained(err, bot)
		}
		if err := files.put(ctx, b.db, bot.ID, b.settings.media.Room); err != nil {
			return err
		}
		b.say("Added @%s (%s), id %d, revision %d. %s", bot.Username, bot.Name, bot.ID, bot.Revision, b.soon())
		if err := b.sayMissingSecrets(ctx, bot, doc); err != nil {
			return err
		}
		link, err := b.OwnerLink(ctx, &bot)
		if err == nil && link != "" {
			b.say("Owner: nobody yet; to get the bot's notices, open %s", link)
		}
		return err
	})
}

func receiverNamed(name string) string {
	if name == "auto" {
		return ""
	}
	return name
}

// sayMissingSecrets names the secrets that the document needs and nobody has set.
func (b *bots) sayMissingSecrets(ctx context.Context, bot host.BotRecord, doc *flow.Document) error {
	if doc.Settings == nil {
		return nil
	}
	for _, name := range doc.Settings.Secrets {
		_, err := b.db.Secret(ctx, bot.ID, name)
		if errors.Is(err, engine.ErrNotFound) {
			b.say("Secret %s is missing: blocks that need it will fail; set it with: scenarist bots secret @%s %s", name, bot.Username, name)
		} else if err != nil {
			return err
		}
	}
	return nil
}

type botsListCmd struct {
	botsPlace
	JSON bool `name:"json" help:"Print the list as JSON, for scripts."`
}

// Help gives examples.
func (c *botsListCmd) Help() string {
	return `Examples:
  scenarist bots list
  scenarist bots list --json | jq '.[] | select(.state != "on")'`
}

// botJSON is a bot as scripts see it.
type botJSON struct {
	ID       int64       `json:"id"`
	Username string      `json:"username"`
	Name     string      `json:"name"`
	Revision int         `json:"revision"`
	Receiver string      `json:"receiver"`
	State    string      `json:"state"`
	Trouble  string      `json:"trouble"`
	Reached  []quotaJSON `json:"quotas_reached"` // now, or for rates today
}

func jsonOf(b *host.BotRecord, reached []quotaJSON) botJSON {
	return botJSON{b.ID, b.Username, b.Name, b.Revision, receiverOf(b), stateOf(b), b.Trouble, reached}
}

// printJSON prints a value for scripts.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// stateOf is what a bot does as far as the store knows.
func stateOf(b *host.BotRecord) string {
	switch {
	case b.Leaving:
		return "being removed"
	case b.Paused:
		return "paused"
	case b.Revision == 0:
		return "not published"
	case strings.HasPrefix(b.Trouble, host.TokenRefused):
		return "token refused"
	case b.Trouble != "":
		return "in trouble"
	}
	return "on"
}

func receiverOf(b *host.BotRecord) string {
	if b.Receiver == "" {
		return "auto"
	}
	return b.Receiver
}

// Run lists the bots.
func (c *botsListCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, b *bots) error {
		list, err := b.Bots(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			reached, err := b.reachedOf(ctx, list)
			if err != nil {
				return err
			}
			out := make([]botJSON, len(list))
			for i := range list {
				out[i] = jsonOf(&list[i], reached[list[i].ID])
			}
			return printJSON(env.Stdout, out)
		}
		if len(list) == 0 {
			b.say("There are no bots yet; add one with: scenarist bots add --token … --document FILE")
			return nil
		}
		w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "BOT\tNAME\tID\tREVISION\tUPDATES\tSTATE")
		for i := range list {
			x := &list[i]
			fmt.Fprintf(w, "@%s\t%s\t%d\t%d\t%s\t%s\n", x.Username, x.Name, x.ID, x.Revision, receiverOf(x), stateOf(x))
		}
		if err := w.Flush(); err != nil {
			return err
		}
		for _, x := range list {
			if x.Trouble != "" {
				b.say("@%s: %s", x.Username, x.Trouble)
			}
		}
		return b.sayReached(ctx, list)
	})
}

type botsPauseCmd struct {
	botsPlace
	Bot string `arg:"" help:"The bot's @name or id."`
}

// Run pauses the bot.
func (c *botsPauseCmd) Run(env *runEnv) error {
	return c.with(env, c.Bot, func(ctx context.Context, b *bots, bot host.BotRecord) (string, error) {
		return fmt.Sprintf("@%s is paused.", bot.Username), b.Pause(ctx, bot.ID)
	})
}

type botsResumeCmd struct {
	botsPlace
	Bot string `arg:"" help:"The bot's @name or id."`
}

// Run resumes the bot.
func (c *botsResumeCmd) Run(env *runEnv) error {
	return c.with(env, c.Bot, func(ctx context.Context, b *bots, bot host.BotRecord) (string, error) {
		if bot.Revision == 0 {
			return fmt.Sprintf("@%s is served as soon as something of it is published: scenarist bots publish @%s FILE.", bot.Username, bot.Username), b.Resume(ctx, bot.ID)
		}
		return fmt.Sprintf("@%s is served again.", bot.Username), b.Resume(ctx, bot.ID)
	})
}

type botsRevisionsCmd struct {
	botsPlace
	Bot   string `arg:"" help:"The bot's @name or id."`
	Limit int    `default:"20" help:"How many of the newest."`
}

// Run lists the revisions.
func (c *botsRevisionsCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, b *bots) error {
		bot, err := b.named(ctx, c.Bot)
		if err != nil {
			return err
		}
		list, err := b.db.Revisions(ctx, bot.ID, c.Limit)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "REVISION\tPUBLISHED\tSIZE")
		for _, r := range list {
			fmt.Fprintf(w, "%d\t%s\t%d bytes\n", r.Number, r.MadeAt.Local().Format(time.DateTime), r.Bytes)
		}
		return w.Flush()
	})
}

type botsTokenCmd struct {
	botsPlace
	Bot   string `arg:"" help:"The bot's @name or id."`
	Token string `required:"" env:"SCENARIST_TOKEN" placeholder:"TOKEN" help:"The new token from @BotFather; better set as a variable than as a flag."`
}

// Run replaces the token.
func (c *botsTokenCmd) Run(env *runEnv) error {
	return c.with(env, c.Bot, func(ctx context.Context, b *bots, bot host.BotRecord) (string, error) {
		return fmt.Sprintf("@%s has its new token.", bot.Username), b.SetToken(ctx, bot.ID, c.Token)
	})
}

type botsReceiverCmd struct {
	botsPlace
	Bot      string `arg:"" help:"The bot's @name or id."`
	Receiver string `arg:"" enum:"auto,polling,webhook" help:"polling, webhook, or auto for webhooks where SCENARIST_PUBLIC_URL is set."`
}

// Run switches the receiver.
func (c *botsReceiverCmd) Run(env *runEnv) error {
	return c.with(env, c.Bot, func(ctx context.Context, b *bots, bot host.BotRecord) (string, error) {
		return fmt.Sprintf("The updates of @%s come by: %s.", bot.Username, c.Receiver), b.SetReceiver(ctx, bot.ID, receiverNamed(c.Receiver))
	})
}

type botsSecretCmd struct {
	botsPlace
	Bot  string `arg:"" help:"The bot's @name or id."`
	Name string `arg:"" help:"The secret's name, as in the document."`
}

// Run stores the secret.
func (c *botsSecretCmd) Run(env *runEnv) error {
	return c.with(env, c.Bot, func(ctx context.Context, b *bots, bot host.BotRecord) (string, error) {
		document, err := b.db.Revision(ctx, bot.ID, bot.Revision)
		if err != nil {
			return "", err
		}
		doc, err := flow.Load(document)
		if err != nil {
			return "", err
		}
		if doc.Settings == nil || !slices.Contains(doc.Settings.Secrets, c.Name) {
			return "", &usageError{fmt.Sprintf("the document of @%s names no secret %q; its settings list them", bot.Username, c.Name)}
		}
		const most = 64 << 10
		value, err := io.ReadAll(io.LimitReader(env.Stdin, most+1))
		if err != nil {
			return "", fmt.Errorf("read the value from the standard input: %w", err)
		}
		value = bytes.TrimRight(value, "\r\n")
		if len(value) == 0 || len(value) > most {
			return "", &usageError{fmt.Sprintf("the value comes from the standard input and has 1 to %d bytes; for example: echo \"$KEY\" | scenarist bots secret %s %s", most, c.Bot, c.Name)}
		}
		return fmt.Sprintf("The secret %s of @%s is set.", c.Name, bot.Username), b.db.SetSecret(ctx, bot.ID, c.Name, string(value))
	})
}

type botsRemoveCmd struct {
	botsPlace
	Bot string `arg:"" help:"The bot's @name or id."`
	Yes bool   `help:"Yes, delete everything of the bot: its people, orders and revisions. Nobody can take that back."`
}

// Run removes the bot.
func (c *botsRemoveCmd) Run(env *runEnv) error {
	if !c.Yes {
		return &usageError{fmt.Sprintf("this deletes %s with its people, orders and revisions, and nobody can take it back; if that is what you want, add --yes. To stop it for now: scenarist bots pause %s", c.Bot, c.Bot)}
	}
	return c.with(env, c.Bot, func(ctx context.Context, b *bots, bot host.BotRecord) (string, error) {
		return fmt.Sprintf("@%s is being removed.", bot.Username), b.Remove(ctx, bot.ID)
	})
}
