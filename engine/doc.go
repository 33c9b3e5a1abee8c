// Package engine is the interpreter: it runs one event through one session of one bot and says what is to happen.
//
// # What it must not know
//
// Telegram's JSON, HTTP servers, databases, goroutines and the wall clock. A turn is a pure function: the same
// revision, state, event and Deps give the same bytes. That is what makes crashes harmless (a turn that was not
// committed is simply run again), tests data, and the test chat in the editor the real thing.
//
// # From document to revision
//
// flow.Load reads a document, Check finds every defect in it, Compile makes a Revision out of one without errors:
// configs decoded, templates and conditions compiled, exits resolved. A Revision is immutable and shared by all
// sessions that are pinned to it.
//
// Check and Compile are the same pass. A config is judged by its type's JSON Schema first (Schema), then by the validate
// tags, then by the block itself (Checker); what one of them reported, the next leaves alone. A config that is wrong in
// one place is still read in the others, so that all its issues show at once. Warnings that say that nothing uses or
// reaches something are held back as long as some block could not be read, because it might.
//
// A circle without a wait is an error only if no exit leads out of it. Where one does, as in a flow that counts, it is a
// warning, and MaxBlocksPerTurn stops the turn; exits for troubles do not count, since MaxErrorsInARow ends those.
//
// # A turn
//
// Revision.Turn takes the event through these stages:
//
//  1. Route. What a banned user does is taken without a word (Ban). An event that is addressed (a button's token, a timer, a job's end, a payment) goes to the frame whose wait
//     has its number; interruptions above that frame end. A message goes to a block that listens for just these words
//     (Hearer), then to a command trigger, then to the waiting
//     block, then to the other triggers, then to the fallback, and last to the built-in words. Nothing is silent.
//  2. Run. Blocks are entered one after the other, through the envelope that all share (roles, skip_if, once_per,
//     cooldown, goal, cost), until one waits, the flows end, or a limit is passed.
//  3. Finish. Drafts are shown again that would vanish, appointments and the next alarm are computed, and a pressed button that nobody answered is answered.
//
// The result holds the new session, the effects to be sent after the commit, jobs, orders, writes to shared variables
// and notes for the owner.
//
// # Loops
//
// A block that is a Looper sends the session round by its loop exit, along edges that lead back to it. How does it know that
// it is to go on and not to begin anew? By where the session comes from: what only the loop exit leads to is the inside of
// the loop, as compilers know natural loops, and coming from there is another round (Turn.Again). What can also be reached
// another way, such as a menu to which a button inside the loop leads, is outside, and coming from there begins anew. So
// leaving a loop early needs no block of its own, loops in loops begin anew with each round of the outer one, and what a
// loop remembers (locals of its frame) need not be cleared on the way out. A loop pauses when its turn is half spent
// (Turn.Spent), and so never passes a limit by its number of rounds; Check counts it as a circle with a wait.
//
// # Frames
//
// The stack holds (flow, block, locals). logic.call pushes a frame whose end comes back to the caller as CallReturned; a
// trigger with policy nest pushes one whose end shows the question below again, in place of the one that it pushed before,
// if that is still there: of several interruptions each is there once, the newest on top. An interruption whose way leads
// to the very question that it interrupted ends there: the question is shown again and goes on with what its own frame
// knows. Events that are addressed to a frame below the top (a payment, a finished job) take the frames above away: money
// and results are never kept waiting behind an interruption. Times of a covered wait fire when it is uncovered; of several
// reminders that were missed only the last one is given. A wait for a time lasts at least MinWait, so that a circle through
// waits that are over at once costs a turn a second and not a processor.
//
// A turn may begin by bringing the session to another revision (Migration): for each frame it is said whether its wait goes
// on, at the same block or at one of another name; whether the block is entered anew; or whether its run, which is the flow
// with those that it called, begins again or ends. The event comes after that. A text is not taken for the answer to a question
// that is put in that same turn, since it was said before; a button of a wait that is gone is out of date. What is covered by an
// interruption is entered when that ends. Waits that go on under another name remember the old one (Wait.Shown), which their
// buttons carry. Blocks whose waits are gone are told (Abandoner), as of the old revision, except those whose offer may still be
// paid (LatePayer): nobody went elsewhere, so nobody has declined it.
//
// A frame may all the same stand at a block that the revision has lost: the owner is told, the flow ends, and the event is
// handled as if nothing had been going on.
//
// A wait can give an outside program an address of its own (Turn.CallbackURL): signed, and good for that wait only. A call
// of it is addressed like a job's end. A block whose wait is taken away by something else is told at the end of that turn
// (Abandoner), so that what it holds for others, such as units set aside or a place in a queue, is never lost with it.
//
// # Types made of flows
//
// A block type may be made of flows (Inside). They are grafted to the document that uses it (Whole) and then are flows as all
// others, under names that nobody can write, so that waits, buttons, troubles, migrations and plans of publishes know nothing of
// them: the block is a call. Their own variables are others than those of the document by the same way, since names are resolved
// when a document is compiled.
//
// # Triggers that start by themselves
//
// A timed trigger (Timed) reckons its next time, the appointment, out of its settings and of what the session holds. Every
// turn ends by bringing all appointments up to date, and the session's one alarm is for the earliest of them and of the
// wait: nothing outside knows of schedules. What is due is handled one thing a turn. An appointment that was made by other
// settings, or in another time zone, is made anew; one of unchanged settings lives through publishes, so that a run that
// was missed while the bot was off is still known afterwards. An idle session hears of a publish by SessionRefreshed.
//
// They run in private chats only, since a session in a group is that of one member; for people who did something there
// themselves (Session.ActiveAt), since the bot may not write to others; and not for those who have blocked it
// (State.Unreachable), whose appointments are dropped and made anew when they come back.
//
// Times are those of the clocks in a zone (WallTime, Timetable): what they jump over or show twice comes once.
//
// # Drafts
//
// A draft (Turn.Draft) is a line that the platform shows for half a minute only. The frame remembers it, and the session's
// alarm shows it again in time, which costs a turn every DraftAgain; so a restart of the process loses nothing. It ends with
// its frame, or becomes a message when it has not changed for DraftKept: what stands still for so long may as well stay. Where
// the platform takes no draft, a message under a slot of the draft's own stands for it, which only the performer of effects
// knows: for the turn both are the same.
//
// # Troubles
//
// A RunError leaves by the block's error exit; without one it goes to the flow's handler, the caller's failed exit,
// trigger.error, the bot's handler, and at last to polite words for the user and a notice for the owner. A trouble
// inside a handler goes straight to the last words, until the user says something; and after ten troubles without a
// message from the user or a pause (ErrorsForgotten) between them the handlers are passed over, so that nothing can go
// round in circles. A called flow's trouble keeps its own place and words on the way up.
//
// # Keyboards
//
// A block that shows a keyboard below the input field for its answer alone says so in its wait (Wait.Keyboard), and the turn
// after which the session stands somewhere else takes it away, however that came about: an answer, a time-out, a command.
// Telegram takes a keyboard away only with a message. The first message of the turn that has no markup of its own carries
// the removal; where there is none, a message that is deleted at once. Blocks under way need not know of it.
//
// # Size
//
// A session never takes more than MaxSessionBytes as JSON. A block that wants to keep more, in variables, locals, a wait or
// behind buttons, meets a trouble (session_too_large) and changes nothing; values behind the buttons of old messages give
// way first. Session.bytes counts and is never below what encoding/json writes.
//
// # Decisions
//
// Button tokens carry names, not row ids (see token): a button of any age can be understood without a lookup, and no
// table of buttons grows. The revision is not in them, since block ids live through publishes.
//
// Defaults of variables are put over what is stored whenever a turn begins, in the scope session too, and are not kept:
// they would fill the session, and a variable that is unset has its default at once and not a turn later.
//
// The envelope of a trigger (skip_if, once_per, cooldown, roles) decides whether it starts; that of another block, whether
// it is passed over. A repeat by the envelope is the same pass, which the envelope does not judge again.
//
// Albums are collected inside the session (Session.Album) and not by the receiver: Telegram delivers the parts one by
// one and waits for each answer, so a receiver that held the first part back would never see the second.
//
// A signal, which authors call an event, goes through the queue even to the session that sends it: it is stored with the
// turn that sent it, arrives once, and no block is entered out of the middle of another. Nothing keeps a signal that nobody
// waits for. A wait that declines an event leaves it to the waits below and to the triggers.
//
// A ban is a hidden variable of the contact and not of a session, so it holds in every chat at once. It stops what the user
// does by hand only: a payment still delivers, a time still runs out, and the events of programs arrive. It never holds the
// bot's owner, whatever is stored, so that no member of the staff can lock the owner out. Of another contact a turn learns
// as of records, and changes it by a Write with an Owner: the ban holds from the commit on, without any event to the other
// session.
//
// Records are read on demand: a turn that wants one that it was not given ends with a NeedError, and is run again with it.
// So a turn stays a function of what it is given, blocks read as if the store were at hand, and what was not read costs
// nothing. Changes are compare-and-set in the turn's own commit, so that what a block decided by a record (a code is free,
// a balance suffices) still holds when it is stored, together with the session that went on because of it; another road,
// a job that changes the record and reports back, would leave a moment in which one is stored and the other is not. A block
// that ends in a trouble has changed no records, however far it came: half a purchase is none. One that wants to keep what
// it did, since it gave something back, meets its trouble by Fail.
//
// Variables of the scopes user, chat, bot and workspace are changed by operations that the commit applies to what is
// stored then, not by writing back what the turn read: two sessions that add to one counter both count.
//
// Secrets are marks until a job runs (see Reveal): neither sessions nor queues nor traces hold their values.
package engine
