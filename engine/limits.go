package engine

import "time"

// Limits of one turn and one session. Passing one is a trouble for the owner, never a hang.
const (
	MaxBlocksPerTurn   = 300      // blocks passed between two waits
	MaxFrames          = 16       // flows on the stack
	MaxEffectsPerTurn  = 50       // messages, edits and the like
	MaxVariableBytes   = 16 << 10 // one variable, as JSON
	MaxSessionBytes    = 64 << 10 // all of a session, as JSON
	MaxLists           = 50       // messages whose list buttons are remembered
	MaxListValueBytes  = 512      // one list button's value, as JSON
	MaxReminders       = 10       // of one wait
	MaxErrorsInARow    = 10       // troubles of a session without a good turn between
	MaxRetries         = 10       // repeats of one block by its envelope
	MaxTokenBytes      = 64       // Telegram Bot API, InlineKeyboardButton.callback_data
	MaxWait            = 366 * 24 * time.Hour
	MinWait            = time.Second      // a wait for a time lasts at least this long
	MaxPasses          = 256              // records of once_per and cooldown in a session
	MaxAlbumParts      = 10               // of one album: Telegram Bot API, sendMediaGroup
	ErrorsForgotten    = time.Minute      // troubles further apart than this are not in a row
	MaxTimed           = 50               // timed triggers of a bot
	MaxGoals           = 50               // goals that a session remembers
	TimedPause         = 10 * time.Minute // a timed trigger that must not interrupt tries again after this
	AlbumQuiet         = time.Second      // an album is whole when no part came for this long; Telegram does not say
	DefaultRetryPause  = time.Second
	MaxRecordBytes     = 16 << 10         // one record, as JSON
	DraftAgain         = 25 * time.Second // a draft is shown again after this: Telegram Bot API, sendMessageDraft, shows it for 30
	DraftKept          = 15 * time.Minute // a draft that has not changed for this long becomes a message
	MaxReadsPerTurn    = 64               // records, queries and other contacts
	MaxRecordsPerRead  = 500              // records that one query gives
	MaxRecordChanges   = 100              // records changed in one turn
	MaxRecordKeyBytes  = 200
	MaxRecordKindBytes = 64
	MaxRetryPause      = time.Hour
)
