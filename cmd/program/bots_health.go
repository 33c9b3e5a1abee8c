package program

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

type botsHealthCmd struct {
	botsPlace
	Bot       string `arg:"" help:"The bot's @name or id."`
	JSON      bool   `name:"json" help:"Print it as JSON, for scripts."`
	PublicURL string `env:"SCENARIST_PUBLIC_URL" placeholder:"URL" help:"Address of the server, as with serve: with it, a webhook that leads elsewhere is noticed."`
}

// healthJSON is how a bot fares, as scripts see it.
type healthJSON struct {
	botJSON
	Updates  host.Tally       `json:"updates"`
	Pending  int64            `json:"pending"`        // updates that wait at Telegram
	Webhook  string           `json:"webhook"`        // where Telegram delivers; empty if it is asked
	Stranger bool             `json:"stranger"`       // another program takes them
	Polls    bool             `json:"stranger_polls"` // by asking for them, which a repair does not end
	LastFail string           `json:"last_fail"`      // of a delivery, in Telegram's words
	Sessions map[string]int64 `json:"sessions"`       // by status
	TokenBad bool             `json:"token_bad"`      // Telegram refuses it; then nothing is known of what is at Telegram
}

// Run says how the bot fares.
func (c *botsHealthCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, b *bots) error {
		bot, err := b.named(ctx, c.Bot)
		if err != nil {
			return err
		}
		asking, cancel := context.WithTimeout(ctx, 15*time.Second)
		defer cancel()
		h, err := b.Health(asking, bot.ID, c.PublicURL)
		if c.JSON && (err == nil || errors.Is(err, telegram.ErrToken)) {
			reached, failed := b.reachedOf(ctx, []host.BotRecord{bot})
			if failed != nil {
				return failed
			}
			return printJSON(env.Stdout, healthJSON{
				jsonOf(&bot, reached[bot.ID]), h.Updates, h.Webhook.Pending, h.Webhook.URL, h.Stranger, h.StrangerPolls, h.Webhook.LastError, h.Sessions, err != nil,
			})
		}
		if errors.Is(err, telegram.ErrToken) {
			return fmt.Errorf("the token of @%s does not work any more; give it a new one with: scenarist bots token @%s --token …", bot.Username, bot.Username)
		}
		if err != nil {
			return err
		}
		b.say("@%s (%s), revision %d, %s", bot.Username, bot.Name, bot.Revision, stateOf(&bot))
		if bot.Trouble != "" {
			b.say("Trouble   %s", bot.Trouble)
		}
		if h.Webhook.URL == "" {
			b.say("Updates   are asked for; %s at Telegram", counted(int(h.Webhook.Pending), "one waits", "wait"))
		} else {
			b.say("Updates   are delivered to %s; %s at Telegram", h.Webhook.URL, counted(int(h.Webhook.Pending), "one waits", "wait"))
		}
		if h.Webhook.LastError != "" {
			b.say("Delivery  failed at %s: %s", h.Webhook.LastErrorAt.Local().Format(time.DateTime), h.Webhook.LastError)
		}
		switch {
		case h.StrangerPolls:
			b.say("Stranger  another program asks for the updates with this token, too: %s", endPolling(bot.Username))
		case h.Stranger:
			b.say("Stranger  this is not the address of this server: another program gets the updates; take the bot back with: scenarist bots repair @%s", bot.Username)
		}
		u := h.Updates
		b.say("Updates   %d received: %d handled, %d waiting, %d put aside, %d dropped", u.Received, u.Handled, u.Waiting, u.Dead, u.Dropped)
		for _, status := range slices.Sorted(maps.Keys(h.Sessions)) {
			b.say("Sessions  %d %s", h.Sessions[status], status)
		}
		if err := b.sayQuota(ctx, &bot); err != nil {
			return err
		}
		if n := len(h.Letters); n > 0 {
			b.say("Letters   %s not be handled; see: scenarist bots letters @%s", counted(n, "update could", "updates could"), bot.Username)
		}
		return nil
	})
}

type botsRepairCmd struct {
	botsPlace
	Bot string `arg:"" help:"The bot's @name or id."`
}

// Run has the receiver set up anew.
func (c *botsRepairCmd) Run(env *runEnv) error {
	return c.with(env, c.Bot, func(ctx context.Context, b *bots, bot host.BotRecord) (string, error) {
		return repaired(&bot), b.Repair(ctx, bot.ID)
	})
}

// repaired says what a repair does to a bot, as it was before, and what it cannot do: the other program still has the token.
func repaired(bot *host.BotRecord) string {
	if bot.Receiver == host.ReceiverPolling || fleet.PolledByOther(bot) {
		return fmt.Sprintf("@%s asks Telegram for its updates again. If another program still runs with this token, it takes them again: %s.", bot.Username, endPolling(bot.Username))
	}
	return fmt.Sprintf("How the updates of @%s come is set up anew, here. If another program still runs with this token, it may take them again: stop it, or %s.",
		bot.Username, anotherToken(bot.Username))
}

// endPolling says how another program is kept from asking for the updates of a bot.
func endPolling(username string) string {
	return fmt.Sprintf("stop it; or %s; or, where this server has a public address, have them delivered, since Telegram then answers nobody who asks: scenarist bots receiver @%s webhook",
		anotherToken(username), username)
}

func anotherToken(username string) string {
	return fmt.Sprintf("give the bot a new token (/revoke at @BotFather, then: scenarist bots token @%s --token …)", username)
}

type botsLettersCmd struct {
	botsPlace
	Bot   string  `arg:"" help:"The bot's @name or id."`
	IDs   []int64 `arg:"" optional:"" name:"id" help:"Which letters to retry or drop; all if none is named."`
	Retry bool    `help:"Receive them again, after what was wrong has been mended." xor:"what"`
	Drop  bool    `help:"Delete them." xor:"what"`
	Limit int     `default:"20" help:"How many of the newest to list."`
}

// Help gives examples.
func (c *botsLettersCmd) Help() string {
	return `An update that fails again and again is put aside, so that its session goes on.

Examples:
  scenarist bots letters @shop_bot
  scenarist bots letters @shop_bot --retry
  scenarist bots letters @shop_bot 17 18 --drop`
}

// Run lists, retries or drops letters.
func (c *botsLettersCmd) Run(env *runEnv) error {
	if len(c.IDs) > 0 && !c.Retry && !c.Drop {
		return &usageError{"say what to do with these letters: --retry or --drop"}
	}
	if c.Retry || c.Drop {
		return c.with(env, c.Bot, func(ctx context.Context, b *bots, bot host.BotRecord) (string, error) {
			if c.Drop {
				n, err := b.DropLetters(ctx, bot.ID, c.IDs...)
				return counted(n, "letter was dropped.", "letters were dropped."), err
			}
			n, err := b.RetryLetters(ctx, bot.ID, c.IDs...)
			return counted(n, "letter is received again.", "letters are received again."), err
		})
	}
	return c.open(env, func(ctx context.Context, b *bots) error {
		bot, err := b.named(ctx, c.Bot)
		if err != nil {
			return err
		}
		letters, err := b.db.DeadLetters(ctx, bot.ID, c.Limit)
		if err != nil {
			return err
		}
		if len(letters) == 0 {
			b.say("There are none: every update could be handled.")
			return nil
		}
		w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tAT\tUPDATE\tTRIES\tERROR")
		for _, l := range letters {
			fmt.Fprintf(w, "%d\t%s\t%d\t%d\t%s\n", l.ID, l.At.Local().Format(time.DateTime), l.UpdateID, l.Tries, l.Error)
		}
		return w.Flush()
	})
}
