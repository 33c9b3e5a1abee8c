// Package http holds the blocks that talk to other people's servers: http.request, http.reply, http.webhook_out, and job.run
// and data.file, which are here for the calls they make. It knows nothing of Telegram and never opens a connection itself:
// calls go through the client that a job is given, which refuses inner addresses.
//
// # A call
//
// http.request is two halves. Enter renders the call from the config and starts a job; secrets are still marks then, so
// that neither the session nor the queue holds them. The job (run) reveals the marks, makes the call and gives back an
// answer: status, headers and body, or what kept it from getting one. Resume judges the answer: it repeats the call, or
// checks the shape, saves what was asked for and leaves.
//
// What a server may do wrong is never an error of ours: a refused connection, a broken certificate, an answer of 500,
// HTML where JSON was expected, a body without end all come back as an answer and leave by an exit.
//
// # Calls that nobody waits for
//
// http.webhook_out and the cancellation of a job hand a call to a detached job (deliver), which asks to be run again until
// the call is taken: after as long as has gone by since the first try, so that the pauses double without a counter. What is
// given up is the owner's business, not the user's.
//
// # A long job
//
// job.run goes through phases, each of which has at most one call under way:
//
//	queue ─▶ submit ─▶ work ─▶ fetch ─▶ probe ─▶ done
//	  │        │        │ ▲      │        │
//	  └────────┴────────┴─┼──────┴────────┴──▶ failed, timeout, cancelled, error, or the user is elsewhere
//	                      └ asked again, or called back
//
// Calls are numbered, and the answer to another than the last one is stale; callbacks are fenced by the wait itself. So
// whichever of two news comes second finds that it is over, and a question asked because of a callback makes the one that
// was to come irrelevant. All ends go through one place (settle), which is safe to be gone through twice: credits are
// spent or given back, the place is freed, the message goes, the service is told to stop. A wait that is taken away ends
// there too (Abandon). What holds nothing together any more, such as a block that a publish took away, is released by
// time: places and credits outlive the deadline by a little and then are free by themselves.
//
// Places are records, one for the group and one for each user in it, changed by compare-and-set. Who waits looks every few
// seconds whether it is first: nobody has to wake anybody, and nothing is lost with somebody who is gone.
//
// The size of a file is asked for before it is sent, because Telegram refuses what is too large only after the credits are
// spent. Base64 goes through the answer and the outbox, and is therefore as limited as answers are.
//
// # A file on its way
//
// data.file is one job: it opens the file, looks at its first bytes, and hands it on piece by piece to the store or to a
// server. The size is refused as soon as it is known, and counted in any case. A file that is kept is under an id that comes
// of the job's key, so that a run after a crash finds what an earlier one has finished and does not fetch it again.
//
// # Decisions
//
//   - Repeats are new jobs with a delay and not a loop in the job: a pause holds no worker, follows the clock of the
//     simulator and is seen in the film. The rendered call waits in the session meanwhile, so that a repeat sends the
//     same bytes although the event that led here is gone; a call over maxKept bytes is therefore not repeated.
//   - Only what a repeat cannot double is repeated: GET, HEAD, OPTIONS, PUT, DELETE, and others if the author says that
//     the server knows the Idempotency-Key. The same holds for a job that is cut off by a shutdown.
//   - An exit such as 5xx that leads nowhere becomes a trouble of the run (error, handlers, notice to the owner), not a
//     silent end.
//   - Whole numbers beyond 2^53 become texts: ids of many services are that long, and a number would change them.
//   - Secrets that a server sends back are blotted out of its answer, since it may be saved or shown.
//   - A kept answer is a record of the bot under a digest of all that the server would see, so that calls share one only
//     where they are the same; secrets count by their names, since a turn does not know them. The author's word counts and
//     not the Cache-Control of the service. Only what just came and is as expected is kept, and what does not fit any more
//     after a publish is asked for anew. Several calls of the same that begin before the first answer are all made.
//   - A rate spreads calls evenly: the record of a host holds from when the next one may be made, and a call that comes
//     sooner gets a job with a delay, so that no worker waits. To allow a bunch of calls and then none for a minute would
//     need a list of all calls, and services like it less. Whoever would wait longer for its turn than for an answer leaves
//     by timeout and takes none. A repeat takes the next turn but is made after its pause, or else all others would pause
//     with it: it may fall together with another call, but the rate is kept on average.
package http

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{requestType(), replyType(), webhookOutType(), jobType(), fileType()}
}

// Jobs gives the job types that the blocks start.
func Jobs() []engine.JobType {
	return []engine.JobType{
		{Name: jobName, Timeout: maxTimeout + overhead, Run: run},
		{Name: deliverName, Timeout: maxTimeout + overhead, Run: deliver},
		{Name: fileJob, Timeout: maxTransfer + overhead, Run: moveFile},
	}
}
