package program

import (
	"context"
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/publish"
)

// publishing is what publish and rollback have in common.
type publishing struct {
	DryRun bool   `name:"dry-run" help:"Only say who is where and what would become of them."`
	Plan   string `placeholder:"FILE" help:"What becomes of the people inside, as --dry-run --json prints it, changed; what it leaves out is as by default."`
	JSON   bool   `name:"json" help:"Print JSON, for scripts: with --dry-run the plan, else the revision and the plan."`
}

type botsPublishCmd struct {
	botsPlace
	publishing
	Bot  string `arg:"" help:"The bot's @name or id."`
	File string `arg:"" help:"The document."`
}

// Help gives examples.
func (c *botsPublishCmd) Help() string {
	return planHelp + `

Examples:
  scenarist bots publish @shop_bot shop.json --dry-run
  scenarist bots publish @shop_bot shop.json
  scenarist bots publish @shop_bot shop.json --dry-run --json > plan.json
  scenarist bots publish @shop_bot shop.json --plan plan.json`
}

const planHelp = `People may be in the middle of a conversation when the bot changes. By default nobody loses anything: those who stand at a
block that is still there wait on there, and those whose block is gone finish in the revision where they are. A plan says otherwise,
for each block: stay, move, map (to another block), restart, end, finish. Its schema: scenarist schema --plan`

// Run publishes the document.
func (c *botsPublishCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, b *bots) error {
		bot, err := b.named(ctx, c.Bot)
		if err != nil {
			return err
		}
		library, err := b.db.Library(ctx, bot.ID)
		if err != nil {
			return err
		}
		doc, data, files, err := botDocument(env, c.File, func(name string) (engine.Asset, bool) {
			if m := library[name]; m != nil {
				return m.Asset(), true
			}
			return engine.Asset{}, false
		})
		if err != nil {
			return err
		}
		if err := b.agreed(ctx, bot, doc); err != nil {
			return err
		}
		if !c.DryRun {
			if err := files.put(ctx, b.db, bot.ID, b.settings.media.Room); err != nil {
				return err
			}
		}
		p := publisher{publishing: c.publishing, bots: b, bot: bot, document: data}
		return p.run(ctx, func(n int) (string, error) {
			if n == bot.Revision {
				return fmt.Sprintf("Revision %d of @%s is this document already.", n, bot.Username), nil
			}
			return fmt.Sprintf("Published revision %d of @%s.", n, bot.Username), b.sayMissingSecrets(ctx, bot, doc)
		})
	})
}

type botsRollbackCmd struct {
	botsPlace
	publishing
	Bot string `arg:"" help:"The bot's @name or id."`
	To  int    `placeholder:"N" help:"The revision to go back to; without it the one before the last."`
}

// Help gives examples.
func (c *botsRollbackCmd) Help() string {
	return `A rollback is a publish of an earlier document. ` + planHelp + `

Examples:
  scenarist bots rollback @shop_bot --dry-run
  scenarist bots rollback @shop_bot --to 7`
}

// Run publishes an earlier revision.
func (c *botsRollbackCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, b *bots) error {
		bot, err := b.named(ctx, c.Bot)
		if err != nil {
			return err
		}
		document, err := b.Earlier(ctx, bot.ID, c.To)
		if err != nil {
			return explained(err, bot)
		}
		to := "the one before"
		if c.To > 0 {
			to = fmt.Sprintf("revision %d", c.To)
		}
		p := publisher{publishing: c.publishing, bots: b, bot: bot, document: document}
		return p.run(ctx, func(n int) (string, error) {
			return fmt.Sprintf("@%s is back at the document of %s, as revision %d.", bot.Username, to, n), nil
		})
	})
}

// publisher publishes a document of a bot.
type publisher struct {
	publishing
	bots     *bots
	bot      host.BotRecord
	document []byte
}

// run shows the plan and carries it out. Done says what came of it.
func (p *publisher) run(ctx context.Context, done func(revision int) (string, error)) error {
	given, err := p.given()
	if err != nil {
		return err
	}
	plan, err := p.bots.CheckPlan(ctx, p.bot.ID, p.document, given)
	if err != nil {
		return p.explained(err)
	}
	if p.DryRun {
		if p.JSON {
			return printJSON(p.bots.env.Stdout, plan)
		}
		p.bots.say("@%s, revision %d: nothing is published, this is what a publish would do.", p.bot.Username, p.bot.Revision)
		return showPlan(p.bots.env.Stdout, plan)
	}
	n, err := p.bots.Publish(ctx, p.bot.ID, p.document, plan)
	if err != nil {
		return p.explained(err)
	}
	if p.JSON {
		return printJSON(p.bots.env.Stdout, struct {
			Revision int           `json:"revision"`
			Plan     *publish.Plan `json:"plan"`
		}{n, plan})
	}
	if plan.People > 0 {
		if err := showPlan(p.bots.env.Stdout, plan); err != nil {
			return err
		}
	}
	words, err := done(n)
	if err != nil {
		return err
	}
	p.bots.say("%s %s", words, p.bots.soon())
	return nil
}

// given is the plan that the user wrote; nil for none.
func (p *publisher) given() (*publish.Plan, error) {
	if p.Plan == "" {
		return nil, nil
	}
	data, err := readDocument(p.Plan)
	if err != nil {
		return nil, err
	}
	plan, err := publish.Read(data)
	if err != nil {
		return nil, p.explained(err)
	}
	return plan, nil
}

// explained prints what is wrong with the plan, with the place in its file.
func (p *publisher) explained(err error) error {
	var wrong *publish.PlanError
	switch {
	case !errors.As(err, &wrong):
		return explained(err, p.bot)
	case p.Plan == "": // the default of a moment ago does not fit any more
		return explained(fleet.ErrPublished, p.bot)
	}
	data, err := readDocument(p.Plan)
	if err != nil {
		return err
	}
	index := flow.NewIndex(data)
	r := report{File: p.Plan}
	for _, i := range wrong.Issues {
		f := finding{Code: i.Code, Severity: i.Severity, Path: i.Path, Message: i.Message}
		f.Line, f.Column, _ = index.Locate(i.Path)
		r.add(f)
		fmt.Fprintf(p.bots.env.Stderr, "%s:%d:%d: %s [%s]\n", r.File, f.Line, f.Column, f.Message, f.Code)
	}
	fmt.Fprintf(p.bots.env.Stderr, "%s: %s; nothing was published.\n", r.File, count(r.Errors, "error"))
	return errProblem
}
