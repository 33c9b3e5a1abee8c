// Benchfair measures how much a flood at one bot delays another bot of the same process: the real program, the bots added as
// a person adds them, webhooks in and Bot API calls out over HTTP on loopback, with the generator and a small stand-in for
// Telegram on the same cores.
//
//	go run ./cmd/benchfair
//
// A few people ask the quiet bot something at fixed times, first while nothing else goes on, then while thousands write to the
// other bot: half of them at once, as after a post in a big channel, and the others within the time. A wait is from when the
// question was due until the answer has reached the stand-in, which takes as long for a call as Telegram does, so that a stall
// counts for everybody who would have asked meanwhile. What the flooded bot is refused (503) comes again after a second.
//
// Each run has a calm and a flood; the report has the medians over the runs, and the ratio of both p99s. That the ratio holds
// where time is exact is a test of the host (TestHost_FloodDoesNotDelayAnotherBot); what a machine with few cores adds is
// seen here.
package main
