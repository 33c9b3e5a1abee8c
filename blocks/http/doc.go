// Package http holds the blocks that talk to other people's servers. It knows nothing of Telegram and never opens a
// connection itself: calls go through the client that a job is given, which refuses inner addresses.
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
//   - An answer is not cached here: which calls may share one is a matter of the bot and not of one pass. A variable and
//     a condition do the same today. Limits per called host belong to the instance, not to a block.
package http

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{requestType(), replyType(), webhookOutType()}
}

// Jobs gives the job types that the blocks start.
func Jobs() []engine.JobType {
	return []engine.JobType{
		{Name: jobName, Timeout: maxTimeout + overhead, Run: run},
		{Name: deliverName, Timeout: maxTimeout + overhead, Run: deliver},
	}
}
