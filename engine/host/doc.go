// Package host makes turns durable: it takes events, runs each session's turns one after another, commits them in groups
// before anybody hears an acknowledgement, and performs their effects afterwards, in order, at least once.
//
// # What it must not know
//
// Telegram's JSON and HTTP (Messenger and the receivers do), SQL and job tables (Store and Queue do), and what any
// block type means (the engine does). It never looks into a session but for its revision, its frames' blocks and its
// alarm.
//
// # The road of an event
//
//	Receive ─▶ admission ─▶ mailbox ─▶ worker: load, pin, turn ─▶ committer ─▶ memory, alarm, sender ─▶ Receive returns
//	              │ full: ErrFull                                    │ duplicate: Receive returns
//	              │                       │ needs records:           │ conflict: load again, run again
//	              │                       │ read them, run again     │
//	              ▼                                                  │ rejected: run again, then a dead letter
//	           the source keeps the event                            │ store broken: an error, nothing happened
//
// An event is in one of these states:
//
//	waiting     in its session's mailbox, behind earlier events. Mailboxes exist only while they hold something.
//	running     first in its mailbox and with a worker. Bots with ready sessions take turns on the workers.
//	committing  with the committer. The mailbox stays closed: the next event of the session runs on what was stored.
//	done        Receive has returned nil: stored, known before, or put aside as a dead letter. It may be acknowledged.
//	refused     Receive has returned an error: nothing happened, the source brings it again.
//
// Bots take turns in the groups as they do on the workers. Nothing of a quiet bot stands behind more than one group of a
// flooded one: p99 of its answers stays within twice of what it is in calm (TestHost_FloodDoesNotDelayAnotherBot).
//
// A committer takes what has gathered while it was storing the last group, at most Limits.Batch members, sorted by
// session, together with the marks of finished sends. There is no timer: with one event at a time a group has one
// member, under load hundreds. Where groups take long, marks go alone, beside them (Decisions).
//
// After a commit, in this order: caches are brought up to date, the short alarm is set, the effects are queued, pressed
// buttons are answered, the mailbox goes on, Receive returns.
//
// # The road of an effect
//
//	pending ─▶ performed ─▶ sent | failed | unknown (a mark, stored with the next group)
//	   │ ▲
//	   ▼ │ refused for now
//	sending (effects with Once only, stored before each try)
//
// Each chat has a lane: strictly ordered, one effect on its way at a time. A lane sleeps while its head may not go out
// yet (the rate of the chat, a pause that the platform asked for); a bot sleeps for its own rate and its own pauses, and
// stops altogether when its token is refused, until it is served with another one. Bots take turns here too. An effect
// with a delay is kept beside its lane until it is due, so that a message which is to be deleted in an hour holds nothing
// back.
//
// Of a bot's lanes those go first in which somebody waits for an answer; the others hold bulk: what no update caused, for people who
// have done nothing for ten minutes (appointments, starts and signals for many, a publish), and notices to the staff. Bulk has a rate of
// its own (25 of 30 a second, of all processes together), so that a reply finds room at once. A lane with a reply in it takes along what
// is before it, since its order holds. Bulk for somebody who has blocked the bot is not tried: its block hears of it as of any refusal,
// and it goes on when they have written again.
//
// How many effects are on their way at once is limited, and divided so that a bot may take another place only while more are
// free than it has (shares): one bot whose calls hang for a minute leaves places for all others.
//
// Effects in memory are limited, too, and divided in the same way. What is beyond a bot's share stays in the store, and with it
// all that the bot is asked for until the outbox has been read again, in its order (readLeft).
//
// A refusal for flooding pauses its chat. When three chats of a bot are refused and nothing that was begun since has gone
// through, it is the bot that sends too much, and all its lanes pause. Nothing leaves its place for a pause, so that a storm of
// refusals delays and neither loses nor reorders.
//
// What the messenger says decides: Retry keeps the effect at the head of its lane; Fatal marks it as failed and tells
// the block by a SendFailed event, whose turn stores the mark; Unknown repeats it once, and effects with Once never. The
// event goes to the session that asked, also where the effect was for another chat. A block that waits for its effect
// (Effect.Gen) hears in the same way, by SendDone, that it was performed or that nobody knows. What was spent for an effect
// (Effect.GiveBack) goes back with the turn of its SendFailed.
// Blocked and deactivated contacts become unreachable until they write again. Edits and slots see messages whose marks
// are not stored yet.
//
// Answers to pressed buttons take no lane and are not stored: they go out beside everything else, and two seconds after
// the press with nothing in them if the turn is not done by then. Answers to callers of webhooks are handed over inside
// the process (Call), or passed on by the store where the caller waits at another one: a caller whose process died finds its
// connection closed, and the call is one that comes again.
// Pre-checkout and shipping queries take the fast lane:
// they are answered from the stored order alone, wait for no session, and are noted as handled afterwards.
//
// # What is bounded
//
//	updates taken on       Limits.Waiting, WaitingPerBot      beyond: ErrFull, which is 503; Telegram keeps them
//	updates a minute       Quota.TurnsPerMinute               the same
//	bodies being taken in  Room, in bytes                     the same
//	effects in memory      Limits.Unsent, by shares           beyond: they stay in the outbox
//	effects on their way   Limits.Senders, by shares          beyond: they wait in their lanes
//	answers to presses     answersAtOnce, by shares           beyond: the spinner ends by itself
//	slow work              Limits.Jobs, by shares             beyond: the queue asks again
//	sessions, variables    Limits.CacheBytes                  the ones used last stay
//	compiled revisions     Limits.KeepCompiled                see Decisions
//
// # Quotas
//
// A bot has a quota, and so has its workspace, for all its bots together; both must allow a thing. They are checked in memory,
// without a write for a turn: turns and requests by a rate of which a sixth may be used at once, so that a limit of 600 a
// minute lets at most 700 in within any minute; a restart begins it anew. Messages are counted by the day (UTC). What was counted
// is stored every ten seconds: a process that dies forgets ten seconds, and what is on its way when a limit is reached, at most a
// share of Limits.Senders, still goes. Several processes read what the others have stored as often, and what those used since
// holds back as if it had been used here: together they are beyond a limit by what they use within ten seconds, once, since what was
// too much is waited for. A start loads what was used on the day, and so does a bot that is served later with limits of its own, before
// it sends anything. The messages of a workspace are those of all its bots, served or not; one that moves takes its day along. What is
// stored is measured every five minutes, and files are checked by that and their own exact sum. That of a workspace has what its bots
// store that are not served, as drafts and paused bots, and the libraries of the editor.
//
// Nothing is lost for a quota: updates come again, messages wait, a request or a row that is refused leaves by the block's exit for
// errors (http_quota, storage_full, file_storage_full); so does a message whose file would take a request. Payments, alarms and the
// results of jobs are let in always. The owners of each bot that is held back, also by a workspace's limit, are told once a day (UTC)
// for each kind of limit, beside everything that waits. The store notes it first (UsageStore.NoteReached), so that of several processes,
// and after a restart, one tells, and so that who looks at the store sees it. A process that dies between the two tells nobody on that
// day.
//
// # Jobs
//
// Slow work is run by the queue and its end is an event of the session. A job may ask to be run again after a while, as
// often as it likes (engine.AgainError): the queue puts it off, which is no failed try. A detached job has nobody who waits
// for it: its good end is no event at all, and its trouble one that the engine reports to the owner.
//
// # The road of a publish
//
// A turn takes its session to the published revision, so that a publish needs nothing but to be served. What was decided for
// the people inside (publish.Plan) is stored with each revision, in the transaction that publishes it, and served with it as
// a road (publish.Road). The first thing in a turn is to find how far the road leads the session, over all the publishes that
// it has missed, and to move it there (engine.Migration), in the turn's own commit:
//
//	at nothing        the published revision
//	every step lets   the published revision: each frame waits on, perhaps at another block; is asked anew; begins anew; or ends
//	a step says       the revision before that step: it finishes there. Later steps may fetch it, by decisions for those
//	  finish          who are behind
//	a block is gone   its own revision, although no step says so. If that cannot run any more, its runs end with words for the
//	  all the same    user and the owner
//	ahead of us       its own revision: another process serves a newer one already, and nobody is taken back
//
// Two things must reach sessions that nobody wakes: that triggers which start by themselves have other times, and that a plan
// does something that people notice. They are refreshes of two kinds, on one mechanism. Serve gives the store a mark for
// each: that of the revision's timed triggers (engine.Revision.TimedMark), and the last revision whose plan stirs
// somebody (publish.Road.Stirred). Where a mark is another than the one noted last for its kind, the store notes it and inserts
// a job in the same transaction, and the queue calls Refresh until all that it is for have had a turn without any news: of the
// timed kind all sessions in private chats, of the moved kind those in the middle of something whom the road would take
// anywhere, in groups too.
//
//	noted ─▶ page of sessions behind the last one ─▶ turns, some at a time ─▶ place noted ─▶ next page … ─▶ done
//	  │                 ▲ events wait: a pause                                 │
//	  │                 └───────────────── crash: the page once more ──────────┘
//	  └─▶ another mark is noted: the job finds that it has been overtaken, and ends
//
// Pages are in the order of the sessions' keys: who comes meanwhile is at the new revision with the first turn anyhow. A
// session that has moved is no longer behind, so that a page which is told once more finds nothing to be done. Live events
// go first: only some turns of a refresh are in the mailroom at a time, and it makes way when events wait.
//
// Money outlives blocks. An invoice whose wait a plan takes away stays open: a publish takes no offer back. A payment for a
// block that the session's revision does not have goes to the block that stands for it by the maps of the road, else the
// turn runs on the last revision that had it; what the user is doing goes on beside it where that revision has its blocks, and
// ends otherwise, since money comes first. A job whose wait is gone runs to its end, and its result finds nobody and is
// dropped. Blocks that hold something for others while they wait (engine.Abandoner) are told by the revision that they were
// of. Who loses her place reads a sentence, and a note of the session names the block (bot_changed, begins_anew).
//
// # Several processes
//
// Any number of processes may serve the same bots out of one store that has a Cluster, all alike. An update, a call, an alarm or
// a job may come to any of them. That is always right; it is fast where what belongs to a bot comes to the same one, whose
// memory holds its sessions.
//
//	sessions           by their version at the commit: who comes too late is a conflict, reads again and runs again. Where
//	                   an event is no news to the session in memory (a timer that is not the one it waits for, words in a
//	                   group from somebody who has none), no commit follows that would find out: it is read afresh first
//	updates, events    by their ids in the store, whoever saw them first
//	shared variables   those that a turn found in memory are checked by the commit (Member.Reads). If one has changed, the
//	                   member is a conflict, all four scopes are read again, and what was read for this very run is taken as
//	                   it is, so that a counter which all turns change costs each of them one more run and never two. So a
//	                   turn sees all that was committed before its last run began, as in one process. Writes are applied to what
//	                   is stored, in either case. Other contacts are read afresh. Roles are forgotten by a notice
//	records, ledger,   the commit compares and sets them, as it does for the turns of one process; files and orders are read
//	orders, kept files from the store
//	revisions          a session never goes back: it runs on its own where this process has not heard of its publish yet
//	alarms             the short timer of one process and the queue's job elsewhere may both fire: the generation lets one count
//	clock              Config.Clock is the store's, for alarms, rates and expiry: machines may disagree
//
// # Whose an effect is
//
// An effect belongs to the process that committed it, and only that one sends it. So that nobody overtakes, there is one
// exception, which the store decides while it adds the effect: if the chat has an unsent one already, the new one belongs
// to whoever has the newest of those. All unsent effects of a chat are thus in one process's lane, in the order of the commits,
// whatever process ran the turns; those with a time of their own are left out, since they hold nothing back.
//
//	added ─▶ ours, nothing before it ───────────────────────────────▶ lane
//	   │ ──▶ ours, behind one that we have in memory, or whose end we have just stored ─▶ lane
//	   │ ──▶ ours, behind one that others left to us ─▶ a sweep finds both, in order ─▶ lane
//	   └───▶ left to another process ─▶ it hears a notice, and sweeps
//
// A turn that is run too late makes the same effects, with the same keys, as the one that was committed elsewhere. Effects of a
// commit under way are therefore only reserved: a sweep passes them by, and is made again if the commit did not happen.
//
// The lane has the chat's pause and rate with it. Bots may have lanes everywhere: their rate is one row of the store, from which a
// process reserves some sends at once (ration), and a pause that the platform asks of a whole bot is told to all. Where several
// processes write to a chat, the session remembers up to when its messages spend the chat's rate (Session.SendsUntil), and who runs
// the next turn goes on from there. To a group many sessions write: each message takes a place in the rate there, which is one row of
// the store, before it goes out, and a pause for flooding moves that row. So does what comes into a person's chat by another's session
// (notices to the staff). That row and what the session remembers are one rate, at a price for the notices alone:
//
//	a notice takes its place ─▶ behind what the person's session remembers, which is read for it, but for what waits in the same lane
//	                         ─▶ all processes are told up to when the rate is spent (NoticeChat), and keep it in memory (spending)
//	her own turn says something ─▶ begins where the later of the two ends, and has the session remember that
//
// An own turn thus asks nothing and stores nothing more. It hears of notices in time: while one is unsent, what her turns say goes to the
// same lane, whose gate has both; the others are told before it goes out; and what is heard until her turn is committed goes before it.
// A notice that moved the row of her session would be a conflict for her turns, and one more query for each of them is what a place in the
// other row would cost.
//
// So only a process that hears of a notice after its end was stored (it is busy, or has just started) says something too early, and
// however late that is, there is a bound: what her session says keeps the rate, since the session is passed on by its version, and what
// others say keeps it, since they all move one row. In any number of processes, both together are beyond the rate by one Rate.Burst, which
// is three messages in Telegram's case, and by as many more as the rate allows until the notice is heard: thousandths of a second, and one
// that hears nothing loses its seat. What the platform then refuses waits, as ever (TestSpending_WhoHearsLateSaysOneBurstTooMuch).
//
//	lane's turn ─▶ its own gate is open ─▶ asks the store ─▶ has a place ─▶ due, and its turn again ─▶ goes out
//	                    ▲                                      │ refused for now: the place is used up
//	                    └──────────────────────────────────────┘
//
// # Who lives
//
// A process has a seat in the store, and sends only while it is certain to have it (Cluster.Seated): by its own clock it stops
// before the others may take over. They do so about a second after the seat was free:
//
//	seated ─▶ unseated: nothing goes out, nothing is committed ─▶ seated again: it goes on
//	                  │ others took over                              ▲ as a new one, having
//	                  └─▶ evicted ────────────────────────────────────┘ forgotten what it had to send
//
//	killed while it sends         another process takes its effects over, in order, each chat's behind what that one has there
//	killed with timers, jobs      the queue's jobs are run elsewhere; short waits end some seconds late
//	killed while a caller waits   the connection is closed, the call comes again, to anybody
//	the connection breaks         no sends and no commits until it is there again; polling ends at once
//	cut off from the store        the same, and the others take over when the store has noticed
//	stopped                       it refuses, ends its turns and sends, and leaves the rest; others go on at once
//	asleep, and back late         it finds its seat lost before it sends anything, and forgets its lanes. A request that was on its
//	                              way all the time may have been made by another process, too
//	all lose the store            nobody takes over from those that come back within a second
//	a commit to a lane of one     what it leaves to that one is nobody's; a look some seconds later puts it behind the others of its
//	that is just going            chat
//
// A notice that was not heard is one of a broken connection: then the memory is emptied and everything is looked at. What is left
// undone for any other reason is found by a look every minute.
//
// One that has become the only process goes on for five minutes as if there were others: what they left must be in memory
// before anything overtakes it.
//
// # What each crash does
//
//	before the commit             the source brings the event again; nothing had happened
//	after it, before Receive      brought again, found to be a duplicate, acknowledged; no second turn
//	after it, before the send     pending in the outbox: sent at the next start, in order, before anything new
//	during the send               sent again, since nobody can know; effects with Once are marked unknown instead, and
//	                              the owner gets a note. What was sent before one of these in its chat is marked before it
//	                              goes out, so that no repeat comes behind it
//	after the send, before mark   the same: at least once is all that the Bot API allows, having no idempotency key
//	failed send, before its turn  pending still: it fails again, and the event's key lets its turn happen once
//	during a wait                 the queue has the alarm; it comes late, not never
//	during a refresh              its page is told again, which changes nothing: a move is part of its session's commit
//	between publish and Serve     the plan is stored with its revision; whoever serves that next notes the mark and tells
//	during a job                  the queue runs it again; its result has a key and is taken once
//
//	of the database               nothing is taken in or marked; what was being committed is found to be there or not when it is
//	                              back, and what was sent meanwhile is marked then, or sent again by whoever took over
//	the connection to Telegram    before the call went out: tried again. After it: tried once more, or unknown with Once
//
// All of these happen in cmd/crashmatrix, to real processes under load, which counts what comes of them.
//
// A store that does not work acknowledges nothing: every Receive returns its error, sends go on from memory (of one process; of
// several only while it is certain to have its seat), and the log says so once, and once more when it works again.
//
// # What adds up
//
// Of every bot: updates received = handled + waiting + dead + dropped (Tally), at any moment and after any crash, since it is read
// from what is committed:
//
//	received  rows of updates, each with an id of its own, and in tallies those that the purge has deleted after 48 hours
//	handled   those that had their turn, needed none (a checkout), or were received again as a letter
//	waiting   those with a dead letter that is marked to be received again
//	dead      those with a dead letter that is not
//	dropped   those whose letter a person has dropped
//
// An update that is in a mailbox or being committed is in none of these: nothing of it is stored, the platform still has it and
// counts it as pending. One that comes twice, that is a conflict, or whose commit fails is there once or not at all. A letter's
// update keeps its row as long as the letter. Events that are no updates (calls of webhooks, alarms, results of jobs) are not
// counted, and neither is the message by which the owner claims a bot, which no turn sees. The counts of Stats are this
// process's own, of events and turns, and begin anew with it.
//
// # Films and figures
//
// A committed turn may leave a film (Config.Films): what happened, the blocks that it passed, what was written, what it had sent.
// It is one row, stored with the turn in its commit, so that it is there exactly where the turn is. What became of the sends is
// not in it: that is in the journal, found by the keys of the effects (SendKey). Slow work is listened to while it runs: its HTTP
// calls are in the film of the turn that hears of its end, and those of detached work, of whose good end no turn hears, in a film
// of their own, which a crash behind the work may lose. Of work that is tried several times there are the calls of the last try. The secrets that
// it was given are masked before anything is stored, in all forms that are known.
//
// What a turn adds to the figures of its bot (Counts) goes with it, too. The store keeps what a group has counted as one row, in the
// group's transaction, and adds the rows up beside the turns a few times a minute (FiguresStore): no two groups wait for the same number,
// and any crash leaves figures that are exact. Who comes first on a day is told by Session.ActiveAt, before and after the turn, and
// the session's version lets one turn alone take it from one day to the next. Days are those of the bot's time zone; a bot that
// changes its zone may see a day twice. A message counts as sent when its turn is committed.
//
// Of processor time for an update at saturation, by turns with a program that had neither (medians of five on a busy machine, in
// memory, cmd/benchload): all films and figures 1.16 of the server's on PostgreSQL and 1.09 on SQLite, and 1.45 of PostgreSQL's own;
// figures alone 1.10, 0.98 and 1.12.
//
// To count blocks and exits needs no film: a turn then keeps what it passes without what was written (engine.Deps.Passes), at the
// price of one slice.
//
// # Beginning anew with somebody
//
// A reset is an event like any other (Reset): it waits its turn in the mailbox, and ends all that is going on in a turn that
// commits, with a key of its own. Blocks that hold something are told (engine.Abandoner), open invoices can still be paid, and the
// results of jobs under way find nobody. It is made by whoever serves the bot, so that one that is paused cannot be reset.
//
// # Stopping
//
// Whoever brings events has stopped before: receivers first. Stop refuses new events, then stops the queue and waits for its jobs
// (their results still get turns), then waits until all turns are done and all is sent that is due, for a few seconds at most
// (drainTime). Then it ends the senders, what is left of the turns, the answers, and last the committers, which store the remaining
// marks. Effects that wait for a time, by a limit or before another try, and those that the seconds were not enough for, stay pending
// for the next start or for another process. If its context ends first, everything is interrupted as by a crash.
//
//	receivers         nothing comes any more that would have to be acknowledged
//	queue             before the turns: a job that ended after them would have to run again, and jobs may be minutes long and cost money
//	turns and sends   together: what a turn says is sent, and blocks are told the end of a send in a turn, which says more
//	senders           before the last turns: a send that is on its way ends within the time of one request, and its end, which
//	                  may be an event, needs the mailboxes open; what a turn says after it is in the store and stays there
//	committers        last: turns and ends of sends need them
//
// # Watching
//
// An Observer (Config.Watch) is told of every event, group, send and job when it has ended, with the times of its stages, so
// that metrics and traces need nothing in the way of an event but a clock that is read a few times. It is told before the
// acknowledgement: what has been acknowledged has been counted. Which turn asked for a send or a job can be read from its key
// (Origin), also after a crash and in another process, so no context travels with it and none is stored.
//
// # Where the time of one update goes
//
// Of the server's processor time at saturation on PostgreSQL (cmd/benchload -suite makes the table; these are profiles of two machines
// that others used, too), before and after what was done about the largest parts:
//
//	calls of the Bot API         20 %   19 %   posted without a standard request; two system calls each are most of what is left
//	webhook's HTTP               19 %   19 %   deliveries are read before the standard server (telegram.Front)
//	garbage collection           11 %   12 %   the heap grows to a steady size between collections (cmd/program)
//	group commit                 11 %    9 %   arrays written by hand, in memory that stays with the connection (storage)
//	mailboxes, cache, lanes      11 %   19 %
//	turn                          9 %    8 %
//	reading the update            9 %    2 %   the usual ones without encoding/json
//	session and effects to JSON   6 %    6 %
//	goroutines and the rest       4 %    6 %
//	job queue                     1 %    0 %
//	all, for an update          275 µs 105 µs  the second machine is the faster one, too: below
//
// The smallest program that keeps as much (one transaction for all that waits, the reply after it, over net/http) took 200 µs of
// its own and 53 µs of PostgreSQL's on the first machine, and 76 and 21 on the second, where it does half as many updates more in a
// second; ours takes 56 µs of PostgreSQL's there: it marks what was sent, and has the indices by which it finds after a crash what was
// not.
//
// Of 200 bots an update took 19 µs more than of one, and 6 µs more of PostgreSQL (profiles of one hour): ten of them collections, since
// each looks at all documents, five turns whose document is in no cache of the processor, three maps; and the database packed what so
// many bots count. Now a compiled document takes half of what it did (examples/shop 0.5 MB instead of 1.1) and a turn finds its way in
// lists, all expressions share what works them out, the heap has more room where more is held, and counts are stored in rows that are
// not packed. 200 bots make 0.91 to 0.95 times as many updates as one, where it had been 0.80 to 0.87.
//
// # Decisions
//
// Sends have no job of their own (DESIGN section 5 has one for each session): every process sends from memory what it
// committed, so that such a job would almost always find nothing to do, at the price of a row for each turn. A start
// reads the outbox instead, and a sweep, made by the queue and whenever the store works again, finds what is left of a
// commit whose end nobody heard. The sender knows every effect from before its commit until its mark is stored; a sweep
// adopts only what it does not know.
//
// The state sending is stored for effects with Once alone. For the others it would change nothing, since a pending
// effect is sent again just as one that was on its way.
//
// The next turn of a session waits for the commit of the one before. Running ahead on an uncommitted result would save
// some milliseconds for users who type faster than a disk writes, and would have to be undone whenever the store
// refuses.
//
// A compiled revision takes some four times its JSON, often hundreds of kilobytes. One that nobody has used for Limits.KeepCompiled is
// dropped by the queue's sweep and compiled again for the next event, which waits some milliseconds more. By time and not by number:
// with many busy bots a bound on their number would have every turn compile. Words for users and the mark of timed triggers stay, so
// that money is answered and a publish told without it, and so does the menu. They are also kept beside the revision, as its digest,
// with the name of the program that compiled it: by whoever publishes, since that has compiled it, or by the host that serves it first.
// A start reads digests, and compiles what has none (ten thousand bots take a second instead of half a minute). Another version of
// the program, or the same one with other packages of block types (Config.Program), may see the same document in another way. It serves
// by the digests of the one before all the same, so that nobody waits for an upgrade, and looks at the documents one after the other
// while people talk (Renew): whoever writes to a bot before its turn has come runs on what this version compiles, and only words outside
// of any turn and the times of triggers are the old ones for that long. A document that cannot run any more refuses what comes, which
// comes again. One that brings rows into tables has a digest once all of them are there; while one is left out, since its place is
// taken, they are looked at at each start.
//
// The cache of sessions and variables is trusted, and checked by the version at the commit. Shared variables in it are
// right for one process, and follow the order of commits; an entry that two groups change at the same time is dropped, since
// nobody here knows which of them came first. With several processes a commit checks what was
// found in memory (Several processes): what a turn wrote for its person or chat stays, with the version that its own write gave the row,
// and is found out by the next commit if somebody else had written before; what a whole bot shares is read again after a write.
//
// Groups side by side are for a crowd: while one is being stored, the next goes beside it only when 32 members wait for it. A
// transaction costs the database the same with two members as with fifty, and what it would gain by not waiting for the one
// before it loses by doing that ten times as often.
//
// Marks go along with members, since a transaction of their own would cost as much as that of a group. But a group in which many
// turns change orders or one variable of the bot takes a hundred round trips, on a busy machine a second, and all that is sent
// in a second would come twice if the process died then. So when the last group took more than 50 ms, one committer of several
// stores marks alone.
//
// After five failed sends in a row the blocks of a session are not told any more, so that an exit which leads to
// another failing send does not go round for ever.
//
// A stored session that cannot be read begins anew, with numbers above the old ones: the alternative is a user whom
// the bot never answers again.
//
// Other contacts that a turn asks for come out of the cache, like the session's own user, and no commit checks them: what a
// turn may do with them are writes that the commit applies to what is stored then.
//
// A member that changes records is a conflict if one of them was changed since its turn read it, and its turn runs again.
// Of the turns that want one record a group lets one through, so a record that all users change (the next ticket of a
// draw) limits its bot to one such turn a group, hundreds a second; every group gets one further, so that none starves.
//
// A reachability of no keeps bulk back and not replies: a reply costs one request to find out that the contact is back, and a
// fan-out to ten thousand who have left would cost the rate of those who have not.
//
// Ways of delivery and their prices are part of the order, worked out when it is made: the answer to a shipping query must
// not wait for a session, and what the buyer was offered is what is checked before the money moves.
package host
