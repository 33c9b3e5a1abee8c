package host

import (
	"context"
	"math"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Cluster is what a store that several processes share knows of them. The package comment has the protocol. A process that
// has its store for itself has none.
type Cluster interface {
	// Watch has f told of what others did, in order and one after the other, until stop is called. f must be quick.
	Watch(f func(Notice)) (stop func())
	// Seated reports whether what this process has committed is its own to send. It says no, by the process's own clock,
	// before anybody else takes it over.
	Seated() bool
	// Alone reports whether there is no other process.
	Alone() bool
	// Shared is Store.Shared with the versions by which Member.Reads are checked.
	Shared(ctx context.Context, botID int64) (bot, workspace SharedVars, err error)
	// Reserve takes n more of what the rate allows in a chat of a bot, or the bot in all its chats for chat 0 and BulkChat, and gives when the
	// first of them may be used, from now on: it is negative where more than one may be used at once, and every next one may be
	// Rate.Every later. What the process has used without asking is told as owed: the time up to which that spends the rate. Of a person's
	// chat the others are told up to when it is spent now (NoticeChat).
	Reserve(ctx context.Context, botID, chatID int64, r Rate, n int, owed time.Duration) (opens time.Duration, err error)
	// Hold lets no process use the rate before the time has passed. The others are told to wait where it is the bot's, and as by Reserve
	// where it is that of a person's chat.
	Hold(ctx context.Context, botID, chatID int64, r Rate, d time.Duration) error
	// SaveReply keeps the answer to a caller for a while, and tells the others.
	SaveReply(ctx context.Context, botID int64, caller string, data []byte) error
	// Reply gives it; engine.ErrNotFound if there is none.
	Reply(ctx context.Context, botID int64, caller string) ([]byte, error)
}

// BulkChat stands for the bulk of a bot in all its chats. No chat has this id: those of Telegram have 52 bits (Bot API, Chat.id).
const BulkChat = math.MinInt64

// SharedVars are variables with the version of their row, 0 for one that is not there.
type SharedVars struct {
	Values  engine.Values
	Version int64
}

// Read is a version of shared variables from which a turn started, found in the memory of the process and not read for it.
type Read struct {
	Scope   string // engine.ScopeUser, ScopeChat, ScopeBot or ScopeWorkspace, of the member's session
	Version int64
}

// Notice is what one process learns of others.
type Notice struct {
	Kind   NoticeKind
	BotID  int64
	UserID int64         // of NoticeStaff and NoticeChat
	Caller string        // of NoticeReply
	Draft  string        `json:",omitempty"` // of NoticeDraft: the editor's id of the bot
	For    time.Duration // of NoticeHold and NoticeChat
}

// NoticeKind says what a notice is about.
type NoticeKind int

// The kinds of notices.
const (
	// NoticeUnseated: others may take over what this process has committed and not sent.
	NoticeUnseated NoticeKind = iota + 1
	// NoticeEvicted: they have. What is still in memory to be sent is not this process's any more.
	NoticeEvicted
	// NoticeSeated: what is committed from now on is this process's to send, and what was before unless it was evicted.
	NoticeSeated
	// NoticeMissed: others may have said something that was not heard.
	NoticeMissed
	// NoticePeers: processes came or went.
	NoticePeers
	// NoticeSends: the outbox has effects for this process that it did not commit itself.
	NoticeSends
	// NoticeBots: rows of bots have changed.
	NoticeBots
	// NoticeOwners: somebody does no longer what only one process may do for a bot.
	NoticeOwners
	// NoticeStaff: the roles of a user have changed.
	NoticeStaff
	// NoticeReply: a caller has an answer.
	NoticeReply
	// NoticeHold: the platform asked a bot to wait.
	NoticeHold
	// NoticeDraft: somebody edits a bot.
	NoticeDraft
	// NoticeChat: another session than the person's own says something in her chat, which spends its rate for some time.
	NoticeChat
)
