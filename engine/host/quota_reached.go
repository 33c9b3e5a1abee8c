package host

import (
	"context"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// noteAgain is how long after a limit could not be noted as reached that is tried again.
const noteAgain = time.Minute

// reached tells once a day that a limit holds a bot back, its own or that of its workspace: the log, who watches the store, and
// the bot's owners, beside everything that waits. Each bot that a workspace's limit holds back is told of.
func (h *Host) reached(b *bot, m *meter, k QuotaKind) {
	u, now := h.quotas.of(b.record.ID), h.now()
	of := toldOf{k, m == u.space}
	h.stats.overQuota.Add(1)
	if h.cfg.OverQuota != nil {
		h.cfg.OverQuota(b.record, k, of.workspace)
	}
	if !u.bot.tell(of, now) {
		return
	}
	b.log.Warn("a quota is reached", "quota", string(k), "of_workspace", of.workspace, "workspace", u.space.name)
	h.tasks.run(func(ctx context.Context) {
		if store, ok := h.cfg.Store.(UsageStore); ok {
			first, err := store.NoteReached(ctx, ReachedQuota{BotID: b.record.ID, Kind: k, Workspace: of.workspace, At: now})
			if err != nil {
				b.log.WarnContext(ctx, "that a quota is reached could not be noted", "error", err)
				u.bot.tellAgain(of, now.Add(noteAgain))
				return
			}
			if !first {
				return // it was told by another process, or of the other limit of the kind
			}
		}
		h.tellOwners(ctx, b, k)
	})
}

// tellOwners has a bot write to its owners that a limit is reached.
func (h *Host) tellOwners(ctx context.Context, b *bot, k QuotaKind) {
	owners, err := h.cfg.Store.Staff(ctx, b.record.ID, []string{engine.OwnerRole})
	if err != nil {
		b.log.WarnContext(ctx, "the bot's owner could not be told of a quota", "error", err)
		return
	}
	w := b.published.wording
	for _, owner := range owners {
		e := engine.Effect{
			Key: "quota." + string(k) + "." + strconv.FormatInt(owner, 36), Kind: engine.SendMessage, ChatID: owner,
			Content: &engine.Content{Text: w.Words("quota_"+string(k), w.Language), Plain: true},
		}
		if _, err := h.perform(ctx, b, &e, chatRef{b.record.ID, owner}); err != nil {
			b.log.WarnContext(ctx, "the bot's owner could not be told of a quota", "error", err)
		}
	}
}
