package program

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// sayQuota tells what a bot may use and has used, and which limits it has reached.
func (b *bots) sayQuota(ctx context.Context, bot *host.BotRecord) error {
	used, err := b.db.UsageOn(ctx, host.DayOf(time.Now()))
	if err != nil {
		return err
	}
	stored, err := b.db.Stored(ctx, bot.ID)
	if err != nil {
		return err
	}
	u := used[bot.ID]
	b.say("Used      today (UTC) %s, %s, %s; stored %.1f MB of files and %.1f MB of rows",
		counted(int(u.Turns), "turn", "turns"), counted(int(u.Calls), "request", "requests"), counted(int(u.Sends), "message", "messages"),
		float64(stored.Files+stored.Library)/1e6, float64(stored.Records)/1e6)
	if bot.Quota != (host.Quota{}) {
		b.say("Quota     %s", quotaWords(bot.Quota))
	}
	if bot.SpaceQuota != (host.Quota{}) {
		b.say("Quota     of workspace %s, shared: %s", cmp.Or(bot.Workspace, "main"), quotaWords(bot.SpaceQuota))
	}
	reached, err := b.db.ReachedQuotas(ctx, []host.BotRecord{*bot})
	if err != nil {
		return err
	}
	for _, r := range reached[bot.ID] {
		b.say("Reached   %s", reachedWords(bot, r))
	}
	return nil
}

// sayReached names the limits that bots have reached.
func (b *bots) sayReached(ctx context.Context, list []host.BotRecord) error {
	reached, err := b.db.ReachedQuotas(ctx, list)
	if err != nil {
		return err
	}
	for i := range list {
		for _, r := range reached[list[i].ID] {
			b.say("@%s: %s", list[i].Username, reachedWords(&list[i], r))
		}
	}
	return nil
}

// limitOf is the limit that is reached, alone.
func limitOf(b *host.BotRecord, r host.ReachedQuota) host.Quota {
	q := b.Quota
	if r.Workspace {
		q = b.SpaceQuota
	}
	switch r.Kind {
	case host.QuotaTurns:
		return host.Quota{TurnsPerMinute: q.TurnsPerMinute}
	case host.QuotaHTTP:
		return host.Quota{HTTPPerHour: q.HTTPPerHour}
	case host.QuotaSends:
		return host.Quota{SendsPerDay: q.SendsPerDay}
	case host.QuotaStored:
		return host.Quota{StoredMB: q.StoredMB}
	}
	return host.Quota{}
}

// reachedWords tells of a limit that is reached, and what that means.
func reachedWords(b *host.BotRecord, r host.ReachedQuota) string {
	whose := "the bot's quota"
	if r.Workspace {
		whose = "the quota of workspace " + cmp.Or(b.Workspace, "main")
	}
	if limit := limitOf(b, r); limit != (host.Quota{}) {
		whose += ", " + quotaWords(limit) + ","
	}
	since := r.At.UTC().Format("15:04")
	switch r.Kind {
	case host.QuotaTurns:
		return fmt.Sprintf("%s was reached today, first at %s (UTC): updates come a little later", whose, since)
	case host.QuotaHTTP:
		return fmt.Sprintf("%s was reached today, first at %s (UTC): requests beyond it fail with http_quota", whose, since)
	case host.QuotaSends:
		return whose + " is reached: messages wait until tomorrow (UTC)"
	case host.QuotaStored:
		return whose + " is reached: new rows and files are refused"
	}
	return whose + " is reached"
}

// reachedJSON is a limit that is reached, as scripts see it.
func reachedJSON(b *host.BotRecord, r host.ReachedQuota) quotaJSON {
	out := quotaJSON{Kind: string(r.Kind), Of: "bot", Workspace: cmp.Or(b.Workspace, "main"), Limit: limitOf(b, r).Of(r.Kind)}
	if r.Workspace {
		out.Of = "workspace"
	}
	return out
}

// reachedOf gives the limits that bots have reached, as scripts see them; for none an empty list.
func (b *bots) reachedOf(ctx context.Context, list []host.BotRecord) (map[int64][]quotaJSON, error) {
	reached, err := b.db.ReachedQuotas(ctx, list)
	out := map[int64][]quotaJSON{}
	for i := range list {
		x := &list[i]
		out[x.ID] = []quotaJSON{}
		for _, r := range reached[x.ID] {
			out[x.ID] = append(out[x.ID], reachedJSON(x, r))
		}
	}
	return out, err
}
