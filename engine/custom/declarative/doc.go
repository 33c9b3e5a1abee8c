// Package declarative carries out blocks that are an HTTP API and nothing else: the kind http of engine/custom. A manifest's
// part http says in templates and expressions what is called and what is made of the answers; Spec is its shape. It knows
// nothing of bots, sessions and Telegram, opens no connection of its own, and has no clock: all of that is in custom.Env.
//
// # A run
//
// The requests are carried out in their order, each with what the answers of the earlier ones said. An answer is first held
// against the error rules; the first that fits makes it an exit or a trouble, and what no rule knows is a trouble if its
// status is not 2xx. Behind the last request expressions make outputs, variables, messages and the exit of the answers.
//
// Expressions are those of engine/expr, with the scopes config (settings), variables (variables.user.points), user, secret,
// call (key, callback_url, language), answer (answer.<request>: its body), and body, status and headers of the latest answer.
//
// # Values and their places
//
// A value cannot break out of its place: it is escaped as a segment of a path, a parameter, a field of a form or a text in
// JSON, and a text of the type XML or JSON escapes it as that asks. A text that is one expression keeps the type of its value
// in JSON; nothing leaves the field out, a list makes a parameter several times and a path several segments. Whole addresses
// (base_url, url, the next page) are not escaped: their host must be one of permissions.hosts, which is looked at in front of
// every request besides what the client does.
//
// # Secrets
//
// A setting with the widget secret holds a secret's name, and templates see its value. Marks in other settings are revealed
// before anything is filled in. Whatever was secret is blotted out of answers as they come in, so that neither the state nor
// an output nor a trouble's words can hold it. An address with a key in it, which a service gives back, is therefore of no
// use in a later request.
//
// # Waiting
//
// Nothing waits in a worker:
//
//   - A request that is asked again (poll) ends the call with a wait that accepts timeout. The state has the step, when it
//     began, and those answers that are still read; the next call goes on there. So a poll survives a restart.
//   - A callback ends it with pending. What comes is answer.callback.
//   - A trouble that passes, and a rate that is used up, end it with engine.AgainError: the whole call is made again. That is
//     only done while everything that was sent may be sent twice (GET, PUT, DELETE, repeatable, idempotency_header), or was
//     refused with 429. Pauses double and honour Retry-After; retry.for ends them. A poll takes such a trouble as no news.
//
// # Tokens and rates
//
// Tokens of OAuth 2 and the rate of a service are in memory, by the credentials that are used: services count by these, and
// two bots share one only if they have the same keys. One run fetches a token while the others wait for it; a token that is
// refused is fetched once more. Several instances know nothing of each other: each has its own token, and each spreads its
// own calls. Both are forgotten with the block's executor, some minutes after its last call: a rate of so many calls an hour is
// spread evenly, so that nothing is owed by then. The page for authors says so: with N processes give the N-th part of a rate.
//
// A service that replaces the refresh token with each use can be used neither over a restart nor by two processes, since nobody
// keeps the new one and the other process still has the old one; a warning says so.
//
// # Decisions
//
//   - Requests that wait for their turn take it for the whole sequence at once, or a later one would make the run begin anew.
//   - Everything that is wrong with the part is told at once, with its path. encoding/json would tell the first thing only, and
//     not where; so the shape is checked by reflection over Spec first (strict.go).
//   - Templates see numbers in no language (1.5), and yes and no as true and false: services read them, not people.
//   - Examples are tests: RunExample plays them against their stand-ins, with a clock of its own.
package declarative
