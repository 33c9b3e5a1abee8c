// Package account keeps the people who use the editor: how they get in, what their programs may do, in which workspaces they
// are, and the log of what everybody changed.
//
// It must not know HTTP. What it keeps goes through Store, which package storage implements; what a person did wrong is a Refusal,
// in plain words; everything else is an error of ours.
//
// # Ways in
//
// The first account is made with a link that the server prints when it starts as long as there is none (SetupLink); each start
// makes a new one, and any of the last few makes the account, since of several processes nobody knows which started last. Others are invited. Whoever has lost the password gets a link from whoever runs the server. All of these
// are random secrets that work once, and of which the hash is stored, as it is of log-ins and tokens: who reads the database
// cannot get in with what is there. The secret of the second step must be readable, so the store seals it.
//
// Passwords are hashed with argon2id. It takes 19 MiB and a core for a while, by intent, so two are at work at a time and some
// wait; whoever comes on top of these is asked to come back. An e-mail that nobody has takes as long as a wrong password.
// Tries are counted per address and per e-mail before anything is hashed (limiter), in memory: each process counts for
// itself. Several instances let in as many times the tries, which for an e-mail is ten and then one a minute for each: nowhere near
// what guessing takes. To count in the database would have everybody on the internet write to it.
//
// A server that knows people (package editor/signon) lets them in by their verified e-mail: into the account that has it, or with an
// invitation into a new one, whose password nobody knows. It is trusted with the second step.
//
// Nothing is cached: who a cookie or a token belongs to is read from the store with every request, two rows by their keys, so
// that what is revoked is so at once, everywhere.
//
// # The audit log
//
// An Entry says who changed what, from what, to what. It is handed to the store together with the change and written in its
// transaction; the store only ever adds to it, and the database refuses anything else. Secrets do not go into Before and After.
//
// # Decisions
//
// A change of the password ends all log-ins but the one that it was made with; tokens stay, since programs have no part in
// it, and are listed beside for whoever doubts them. Turning an account off ends both.
//
// Roles are rows of members, one for the workspace and one for each bot that a role is for. A workspace always has an owner:
// the rule (keepsOwner) is asked with all members in hand, inside the transaction that changes them.
package account
