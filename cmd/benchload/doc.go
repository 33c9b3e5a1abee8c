// Benchload measures Scenarist end to end: the real program as a process of its own, SQLite with synchronous=FULL or PostgreSQL,
// webhooks in and Bot API calls out over HTTP on loopback, with the load generator and a small stand-in for Telegram on the
// same cores.
//
//	go run ./cmd/benchload              one run on SQLite
//	go run ./cmd/benchload -suite       all that the README quotes, on both databases, as tables: make bench-host
//
// Two hundred people go round a conversation of three steps: a command, a name, and a button below a message that depends
// on the name. An update counts when the right answer to it has reached the stand-in, so it was committed before.
//
// # What is measured
//
// Saturation: every person sends the next update as soon as the answer to the last one is there. Latency: updates are due
// at fixed times, at a thousand a second and at half of the saturation; the clock of an update starts when it was due, not when
// it could be sent, so that a stall counts for everybody who would have come meanwhile (no coordinated omission). Processor time
// is that of the server process alone, and beside it that of PostgreSQL's processes, where they run on this machine. Idle bots:
// a server with bots that nobody talks to, on SQLite, compared with one that has a single bot, when it has set their webhooks and
// looked at their menus and has nothing to do any more.
//
// The suite makes every measurement several times, each on a database and a server of its own, and takes the medians. It
// measures again with the people spread among many bots, with two processes over one PostgreSQL that share those bots on the same
// cores, and with a database that holds the sessions and timers of others. A
// last run writes a profile, of which every sample is counted for one of the stages of an update: so much of the
// processor time goes into the turn, so much into the commit. PostgreSQL is one of its own, as in the tests, unless -postgres
// names another.
//
// # The floor
//
// How much of a figure is the machine's is told by a program that does the same with nothing in between (floor.go): the conversation
// written in Go, a transaction for all that waits, the reply after it, over net/http. It marks nothing as sent, repeats nothing and
// knows one bot.
//
// # Decisions
//
// The stand-in is not the simulator: it answers as little as the server needs, and neither it nor the generator goes through
// net/http, so that they take the smallest part of the cores that they share with what is measured. It does check the text of
// every answer.
//
// On a machine that others use, too, rates and latencies say little. Processor time for an update says more, above all when two
// programs are measured by turns.
package main
