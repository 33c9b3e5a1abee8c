// Package trypage serves the page on which the example bots can be tried in a simulated Telegram, without an account.
// It is what a newcomer with Go alone has; the editor proper is beside it.
//
// It knows nothing of databases, Telegram or the simulator: it asks for what it needs through the interfaces it
// declares, and cmd puts the product together.
//
// # Decisions
//
// The try page is plain HTML, CSS and JavaScript without a build step, so that a newcomer with Go alone has a page. It
// runs under a strict content security policy; every text of a bot is put in as text or through an allow-list of
// Telegram's own markup, never as HTML.
//
// Conversations are kept by whoever gives the Examples. The browser remembers the ids of its own and asks for them
// again, so that a visitor finds them after a restart of either; who does not know an id cannot read a conversation.
package trypage
