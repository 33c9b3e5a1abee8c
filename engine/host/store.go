package host

import (
	"context"
	"io"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Member is what one turn brings to a group commit. All of it is stored, or none.
type Member struct {
	Key engine.SessionKey
	// UpdateID is Telegram's id of the update that caused the turn; 0 if there was none. A member whose update is
	// stored already is a duplicate and changes nothing.
	UpdateID int64
	// EventKey does the same for events that are no updates (webhook calls with a dedupe key); empty for none.
	EventKey string
	// BaseVersion is the version of the session that the turn started from, 0 for a session that was not stored yet. If
	// the stored one differs, the member is a conflict and changes nothing.
	BaseVersion int64
	// Session is the new session as JSON, with version BaseVersion+1; nil if the session is not touched, and then
	// BaseVersion is not looked at.
	Session   []byte
	Revision  int
	WakeAt    time.Time // of the new session; zero for none
	WakeGen   int64
	User      *engine.User // profile of the contact to be kept up to date; nil if there is none
	Reachable *bool        // whether the contact can be written to, where that changed
	Writes    []engine.Write
	// Orders are applied whatever the order's status: the turns that ask for them are in the order of its session. A
	// payment (to OrderPaid) and a refund (to OrderRefunded) are recorded once each for a charge id of a bot: a member
	// that brings a recorded one is a duplicate. Making an order that exists, or changing one that does not, is refused.
	Orders []engine.OrderChange
	// Records are changed by compare-and-set: if a stored version is not the Base, the member is a conflict and changes
	// nothing. No two are of the same record.
	Records []engine.RecordChange
	Ledger  []engine.LedgerEntry // only ever added; a movement (Tx) that is there already is refused
	Out     []Outgoing
	Jobs    []JobItem
	Notes   []engine.Note
	Marks   []Mark
	Inbox   *Inbox // what came in, for the history; nil for none
	Film    *Film  // of the turn, or of work; nil for none. A member with nothing else changes nothing else
	Counts  *Counts
	// Reads are the shared variables that the turn found in the memory of the process. If a stored version is another one, the
	// member is a conflict and changes nothing. A store of one process may leave them alone.
	Reads []Read
}

// Verdict is what became of one member of a group commit.
type Verdict struct {
	State VerdictState
	Err   error // set for VerdictRejected
	Stale bool  // set for a VerdictConflict that is one of Member.Reads
}

// VerdictState is what became of one member.
type VerdictState int

// The verdicts.
const (
	VerdictCommitted VerdictState = iota
	VerdictDuplicate              // its update, event or charge was handled before
	VerdictConflict               // somebody else changed the session: load it again and run again
	VerdictRejected               // the database refuses this member: it would spoil the batch
)

// Outgoing is one effect on its way to Telegram.
type Outgoing struct {
	BotID  int64
	ChatID int64
	Key    string    // Effect.Key; unique in the bot
	Effect []byte    // engine.Effect as JSON
	SendAt time.Time // not before; zero for at once
	State  SendState
	Seq    int64 // order of the outbox, given by the store, ascending in the order of commits
	Tries  int
	// Left and Behind are set by a Commit among several processes: whether another one sends it, since that has earlier ones of
	// the same chat; and if not, the key of the one of this process's that comes before it in the chat, if there is one.
	Left   bool
	Behind string
}

// SendState is where an outgoing effect stands.
type SendState string

// The states of outgoing effects.
const (
	SendPending SendState = "pending"
	SendSending SendState = "sending" // a request may be on its way
	SendSent    SendState = "sent"
	SendFailed  SendState = "failed"
	SendUnknown SendState = "unknown" // cannot be known and must not be repeated
)

// Mark notes what became of an outgoing effect.
type Mark struct {
	BotID      int64
	ChatID     int64
	Key        string
	State      SendState
	MessageIDs []int64 // made by it; more than one for albums and split texts
	Slot       string  // the messages become the slot's, replacing what it had
	Code       string  // of a failure
	At         time.Time
}

// Inbox is one received event as the history keeps it.
type Inbox struct {
	Kind      string
	MessageID int64
	Raw       []byte // the update as it came
	At        time.Time
}

// JobItem is slow work that is inserted in the commit of the turn that asked for it.
type JobItem struct {
	ID    string            // unique in the bot, the same whenever the same turn is run again
	Key   engine.SessionKey // of the session that asked, and that gets the result; of a start, the one to be started
	Job   *engine.Job       // run it and bring the result back; nil for a start
	Start *engine.StartFor  // begin a flow in another session, or bring it a signal
	// Behind is the class in which the job waits, from 0 to 3: those of a lower one go first. A bot that asks for many finds
	// the later ones behind those of others.
	Behind int
}

// Loaded is everything a turn starts from. A contact that was never seen is reachable.
type Loaded struct {
	Session   []byte // nil if there is none yet
	Version   int64
	User      engine.Values // scope user
	Chat      engine.Values // scope chat; nil for private chats without any
	Roles     []string      // of the user on the bot's staff, sorted
	Reachable bool
	// The versions of User and Chat for Member.Reads, 0 for those that are not there.
	UserVersion, ChatVersion int64
}

// Store is the database as the host sees it. All methods are safe for concurrent use. Errors other than
// engine.ErrNotFound and engine.ErrConflict mean that the database could not do it now.
type Store interface {
	// Load reads a session and its user's and chat's variables.
	Load(ctx context.Context, key engine.SessionKey) (Loaded, error)
	// Shared reads scope bot and scope workspace of a bot.
	Shared(ctx context.Context, botID int64) (bot, workspace engine.Values, err error)
	// Commit stores the members in one transaction, in the order given, and gives a verdict for each. An error means
	// that nothing is stored, unless a connection broke while the transaction was being ended: then all of it may be, and
	// members that come again are duplicates or conflicts. A member that spoils the transaction is found and rejected; the others are stored.
	Commit(ctx context.Context, members []Member) ([]Verdict, error)
	// Handled reports whether the update was committed before.
	Handled(ctx context.Context, botID, updateID int64) (bool, error)

	OutboxStore
	RefreshStore
	OrderStore
	RecordStore
	KeptFileStore
	BotStore
	DeadLetterStore
}

// RefreshStore has the store's queue bring the sessions of a bot up to a publish.
type RefreshStore interface {
	// BeginRefresh notes the mark of what the sessions are to be told of, and inserts the job that has Worker.Refresh tell
	// them, in one transaction. It does nothing if the mark is the one that was noted last for this kind, which at first is
	// the empty one. The job of an earlier mark of the kind ends; an empty mark has no job.
	BeginRefresh(ctx context.Context, botID int64, kind RefreshKind, mark string, at time.Time) error
	// PrivateSessions gives the users above the given one who have a session in a private chat, ascending, at most limit.
	PrivateSessions(ctx context.Context, botID, after int64, limit int) ([]int64, error)
	StandingStore
}

// StandingStore finds the sessions of a bot that are in the middle of something.
type StandingStore interface {
	// Standing gives those behind the given one, by chat and user, at most limit, and of them only those whose revision is
	// below the given one; 0 for all. It may read every session of the bot.
	Standing(ctx context.Context, botID int64, after engine.SessionKey, below, limit int) ([]StandingSession, error)
}

// StandingSession is a session that is in the middle of something.
type StandingSession struct {
	Key     engine.SessionKey
	Session []byte // JSON
}

// OverdueStore is a Store that can find sessions whose alarm was lost. It may read every session, so it is asked seldom.
type OverdueStore interface {
	// Overdue gives sessions that were to be woken before the time, at most limit.
	Overdue(ctx context.Context, before time.Time, limit int) ([]engine.SessionKey, error)
}

// OutboxStore is the journal of sends.
type OutboxStore interface {
	// Pending gives effects that are pending or sending and this process's to send, by Seq, after the given Seq, at most
	// limit. botID 0 is all bots.
	Pending(ctx context.Context, botID, after int64, limit int) ([]Outgoing, error)
	// Mark notes what became of effects.
	Mark(ctx context.Context, marks []Mark) error
	// Slot gives the message ids behind a slot name, newest last; empty if there are none.
	Slot(ctx context.Context, botID, chatID int64, slot string) ([]int64, error)
	// LastSent gives the ids of the last n messages of the bot in the chat, newest first.
	LastSent(ctx context.Context, botID, chatID int64, n int) ([]int64, error)
	// FileID gives the file_id under which this bot uploaded the content before; engine.ErrNotFound if it did not.
	FileID(ctx context.Context, botID int64, hash string) (string, error)
	// SaveFileID remembers it.
	SaveFileID(ctx context.Context, botID int64, hash, fileID string) error
}

// OrderStore reads orders; they are changed by Commit only, but for the checkout of the fast lane.
type OrderStore interface {
	// Order gives an order; engine.ErrNotFound if there is none.
	Order(ctx context.Context, botID int64, id string) (*engine.Order, error)
	// Checkout moves an order from offered to checkout; engine.ErrConflict if it stands elsewhere.
	Checkout(ctx context.Context, botID int64, id string) error
}

// RecordStore reads records and the ledger; both are changed by Commit only.
type RecordStore interface {
	// Records answers reads of a bot, in their order; see engine.RecordAnswer. A record that has expired may still be given
	// to a read by its key. The answers are of one moment and never older than the last commit.
	Records(ctx context.Context, botID int64, reads []engine.RecordRead) ([]engine.RecordAnswer, error)
	// Balances sums the ledger of a bot up by account and unit, in this order. Those that come to nothing are there too.
	Balances(ctx context.Context, botID int64) ([]engine.LedgerBalance, error)
	// Ledger gives the entries of an account after the given number, at most limit, the oldest first, and the number of
	// the last one.
	Ledger(ctx context.Context, botID int64, account string, after int64, limit int) ([]engine.LedgerEntry, int64, error)
}

// BotStore keeps bots, their revisions, staff and secrets.
type BotStore interface {
	// Bots gives all bots, by id.
	Bots(ctx context.Context) ([]BotRecord, error)
	// Bot gives one; engine.ErrNotFound if there is none.
	Bot(ctx context.Context, botID int64) (BotRecord, error)
	// ChangedBots gives the bots whose Version is above the given one, by it: whoever asks with the highest it knows
	// learns of every change. A bot that was dropped is not among them.
	ChangedBots(ctx context.Context, after int64) ([]BotRecord, error)
	// SaveBot makes or replaces a bot.
	SaveBot(ctx context.Context, b BotRecord) error
	// ChangeBot lets change alter what is stored of a bot: nobody else changes it meanwhile, so change must be quick and
	// leave the store alone. An error of it is given back, and nothing is stored. engine.ErrNotFound if there is no such bot.
	ChangeBot(ctx context.Context, botID int64, change func(*BotRecord) error) error
	// DropBot deletes a bot and everything that is stored of it. It must not be served any more. What is not there is no
	// error.
	DropBot(ctx context.Context, botID int64) error
	// Revisions gives the revisions of a bot, the newest first, at most limit.
	Revisions(ctx context.Context, botID int64, limit int) ([]RevisionInfo, error)
	// Publish stores a document as the bot's next revision and gives its number; the same document as the last gives
	// that one's number.
	Publish(ctx context.Context, botID int64, document []byte, at time.Time) (revision int, err error)
	// PublishPlan is Publish with what was decided for the people inside; engine.ErrConflict if the published revision is
	// another one than the publication was made for. With something decided, the same document as the last is a revision of its own.
	PublishPlan(ctx context.Context, p Publication) (revision int, err error)
	// Plans gives what was decided for the people inside, by revision; those without anything decided are left out.
	Plans(ctx context.Context, botID int64) ([]StoredPlan, error)
	// Digest gives the digest of a revision: what a host must know of it although nobody uses it. Empty if none was kept. It also says
	// when the revision was made, which is the zero time if it is not there.
	Digest(ctx context.Context, botID int64, revision int) (digest string, made time.Time, err error)
	// KeepDigest keeps a digest of the revision that was made then. One that is not there is no error, and neither is one of a bot that
	// was removed and added again meanwhile: its revisions have the same numbers, and were made at other times.
	KeepDigest(ctx context.Context, botID int64, revision int, made time.Time, digest string) error
	// Revision gives a document.
	Revision(ctx context.Context, botID int64, revision int) ([]byte, error)
	// Staff gives the chats of the staff with any of the roles, sorted.
	Staff(ctx context.Context, botID int64, roles []string) ([]int64, error)
	// AddStaff gives a user a role.
	AddStaff(ctx context.Context, botID, userID int64, role string) error
	// Secret reads a secret; engine.ErrNotFound if there is none.
	Secret(ctx context.Context, botID int64, name string) (string, error)
	// SetSecret keeps a secret, encrypted at rest.
	SetSecret(ctx context.Context, botID int64, name, value string) error
	// Offset gives the next getUpdates offset that was saved, 0 for none.
	Offset(ctx context.Context, botID int64) (int64, error)
	// SaveOffset keeps it.
	SaveOffset(ctx context.Context, botID, offset int64) error
	// Counts gives how many sessions the bot has by status, for the owner.
	Counts(ctx context.Context, botID int64) (map[string]int64, error)
}

// BotRecord is one hosted bot.
type BotRecord struct {
	ID       int64 // Telegram's id of the bot, or a negative number for one without a token
	Name     string
	Username string
	Token    string `json:"-"` // kept encrypted; empty for a bot without one
	Key      []byte `json:"-"` // signs button tokens; 32 random bytes, never changed
	Secret   string `json:"-"` // of the webhook
	Revision int    // the published one
	Paused   bool
	Trouble  string // why it does not run, for the owner; empty if it does
	Hosted   bool   // it was added, and is served at every start; else only while the configuration names it
	Receiver string // how its updates come: ReceiverPolling, ReceiverWebhook, or empty for what the server can do
	Leaving  bool   // it is to be dropped, as soon as nobody serves it
	Repairs  int64  // how often its receiver was to be set up anew
	// Workspace is whose quota the bot shares; empty means main. Quota and SpaceQuota are what it may use, and what all bots of
	// the workspace may together: the store reads the latter and never writes it here.
	Workspace         string
	Quota, SpaceQuota Quota
	Version           int64 // rises over all bots with every change; the store sets it
}

// How the updates of a bot come.
const (
	ReceiverPolling = "polling"
	ReceiverWebhook = "webhook"
)

// Publication is a document that is to be the bot's next revision.
type Publication struct {
	BotID    int64
	Document []byte
	Plan     []byte // as publish.Pack writes it; nil for nothing that had to be decided
	From     int    // the published revision for which that was decided; -1 for whatever is published
	At       time.Time
	// Account and Name are who publishes it, and Note is why; empty for the command line.
	Account, Name, Note string
	// Digest is what Digest gave for the document; empty if a host has to look at it first.
	Digest string
}

// StoredPlan is what was decided when a revision was published.
type StoredPlan struct {
	Revision int
	Plan     []byte
}

// RevisionInfo is what there is to say of a revision without its document.
type RevisionInfo struct {
	Number int
	Bytes  int // of the document
	MadeAt time.Time
	// Account and Name are who published it, and Note is why; empty for the command line.
	Account, Name, Note string
}

// DeadLetterStore keeps updates that could not be handled.
type DeadLetterStore interface {
	// Bury stores an update that always fails, and counts it as handled. One whose key, or else whose update, is known already
	// is left alone.
	Bury(ctx context.Context, d DeadLetter) error
	// DeadLetters gives the newest ones, the newest first.
	DeadLetters(ctx context.Context, botID int64, limit int) ([]DeadLetter, error)
	// DropLetters deletes letters of a bot by their ids, all for none, and gives how many there were.
	DropLetters(ctx context.Context, botID int64, ids ...int64) (int, error)
	// RetryLetters marks letters of a bot by their ids, all for none, as such that are to be received again, if they have
	// their update. It changes the bot's version and gives how many are marked now.
	RetryLetters(ctx context.Context, botID int64, ids ...int64) (int, error)
	// LetterReceived deletes a letter that was received again.
	LetterReceived(ctx context.Context, botID, id int64) error
	// Tally counts what became of the bot's updates. It may read all that are remembered.
	Tally(ctx context.Context, botID int64) (Tally, error)
	// LettersToRetry gives those that are marked, the oldest first.
	LettersToRetry(ctx context.Context, botID int64) ([]DeadLetter, error)
}

// DeadLetter is an update that could not be handled.
type DeadLetter struct {
	ID       int64 // the store sets it; rises
	BotID    int64
	UpdateID int64
	EventKey string // Bury remembers it as handled; it is not given back
	Raw      []byte
	Error    string
	Tries    int
	At       time.Time
}

// Tally counts what became of the updates that were taken from the platform for a bot, each once, since the bot came.
// Received is the sum of the others.
type Tally struct {
	Received int64 `json:"received"` // taken on for good: acknowledged, or about to be
	Handled  int64 `json:"handled"`  // had their turn, or needed none
	Waiting  int64 `json:"waiting"`  // put aside, and to be received again
	Dead     int64 `json:"dead"`     // put aside
	Dropped  int64 `json:"dropped"`  // put aside, and given up by a person
}

// Worker runs what the database's job queue says is due. The host is one; the queue belongs to the store.
type Worker interface {
	// Alarm wakes a session. Stale alarms do nothing. It gives the time of the next alarm if the session is to be woken
	// later than now, so that the same job can be put off; zero otherwise.
	Alarm(ctx context.Context, key engine.SessionKey) (again time.Time, err error)
	// Run runs a job and brings its result to the session. An error means that it should be tried again: an
	// *engine.AgainError after the time it tells, which is no try; any other after a pause of the queue's own.
	Run(ctx context.Context, item JobItem, try int) error
	// Refresh tells the sessions behind r.After of a publish, some at a time. It gives the last one that it told, and when to
	// go on behind it; a zero time when there is nothing more to do. An error means that it should be tried again.
	Refresh(ctx context.Context, r Refresh) (after engine.SessionKey, again time.Time, err error)
	// Sweep sends what is pending and nobody is sending, and wakes sessions whose alarm was lost.
	Sweep(ctx context.Context) error
}

// Queue is the part of the store that runs jobs; Start begins to call the worker.
type Queue interface {
	Start(ctx context.Context, w Worker) error
	Stop(ctx context.Context) error
}

// Messenger performs effects. Perform returns after the platform answered. A *SendError says what to do next; any other
// error counts as unknown.
type Messenger interface {
	Perform(ctx context.Context, b *BotRecord, e *engine.Effect, refs References) (Receipt, error)
}

// References resolves what an effect names: slots, secrets, files.
type References interface {
	Slot(ctx context.Context, chatID int64, slot string) ([]int64, error)
	LastSent(ctx context.Context, chatID int64, n int) ([]int64, error)
	Secret(ctx context.Context, name string) (string, error)
	FileID(ctx context.Context, hash string) (string, error)
	SaveFileID(ctx context.Context, hash, fileID string) error
	// Asset gives a file of the bot's media library; engine.ErrNotFound if there is none of the name.
	Asset(ctx context.Context, name string) (Asset, error)
	// KeptFile gives a file that the bot keeps itself; engine.ErrNotFound if it is not there any more.
	KeptFile(ctx context.Context, id string) (KeptFile, error)
	// OpenKeptFile opens its content. The caller closes it.
	OpenKeptFile(ctx context.Context, id string) (io.ReadCloser, error)
	// MayFetch is asked before each request for a file at an address; its error is a *SendError, and then none is made.
	MayFetch() error
}

// Receipt is what the platform said to a performed effect.
type Receipt struct {
	MessageIDs []int64
	// Plain is set where the text was sent without its markup, since the platform refused it.
	Plain bool
	// MovedTo is the new id of a group that became a supergroup; 0 if it did not.
	MovedTo int64
}

// SendError is a refusal. Exactly one of the first three says what to do.
type SendError struct {
	Retry      bool          // try again, after After
	Fatal      bool          // never try again
	Unknown    bool          // it may have been performed
	After      time.Duration // for Retry
	WholeBot   bool          // the pause is for all chats of the bot
	Code       string        // blocked, deactivated, chat_not_found, parse, too_long, rights, unauthorized, conflict, flood, server, network, other
	Message    string        // the platform's words, without tokens
	MigratedTo int64
}

// Error gives code and words.
func (e *SendError) Error() string { return e.Code + ": " + e.Message }
