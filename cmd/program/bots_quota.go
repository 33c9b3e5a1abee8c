package program

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/engine/host"
)

// quotaFlags are limits to be set; nil leaves one as it is.
type quotaFlags struct {
	TurnsPerMinute *int64 `placeholder:"N" help:"Updates that are taken in; more of them wait at Telegram and come a little later; it keeps them for a day."`
	HTTPPerHour    *int64 `name:"http-per-hour" placeholder:"N" help:"Requests to other servers, also for files of messages that Telegram cannot get by itself; a block that finds no room leaves by its exit for errors, with http_quota."`
	SendsPerDay    *int64 `placeholder:"N" help:"Messages of a day, UTC; more of them wait for the next day."`
	StoredMB       *int64 `name:"stored-mb" placeholder:"N" help:"Megabytes of rows, kept files and the media library; more of them are refused, with storage_full or file_storage_full."`
}

// apply sets the limits that were given, and reports whether there were any.
func (f *quotaFlags) apply(q *host.Quota) (given bool) {
	for _, x := range []struct {
		flag *int64
		to   *int64
	}{
		{f.TurnsPerMinute, &q.TurnsPerMinute}, {f.HTTPPerHour, &q.HTTPPerHour}, {f.SendsPerDay, &q.SendsPerDay}, {f.StoredMB, &q.StoredMB},
	} {
		if x.flag != nil {
			*x.to, given = *x.flag, true
		}
	}
	return given
}

// wrong names a limit that is none.
func (f *quotaFlags) wrong() error {
	for name, flag := range map[string]*int64{
		"turns-per-minute": f.TurnsPerMinute, "http-per-hour": f.HTTPPerHour, "sends-per-day": f.SendsPerDay, "stored-mb": f.StoredMB,
	} {
		if flag != nil && (*flag < 0 || *flag > maxQuota) {
			return &usageError{fmt.Sprintf("--%s: %d is no limit; it is a number from 1 to %d, or 0 for none", name, *flag, int64(maxQuota))}
		}
	}
	return nil
}

const maxQuota = 1_000_000_000

type botsQuotaCmd struct {
	botsPlace
	quotaFlags
	Bot       string `arg:"" optional:"" help:"The bot's @name or id."`
	Workspace string `placeholder:"NAME" help:"Without a bot: whose quota it is, that of all its bots together. With a bot: where the bot belongs from now on; main if nothing was said."`
}

// Help gives examples.
func (c *botsQuotaCmd) Help() string {
	return `A quota says what a bot, or all bots of a workspace together, may use; 0 takes a limit away. Without limits the command shows
what is allowed and what was used today. When a limit is reached, the owners of the bots that it holds back are told once a day, the lists
of bots and their health say which one and whose it is, and SCENARIST_ALERT_URL is called. A request, a row or a file that is refused
leaves by the block's exit for errors; everything else is only late.

Examples:
  scenarist bots quota @shop_bot --turns-per-minute 600 --http-per-hour 5000 --sends-per-day 20000 --stored-mb 500
  scenarist bots quota @shop_bot --workspace agency
  scenarist bots quota --workspace agency --sends-per-day 200000
  scenarist bots quota @shop_bot`
}

// Run sets a quota, or shows it.
func (c *botsQuotaCmd) Run(env *runEnv) error {
	if err := c.wrong(); err != nil {
		return err
	}
	switch {
	case c.Bot == "" && c.Workspace == "":
		return &usageError{"say whose quota it is: a bot, such as scenarist bots quota @shop_bot, or --workspace NAME"}
	case c.Bot == "":
		return c.ofWorkspace(env)
	}
	var asked host.Quota
	if !c.apply(&asked) && c.Workspace == "" {
		return c.open(env, func(ctx context.Context, b *bots) error {
			bot, err := b.named(ctx, c.Bot)
			if err != nil {
				return err
			}
			return b.sayQuota(ctx, &bot)
		})
	}
	return c.with(env, c.Bot, func(ctx context.Context, b *bots, bot host.BotRecord) (string, error) {
		err := b.db.ChangeBot(ctx, bot.ID, func(r *host.BotRecord) error {
			c.apply(&r.Quota)
			if c.Workspace != "" {
				r.Workspace = c.Workspace
			}
			bot = *r
			return nil
		})
		return fmt.Sprintf("@%s of workspace %s may use: %s.", bot.Username, cmp.Or(bot.Workspace, "main"), quotaWords(bot.Quota)), err
	})
}

// ofWorkspace sets or shows the quota of a workspace.
func (c *botsQuotaCmd) ofWorkspace(env *runEnv) error {
	return c.open(env, func(ctx context.Context, b *bots) error {
		quotas, err := b.db.WorkspaceQuotas(ctx)
		if err != nil {
			return err
		}
		q := quotas[c.Workspace]
		if !c.apply(&q) {
			b.say("The bots of workspace %s may use together: %s.", c.Workspace, quotaWords(q))
			return nil
		}
		if err := b.db.SetWorkspaceQuota(ctx, c.Workspace, q); err != nil {
			return err
		}
		b.say("The bots of workspace %s may use together: %s. %s", c.Workspace, quotaWords(q), b.soon())
		return nil
	})
}

// quotaWords tells limits.
func quotaWords(q host.Quota) string {
	var parts []string
	for _, x := range []struct {
		n    int64
		what string
	}{
		{q.TurnsPerMinute, "%d turns a minute"}, {q.HTTPPerHour, "%d requests an hour"}, {q.SendsPerDay, "%d messages a day"}, {q.StoredMB, "%d MB stored"},
	} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf(x.what, x.n))
		}
	}
	if parts == nil {
		return "as much as they want"
	}
	return strings.Join(parts, ", ")
}
