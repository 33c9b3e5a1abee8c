package program

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
)

// agreed refuses a document with blocks that come with the program and whose permissions nobody of the workspace has agreed to, as
// the editor does. What the bot does already it goes on doing.
func (b *bots) agreed(ctx context.Context, bot host.BotRecord, doc *flow.Document) error {
	missing, err := b.env.Library.Unconfirmed(ctx, bot.Workspace, doc)
	if err != nil || len(missing) == 0 {
		return err
	}
	if bot.Revision > 0 {
		data, err := b.Earlier(ctx, bot.ID, bot.Revision)
		if err != nil {
			return explained(err, bot)
		}
		live, err := flow.Load(data)
		if err != nil {
			return fmt.Errorf("read revision %d of @%s: %w", bot.Revision, bot.Username, err)
		}
		missing = slices.DeleteFunc(missing, func(id custom.BlockID) bool { return live.Uses[id.Type] == id.Version })
	}
	if len(missing) == 0 {
		return nil
	}
	workspace := cmp.Or(bot.Workspace, custom.MainWorkspace)
	for _, id := range missing {
		fmt.Fprintf(b.env.Stderr, "nobody has agreed yet to what %s may do: it comes with Scenarist and has to be added first. To see what it may do, and to add it:\n"+
			"  scenarist block install --workspace %s %s\n", id, workspace, id.Type)
	}
	return errProblem
}
