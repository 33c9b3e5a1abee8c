// Benchload measures Scenarist end to end: the real program as a process of its own, SQLite with synchronous=FULL, webhooks
// in and Bot API calls out over HTTP on loopback, with the load generator and a small stand-in for Telegram on the same
// cores.
//
//	go run ./cmd/benchload
//
// Two hundred people go round a conversation of three steps: a command, a name, and a button below a message that depends
// on the name. An update counts when the right answer to it has reached the stand-in.
//
// # What is measured
//
// Saturation: every person sends the next update as soon as the answer to the last one is there. Latency: updates are due
// at fixed times, at half of the saturation; the clock of an update starts when it was due, not when it could be sent, so
// that a stall counts for everybody who would have come meanwhile (no coordinated omission). Processor time and memory are
// those of the server process alone. Memory of idle bots: a host that serves bots nobody talks to, compared with the same
// host without them, soon after the start and when the host has dropped what it had compiled for them.
//
// # Decisions
//
// The stand-in is not the simulator: it answers as little as the server needs, so that the generator takes the smallest
// part of the cores that it shares with what it measures. It does check the text of every answer.
package main
