// Package simulator is a world in which a bot can be tried without Telegram: the real host over a store in memory or a
// database, the real Telegram edge, and behind it a simulated Telegram with people in it. The test chat, the conversation
// in the terminal, the page on which examples are tried, the transcripts of the examples and tests all play in it.
//
// It must know no block type and no expression: it sees a bot as a person sees it. It shares nothing with
// simulator/botapi but its exported API, since that package judges our Telegram edge.
//
// # One act
//
// A Person does something. That makes updates, which wait. Settle takes them one by one, decodes them as a receiver
// would, gives them to the host and waits until everything that follows from them is done: turns, commits, sends, jobs,
// alarms that are due. What people saw meanwhile is taken with Take. Nothing moves between two acts but jobs that call
// real services (Options.HTTP).
//
// # Time
//
// The clock stands still and is moved with Advance, which stops at every timer on the way and settles there. A canned
// answer with a delay comes when the clock has been moved so far: a job that waits for one counts as being at rest. A
// call that is given up before, by the clock, ends as one that was not answered in time.
//
// # A world that outlasts the process
//
// With a Home the bot lives in a database and its simulated Telegram is kept, so that the world goes on after a stop or a
// crash. Its clock then goes with the machine's and is ahead of it by what was skipped; time goes by while the process is
// down, too. Advance still stops at everything that comes due, whether the process or the database knows of it.
//
//	a person acts ─▶ simulated Telegram ─▶ kept ─▶ update given to the host ─▶ its commit ─▶ update taken out ─▶ kept
//	                                                        the bot calls ─▶ simulated Telegram ─▶ kept ─▶ result given
//
//	crash before it is kept        nobody has been told that it was done, and the bot knows nothing of it; the ids are
//	                               given again
//	after it, before the commit    the update is there, and is given to the host with the next Settle
//	after the commit               the same, and the host knows the update by its id
//	after a call was kept          the host does not know that it was made and makes it again: a message may come twice,
//	                               as on Telegram
//
// What is kept is one text, written anew whenever it has changed, and files by the hash of their content. That is
// right for a world of one person, whose chat is bounded (keep.go); it is why a world is not for many.
//
// Several worlds share a database as bots do, each with its own bot: nothing of one is seen by another, since even the
// workspace is its own, and none can move another's clock. The database's queue has the machine's clock; the store and
// the queue of a world translate (aheadStore, liveQueue), so that the host knows one time only.
//
// # A bot as a program of its own
//
// With a Program there is no host in the world: the bot runs as it does in earnest, calls the simulated Telegram over
// HTTP and stores where it likes. People and transcripts are the same, so whatever differs is a defect of one of the two.
// The clock is the system's, which in a bubble of testing/synctest is as still as the world's own.
//
// # Same input, same output
//
// In memory, ids, keys, the clock's start and the people's ids are fixed, so that a transcript plays the same everywhere.
// Sessions go through JSON between turns, as the host's cache is switched off.
//
// # Walks
//
// TakeWalk lets random people use a bot and stops at the first thing that no bot may do: say nothing, go on spinning, wait
// for what cannot come, meet a trouble that nobody expected. They write in the groups of the world as well, where silence
// is no fault. It is a property test of a bot as a whole; what these people know is in a Route beside the document.
//
// # Decisions
//
// What the simulated Telegram finds wrong with a call (an unknown parameter, a value of the wrong type) refuses the call
// here, where Telegram would pass over it: a slip of ours shall not go unseen.
//
// Slow jobs do not run in the store's queue but beside it (jobQueue): the queue counts a running job as work to be
// waited for, and a job that waits for the clock would never let the world come to rest.
//
// A file that a bot sends by its address is not downloaded. If a canned answer has it, it is that; otherwise it is a
// picture made up here. People do not notice, and nothing leaves the machine.
package simulator
