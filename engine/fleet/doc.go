// Package fleet runs the bots of a store while they come and go: it serves each by the host, has its updates brought, by
// polling or by Telegram's calls, sets its menu, and follows every change that is made in the store.
//
// # Two halves
//
// Manager changes what is stored: it adds a bot by its token, publishes, rolls back, pauses, removes. It needs no running
// fleet; the command line uses it beside the process that serves. Fleet does what is stored. Between the two there is
// nothing but the store: whatever a manager in whichever process changes, every fleet over that store does soon.
//
//	Manager ─▶ store: the bot's row, version n ─▶ Fleet asks for versions above the last it saw ─▶ one keeper for each bot
//
// # What a keeper does
//
// A bot is brought from what it is to what its row says by one goroutine at a time, and of several changes meanwhile only the
// last counts:
//
//	leaving            updates stop, Telegram's calls are ended, it is no longer served, everything of it is deleted
//	paused, nothing    updates stop, it is not served; Telegram keeps what is written to it, and what waits for a time is put
//	published            off until it is served again
//	revision, token    it is served with the new one; commands and menu are set
//	receiver, token    the receiver of before stops and has handled what it has taken; the other one begins
//
// The first start of another version of the program, or with other packages of block types, serves what the one before knew of the
// revisions, and looks at them one after the other while people talk to the bots (renew): compiling ten thousand documents takes half
// a minute.
//
// What fails, such as a Telegram that cannot be reached, is the bot's trouble: its row says so, it is tried again after
// FirstRetry, and after twice as long each time up to LastRetry. No bot waits for another.
//
// # Several processes
//
// Every process over a store serves all its bots, since their updates, calls and jobs may come to any. What only one may do for
// a bot is its owner's: polling, setting the webhook and the menu, asking Telegram where updates go, receiving dead letters again.
// Owners shares the bots out:
//
//	nobody's ─▶ owned by us: receiver, menu ─▶ more than our part, or paused: polling ends, then it is released ─▶ nobody's
//	   ▲                  │ the seat is lost: polling is cut off at once
//	   └──────────────────┘ not before a second later: Telegram refuses a second one who asks (409)
//
// A stop ends the polling, lets what was taken be handled, and releases all bots, before the host stops: another process asks at
// once for what comes next. Changes are heard by a notice; the question every second is what is left if one gets lost. A
// process that may have missed notices also looks for bots that were removed meanwhile.
//
// # A token that is refused
//
// Where Telegram answers 401, or 404 to any method, the token is of no use: the bot's row says so (host.TokenRefused), it sends
// nothing, and its token is tried again as with any trouble (getMe): a refusal may have been a passing one. The owner is told, once
// when that begins and once when it is over, for which Incidents keeps what was begun:
//
//	row says so, no incident ─▶ incident, and a job for each channel ─▶ told, tried again for days if need be
//	row says no trouble, incident ─▶ its end, and a job for each channel ─▶ told
//
// What begins and ends it is the row alone, so that it does not matter who has noticed, how often, and in which process. A bot
// whose token is dead cannot write: OwnerNotifier has another bot write that has the same owner, and only such a one; where
// there is none, the log and the list of bots tell, and whatever other channel there is. Beginning and end may be told out of order
// by a channel that takes them late; both carry the incident's id and times. A message may come twice if the process dies between
// sending it and noting that: the Bot API has no key that would prevent it.
//
// # Another program with the same token
//
// Telegram gives an update to one program only: a repair takes a bot back from one that has set a webhook, but one that polls asks on,
// and keeps Telegram from answering us (409), until it is stopped, the bot gets a new token, or its updates come by webhook.
//
// # Decisions
//
// A bot whose calls come by webhook is known to Webhook as long as it is in the store, paused or not: a delivery for one
// that is not served is answered with 503, and Telegram brings it again for a day. An unknown one would be refused, which
// Telegram would report as an error of the bot.
//
// A rollback is a publish of an older document: revisions only rise, and a session that stands in one is brought to the next
// by the same road.
//
// A publish has a plan for the people inside (package publish), made by default where nobody gives one. Plan makes it and
// changes nothing; Publish judges it again, against what is published then, and stores it with the revision only if that is
// still what it leads away from. The people are counted by reading their sessions, not kept count of; the package says why.
//
// A bot that is named by the configuration and was never added is served while the configuration names it. It is in the store all
// the same, with its people, when it is named again.
package fleet
