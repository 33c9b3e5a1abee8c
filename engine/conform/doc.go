// Package conform holds every block type to the same rules, whoever wrote it and in whatever language: the settings have a form,
// wrong ones are refused in clear words, turns are pure, sessions survive being saved, work that is done twice counts once, and
// what is not permitted is refused.
//
// It gives findings and knows nothing of testing: engine/enginetest has them for types that are written in Go, as tests, and
// `scenarist block test` for packages. A finding names the rule, the place, what is wrong there and how to mend it.
//
// # How turns are judged
//
// A turn is a function of the revision, the session, the event and what Deps gave. So each turn that was taken (Turn) is taken
// again: several times by the same revision, and then by one that was compiled anew, the last turn first, from a session that was
// written and read. A block that keeps something in its own value, in a variable of its package or behind a function in its
// session, or that asks the clock, chance or the order of a map, gives another result in one of these.
//
// # How work is judged
//
// The work of a job (Work) is done twice with the same idempotency key: it has to send the same requests and come to the same
// result, since a host that was killed does it again. It is done with a network that refuses everything, and with one that never
// answers until the time is over: it has to come back both times. The block itself is told twice of the end of its work, which has
// to change nothing the second time.
package conform
