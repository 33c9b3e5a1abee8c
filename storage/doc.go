// Package storage is the database: it implements the store and the job queue that engine/host declares. It knows rows,
// transactions and jobs; it must not know what a session, an effect or a document means, and reads into none of them but
// for the status of sessions: to count by it, and to find those that are in the middle of something.
//
// # Layers
//
// The database is SQLite by a driver in Go, so that one binary is all there is to install, or PostgreSQL by pgx. gorm is the
// layer over either: bots, revisions, orders, staff, secrets and the like are rows of private types, mapped by hand. The
// group commit, which every turn passes through, uses statements of its own in gorm's transaction: built statement by
// statement, gorm would take more time than the database. The schema comes from numbered migrations (package migrate), one
// folder a dialect.
//
// There is one code path. What differs is behind the type backend: how a database is opened and held, how a transaction
// begins and how the statements of a commit get there, how messages that are too old go. Few statements differ in their text
// (words); nearly all are the same for both, with question marks that become numbers for PostgreSQL. errors.go tells the
// errors of a member from those of the database, and those that go away when a transaction is begun anew.
//
// SQLite: one connection writes, a pool of four reads beside it (WAL): a second writing connection could only wait.
// Transactions take the write lock when they begin. synchronous=FULL: what was committed survives a power cut. The WAL is brought into
// the file beside the writer (checkpointer): where a commit does it, as is SQLite's own way, one update of a hundred waits for it.
// The pages of all caches share one piece of memory (setPages): the driver's allocator would take twice as much for each.
// The file is for one process, and a lock file beside it refuses a second one, with its pid; the system frees the lock however a process
// dies.
//
// PostgreSQL: one pool for all. A transaction is a pgx.Tx, as River wants it, on a connection that gorm uses too; a group commit takes
// its connection from the pool itself, and puts what it sends together in memory that stays with the connection (wire).
// Transactions run at READ COMMITTED and at the same time, so what is read to be changed is held (FOR UPDATE), rows are taken
// in the order of their keys, and what was claimed but is not as it was a moment ago (errRace), a deadlock or a serialization
// failure begins the transaction anew, unseen by the caller. Publishes and refreshes of a bot take an advisory lock of their
// transaction. Any number of processes may share the database (Instances).
//
// # Instances
//
// A process that shares a PostgreSQL database has a seat: a row of instances, and an advisory lock by its number on a connection
// that does nothing else. The server frees the lock when the connection ends, however the process dies, so that the lock and
// no time tells who lives. Every second each asks, on that connection, whose lock is free. One that was free for a second is
// dead: the first to notice deletes its row, in a transaction that has the lock, takes over its unsent effects, and makes its jobs
// available. Effects that a commit left to it at the same moment are found two seconds later, and what belongs to nobody
// every minute.
//
// A process whose connection breaks has no seat, commits nothing, and connects again; it ends the server's side of the
// old connection, which the server may take for alive, and waits for its lock. If its row is still there, it goes on. Else it has
// been evicted, and joins as a new one. It also takes itself for unseated when the server has not answered for ten seconds; the
// server gives up a silent connection after thirty. Nothing of this compares clocks; all that is compared elsewhere goes by the
// server's, of which every answer tells the time (serverClock).
//
// Notices go by NOTIFY, inside the transaction that they tell of, heard on the connection of the seat. Commits of turns have
// one only where they leave effects to others: it makes the server commit one after the other. Rates are unlogged tables: what a
// failing server forgets of it costs less than to write it down.
//
// Commits of a process that is alone do not ask whether the shared variables that a turn began with are those that are stored: nobody
// else changes them. A process that is left alone takes itself for that after five minutes, and forgets all that it remembers
// first: what was quiet in those minutes may be as old as the time in which another one had the bot.
//
// bot_owners says who does for a bot what only one process may do, above all poll. It holds as long as the owner has its seat, so
// that one lock stands for any number of bots: the server's table of locks is small. Each takes its part of all, and gives away
// what is more.
//
// Whoever opens the database holds a lock while the schema is brought up to date, and the others wait for it. An older program does
// not start on a newer schema (migrate.ErrNewer). Instances are upgraded one after the other, so the older ones run on with the
// schema of the newest: migrations must leave what the version before reads and writes (package migrate has the rules, and a test of
// them; `make upgrade FROM=binary` tries it). Who waits to open asks again and again instead of waiting in a statement, which would hold
// up a migration that makes an index beside the work of others.
//
// # Schema
//
// Times are integers: microseconds since 1970, UTC; NULL is the zero time. That is as fine as PostgreSQL keeps them,
// compares as a number and knows no zone. River keeps its own times as text; the connection's _timezone=UTC is what makes
// them right (a test runs in another zone).
//
// bot_id leads every primary key, with these exceptions: data keys (vault_keys) are found by their own ids, and the counter bot_versions belongs to no bot; trials and their files have a
// number that the bot's id comes from; dead_letters, notes, messages, films, figure_deltas and ledger are journals and keyed by a number that
// only rises, since rows are added at the end, and the outbox is read in the order of commits over all bots. On PostgreSQL
// messages and films have no primary key at all: nothing looks a row up by its number. What belongs to people and not to bots (accounts, logins,
// api_tokens, one_time_links, members, invitations, audit, answers) is keyed by what it is found by.
//
// sessions is rewritten by every turn, so it has no index but its key; on PostgreSQL its pages are half empty, so that a row's
// next version finds room beside it and updates are HOT. A session's alarm is a row of its own in alarms,
// not a column: a search for lost alarms reads the narrow rows of those that wait, and a turn without a timer never
// touches them. messages has one index by (bot, chat, key), which finds an effect to be marked and the last messages of a
// chat, and a partial one of what is still to be sent, which is small however long the journal grows. contacts holds
// users and groups: in a private chat both have the same id, and ids of groups are negative, so "can it be written to" is
// asked of the chat's id and "what is known of the user" of the user's. There is one workspace so far.
//
// records are JSON objects by (bot, kind, key). A query reads the records of a kind; SQL leaves out what it can tell exactly,
// the engine's own RecordQuery does the rest, so that every store selects alike. ledger is only ever added to, and its
// balances are sums: nothing that could differ from its entries is stored.
//
// On PostgreSQL messages is partitioned by the week of its time. The upkeep makes the partitions of this week and the next, and
// drops those whose week ended before what is kept; what is still to be sent goes on in messages_rest, which also has what
// belongs to no week that there is. A mark looks for its effect in this week's part first, and in all if it is not there. Texts that are compared or ordered have the collation "C": bytes, as in SQLite. Records are jsonb there, in which no
// text may hold a NUL: it is replaced before it is stored, on both, and so it is in names and notes.
//
// Charges are unique by (bot, charge, whether it is a refund): a payment counts once, and so does its return.
//
// # Bots of the editor
//
// A bot of the editor (editor_bots) is there before it has a token, so its id is a text of its own, and its drafts go by that; archives
// take the draft and the tests along, without the history. A save of a draft is one transaction: the version is compared and set, the step and
// the kept version are added, old ones go, and other processes are told. Documents of kept versions are compressed before it
// begins. What is changed of the host's own records for the editor brings its line of the audit log in the context (studio.Noting).
//
// A bot of the editor may have a home: a number of its own, far below all others, that is a bot_id in secrets, kept_files and media.
// What the editor keeps for the bot goes there, so that it is there before the token, stays when the token goes, and follows the
// bot to another one; nothing is ever moved or sealed anew. Whoever asks for a Telegram bot's secrets and files (atHome) gets those of the home
// first, then the bot's own, which the command line or an archive has brought. The command line writes to the home where there is one.
//
// # Media
//
// A file of a library is a kept file whose id is made of the hash of its content, and a row of media with its name: several
// names may share a content. The content is stored first, to expire in a day; the transaction that adds the row has it stay. In the
// bin it is there for another thirty days, since people may be in revisions that send it, and expires by itself then.
//
// # Films and figures
//
// films has what is told of turns, by user and time. On PostgreSQL it goes by weeks, like messages; on SQLite it is purged from
// its beginning. Archives leave it: it tells of turns that were made elsewhere, and of effects whose journal may stay there.
//
// figures has a number for each bot, day, kind and name; those of no day (0) are all people so far, which the list of bots wants
// without counting, and by how much the bot's clock is ahead of UTC, by which SQL can tell what day it is there. A commit adds one row
// to figure_deltas for all its members; FoldFigures takes rows out and adds them up in one transaction, any number of processes
// each their own (SKIP LOCKED). It is done before a bot's figures are read (not for the list of bots), before a bot is exported and before one is dropped; what is
// left of a bot that is gone is thrown away with it. On SQLite commits wait for every transaction that writes, so rows are read and added up before it
// (foldAlone), and many figures are written in several: the longest commit beside a thousand rows took 40 ms of one bot and 122 ms of two
// hundred when all was one transaction, 11 and 27 ms since (BenchmarkFold). Rows are read by hand (deltaReader), which takes a sixth of what
// encoding/json does. Figures of blocks are kept for 100 days, others for 400. Archives bring figures along.
// People who came before there were figures are counted once, by their sessions, when the table is made.
//
// Troubles are read from notes, by an index of their own.
//
// # Quotas and usage
//
// A bot belongs to a workspace (main, unless it is said otherwise); what either may use is JSON in its row. A change of a
// workspace's quota raises the versions of its bots, by which whoever serves them follows. usage_days has what a bot used on a
// day, added up by the host in memory and written every ten seconds; it is kept for 400 days.
//
// That a limit was reached is an incident with its end, that of the day, so that it is noted and told once; it is kept for two days
// longer. Messages of the day and what is stored are compared with their limits by whoever asks, as they are then.
//
// # Group commit
//
// One transaction for all members, in phases; the statements of a phase go to the database together, which on PostgreSQL is
// one way there and back for all members. First comes all that can refuse a member: its update id, its event key, its charges
// (known: a duplicate), the versions of its records, its session's next version (elsewhere: a conflict). What a refused member
// took by then is given back by its key. Then the rest is written, by members in their order. Two members that want the same id,
// session or record come in two waves: the second must see what became of the first. Shared variables are read once for the
// batch, changed by the members in turn and written at the end; so are jobs and alarms.
//
// On PostgreSQL a group is first stored the quick way, in two phases: all that may refuse a member and all that is to be read,
// the begin of the transaction with it; then all the rest. If somebody is refused after all, or two members want the same, or one
// has orders or records, nothing of that is kept and the phases above follow. Each phase saved is one way there and back.
//
// What every turn writes has a second form on PostgreSQL, with arrays for the rows of many members (bulk), which are written by hand
// in the driver's binary form (pgArray). Four group commits
// run at once there (Committers): while one waits for the disk, the server works for the others.
//
// If a statement fails for what a member holds, all is rolled back and done again with a savepoint around each member:
// those that fail are rejected with their error, the others are stored. The design speaks of bisection; a savepoint each
// finds several spoilers in one pass and takes as long as one commit. Errors that are the database's (full disk, lock,
// IO, closed, connection lost) are errors for all, nothing is stored, and the caller does not acknowledge. A connection that
// breaks in the middle of COMMIT leaves open whether all is stored: what comes again is then a duplicate or a conflict, and its
// effects are found by the sweep.
//
// # Alarms
//
// The alarm of a session is a River job, and alarms names the live one and its time. A commit makes a job only if there is
// none, if it comes too late, or if it is due already and so may be past; otherwise the job that is there comes too early,
// finds the session not due, and puts itself off. An alarm job that is not the live one any more does nothing. When an
// alarm has fired, it is settled in a transaction: it ends, or moves to the next time. A turn that set a new time
// meanwhile either made a job of its own, or relied on the one that was firing, which the session's wake generation shows;
// then that one goes on. So a session with a time to wake always has an alarm that is not later, and Overdue finds by it
// the sessions whose job was lost all the same.
//
// River hands out jobs for later by a scheduler that runs every five seconds: short waits need a timer in memory (the host
// has one), and the job is what is left of it after a crash. An alarm that the worker puts off beyond its session's time,
// since nobody serves the bot, keeps that time in alarms, so that the session counts as overdue. Work that is to begin
// soon, such as a repeated call, has no timer: it is made available at once, as River itself does with jobs that are put
// off a little, and workers take none before its time. That holds for two minutes, by which calls are spread that would be
// too many for a server, and would come in bursts otherwise; ten thousand such jobs cost workers 3 ms for each look.
//
// # Refreshes
//
// A refresh is a River job in a queue of its own, named by the moment it began, and a row of refreshes that says how far it
// is: jobs cannot change their arguments. After each page the place is noted and the job puts itself off. A job whose row
// has another moment has been overtaken. The row stays when all is done: its mark is what the sessions know. There is a row
// for each kind of thing that sessions are told of: timed triggers, and what a publish does to the people inside.
//
// Who is inside, for a refresh and for whoever plans a publish, is found by reading the bot's sessions in the order of their
// key (Standing): 8 to 11 µs a session on two busy cores, a second for a hundred thousand. An index would make every update of
// a session one that is not HOT, and counters for each block would be rows that all turns of a bot change.
//
// # Kept files
//
// A file that a bot keeps is a row of kept_files and parts of 256 KB in kept_parts, each stored by a transaction of its
// own, so that a large file neither fills the memory nor holds up commits. It is in the database and not beside it,
// because a backup is one file then, and an instance elsewhere could read it. The row is there first, not whole, and
// counts the tries: a part of a try that has been overtaken is refused, and so is one that the bot has no room for. The
// last step makes it whole, and only then anybody finds it. Deleting goes the other way round. A crash leaves a file that
// is not whole; the next try replaces it, or the purge takes it after a day. Contents are in clear, as messages are.
//
// # Trials
//
// A trial is a visitor's conversation with a bot in a simulated Telegram. Each has a bot of its own with a negative id, so
// that visitors share no variables, no owner and no clock; for everything here but the tables trials and trial_files it is
// a bot as any other, and dropping it deletes all that belongs to its id. The state of its Telegram is a text that is
// replaced whole, its files are kept once each by the hash of their content.
//
// A trial's clock may be ahead. Whoever runs it translates: what is stored in sessions, alarms and jobs is by the
// machine's clock, so that one queue serves all. SkipTime moves what waits and notes the lead, in one transaction: a
// crash leaves a bot that is where it was, or where it was to be.
//
// # Crashes
//
// Before the commit: nothing is stored. After it: everything of the member is. A job or an alarm that was running is given
// back at the next start at once, or taken over by another instance, and so is River's leadership, since the lock says that their process is gone;
// River alone would wait for its time-outs. It runs again: jobs run at least once, and their results are fenced by the
// wait's generation. A job whose end could not be noted, since the database was away for longer than River tries, is given back by the
// process that ran it, within two minutes (stranded). An alarm that was settled but not yet put off in River comes early and puts itself off again.
//
// # Secrets
//
// Bot tokens, signing keys, webhook secrets and vault entries are sealed by XChaCha20-Poly1305 with the place they belong to
// (table, column, bot, name) as additional data, so that a value copied to another row cannot be read. Each bot has a data
// key, which its first sealed value makes and which goes with the bot; a value begins with the id of its key. Data keys are
// rows of vault_keys, sealed with a master key of Options and bound to their bot and id in the same way. One of them belongs
// to no bot and is always there: a wrong master key is told from a damaged database at once. Sealed values are nowhere in
// the files in clear; users' messages are.
//
// A rotation of the master key seals the data keys anew and touches no value. All that changes or makes data keys holds the
// row of the one that is no bot's, and new ones are sealed with the master key that this row names:
//
//	new key first in Options.Keys, the old one still there ─▶ that row sealed with the new one ─▶ the others, 100 at a time
//	─▶ no row is left with the old one: it may be given up
//
// Stopped at any of these points, both keys are known and every row names the one it needs; the next rotation goes on. A
// process that runs keeps the data keys that it has opened, and asks Options.Keys again when a row names a master key that
// it does not know, so that it needs no restart where that source can change (a file), and one where it cannot (the
// environment). Processes on several machines each have a source of their own: the new key comes to all of them first, then
// one rotates, then the old one is dropped everywhere.
//
// A rotation of the data keys seals every value of a bot anew in one transaction. The key of before stays for an hour, for
// those who have read a value and not opened it yet; then the purge deletes it. Ids of data keys are random, since what is
// remembered by an id that is given twice would be the wrong key.
//
// Values of databases from before bots had data keys have no id, and were sealed with the key that is no bot's now. They are
// read as they are, and the next start seals them anew, bot by bot.
//
// # Watching
//
// Usage and Ping say how the database is. Queue.Page is River's own web page (riverui v0.15.0, which is built against River
// v0.31 and works with v0.32 on both databases; a test shows and cancels jobs). It has no log-in, shows what jobs hold and
// changes them: whoever serves it puts it behind one.
//
// # Tallies and incidents
//
// An update keeps what became of it in its row of updates (NULL for nearly all: it had its turn), and the purge adds what it
// deletes to tallies in the same transaction, so that no turn pays for counting. What was put aside is counted by its letters.
//
// An incident is a row of incidents, of which one of a kind can be open for a bot. What begins or ends it inserts a job for
// each channel in the same transaction. Limits that are reached have a channel of their own: programs that do not know them, of which
// one may do the job while another is updated, drop it and tell nothing wrong.
//
// # People
//
// Who uses the editor is in accounts, with log-ins, tokens and links of which the hash is stored and nothing that lets anybody in; see
// package editor/account. The secret of a second step is sealed with the data key that is no bot's, bound to its account and
// column. A workspace is the row that may also have a quota; it is there for people once it has a time when it was made.
//
// Whoever changes something writes a line of the table audit in the same transaction (addToLog). The table is only ever added to:
// triggers refuse anything else, on PostgreSQL by the function audit_is_kept, which a restore replaces with the tables. Nothing
// purges it. Archives leave all of this where it is: they bring bots, not people.
//
// answers keeps for a day what a request with an idempotency key was answered. A key is taken before the work begins, so that of
// two requests at the same moment one works; one whose process died is free again after some minutes.
//
// # Backups
//
// A backup is a copy of one moment, made beside whoever writes, whatever the version of the schema, and without the key: SQLite
// by VACUUM INTO, PostgreSQL by pg_dump on a snapshot that was counted before. It is read to its end (integrity check, or the
// whole script of pg_restore) before the file gets its name; the name comes by a rename, after the content is on the disk.
//
// A restored database is behind what the world has seen. What was still to be sent when the copy was made has nearly always
// been sent since, so Restore marks it as unknown, as a send that a crash interrupted, unless somebody knows better. What waits for a
// time is left: late is what a timer may be, and whether it had fired nobody can tell. A database that is replaced gets
// another name, or on PostgreSQL a backup of its own: a mistake of a person who restores costs a rename. Restoring holds the
// lock that all with a seat share, so that none of them is there and none comes.
//
// # Archives
//
// An archive brings bots from one database to another, of either kind. It knows tables by botTables and columns by what the
// databases say of them, so that a new column goes along without a word; a new table is given a part. Rows are read from one
// snapshot and streamed, numbers that the database gives are left out and given anew in the same order, alarms are armed from what
// sessions say. Sealed values are opened and sealed with a key of the archive, which is sealed with the master key in use
// and names it; they cannot be moved within it, and are sealed with a data key of the bot where they arrive. Data keys stay
// where they are, and so does what belongs to processes; what was to be sent is nobody's there, until somebody takes it on. Jobs are believed by whoever runs them, so theirs must name the bot that they come with.
//
// Import reads the archive to its end first: sums, counts, every row as its table takes it. Then the row in imports comes before any
// other, and the bot's own row takes its place in one transaction: nobody serves a bot that is half there. A failure deletes what
// came, a crash leaves it to the next import of that bot, and to Examine to tell of it.
//
// # Upkeep
//
// Every minute the queue lets the worker look for what was lost, every hour it purges: ids of updates and events after 48
// hours (Telegram repeats for 24), messages after Options.KeepMessages, films after Options.KeepFilms; unsent ones stay; kept files when they expire. Both work in chunks, so that
// commits wait for milliseconds only. Orders, payments, notes and dead letters are never purged.
package storage
