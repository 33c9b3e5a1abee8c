// Package simulator is a world in which a bot can be tried without Telegram: the real host over a store in memory, the
// real Telegram edge, and behind it a simulated Telegram with people in it. The test chat, the conversation in the
// terminal, the transcripts of the examples and tests all play in it.
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
// # Same input, same output
//
// Ids, keys, the clock's start and the people's ids are fixed, so that a transcript plays the same everywhere. Sessions
// go through JSON between turns, as the host's cache is switched off.
//
// # Walks
//
// TakeWalk lets random people use a bot and stops at the first thing that no bot may do: say nothing, go on spinning, wait
// for what cannot come, meet a trouble that nobody expected. It is a property test of a bot as a whole; what these people
// know is in a Route beside the document.
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
