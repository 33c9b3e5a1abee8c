package host

import (
	"cmp"

	"github.com/scenarist/scenarist/engine"
)

// CompareKeys orders sessions by bot, chat and user: the order in which a group commit takes its members.
func CompareKeys(a, b engine.SessionKey) int {
	return cmp.Or(cmp.Compare(a.BotID, b.BotID), cmp.Compare(a.ChatID, b.ChatID), cmp.Compare(a.UserID, b.UserID))
}
