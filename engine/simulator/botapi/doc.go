// Package botapi is a stand-in for Telegram: a Bot API server with simulated
// people behind it. It serves bots over HTTP as api.telegram.org does, or in
// process through Call and Next, and moves the people from Go: they write,
// press, pay, block, and look at their screens.
//
// It exists so that a bot that would fail on Telegram fails here, with the same
// words. It speaks raw Bot API JSON and must not know the engine or any client
// library: the product's real Telegram edge is what is tested against it.
//
// # Facts and their sources
//
// Methods and parameters are those of Bot API 10.1 with the ephemeral messages
// of 10.2 (methodTable). Limits, lifetimes and texts of refusals follow the
// documentation and, where it is silent, the behaviour of Telegram's own
// open-source server. Where Telegram passes over a slip of the bot, the slip is
// a Finding (unknown or misspelt parameters, values of the wrong type, both
// keyboards at once); Options.Strict refuses such calls.
//
// Departures, each on the strict side: a button with several actions and an
// album of one item are refused, though the server would take them, since the
// documentation forbids both; more than 8 inline buttons in a row are refused.
// Departures on the lenient side: nothing is downloaded from addresses unless
// Options.Fetch is given; webhooks may use plain HTTP on this machine, as with
// a local Bot API server; minimum amounts of currencies are not checked.
// Methods that are known but not modelled answer true once their required
// parameters are there; unknown ones answer 404.
//
// # Updates
//
// Each bot has one queue. Updates leave it through getUpdates, a webhook, or
// Next and Await in process (which cannot be mixed with a webhook), and expire
// as on Telegram. A webhook has lanes: the messages of one chat, the callbacks
// of one person and the payments of one person are each delivered one after the
// other, lanes are independent of each other, and an update is repeated until
// it is answered with 2xx, at once first and then after 1, 2, 4 … 60 seconds or
// as Retry-After says.
//
// # Snapshots
//
// Snapshot writes the whole Telegram down and Restore goes on with it, so that
// people and their chats outlive the process. Whoever wants to lose nothing keeps
// a Snapshot before it tells anybody of what happened: of a person's act before
// the person is told that it was done and before the bot is given the update, of
// a call before the bot is told its result. Updates are taken with Peek, and with
// Confirm once the bot has stored them: a crash in between brings the update
// again under its old id. Ids of updates and messages are part of the state, so
// none is given twice.
//
// # Locks
//
// The chat is the unit of concurrency; there is no lock around a whole call.
// Order: Payment.mu, then chat.mu, then updateQueue.mu. bot.mu, Group.mu,
// Person.mu and the server's own are leaves: nothing else is locked under them.
// An update enters its queue under the lock of its chat, so that updates and
// message ids have one order. Messages are replaced, never changed, so they are
// encoded outside the locks.
//
// # Time
//
// Options.Clock stamps messages and ages queries and may be moved by hand. What
// is really waited for (long polls, webhook repetitions, latency) runs on the
// system's timers, which testing/synctest replaces.
package botapi
