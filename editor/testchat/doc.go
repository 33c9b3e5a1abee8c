// Package testchat lets an author talk to the draft of a bot: the real engine over the simulated Telegram, with other people,
// a clock that can be moved, services that are pretended, and a film of what went on inside.
//
// It must know neither HTTP's side of the editor nor databases: it declares what it needs (Drafts, Store and others in
// Options), and package editor answers requests with it. What it gives to the page carries JSON tags, since a copy of the
// same shapes in package editor would say nothing new.
//
// # A chat
//
// A Chat is a world in memory, made of the draft as it was, and belongs to the user who made it. Its clock begins with the
// machine's and then stands still. Everything that is done in it holds its lock until the bot has come to rest, or for
// restTimeout: a bot that waits for a real service answers later, and Working says so meanwhile.
//
//	act ─▶ simulated Telegram ─▶ host ─▶ turns ──▶ film (Options.Watch, Called, Exchanged of the world)
//	  └──▶ step of a transcript ◀── what was seen ◀─┘
//
// Chats are bounded: so many of a user and in all, the longest unused of the user makes room; one that nobody used for
// Options.Idle is closed. A chat keeps the last messages, the last turns and the steps up to maxSteps, and its worlds are
// simulator.Options.Bounded.
//
// # Services
//
// By default nothing leaves the machine. A call is answered by what the author made up for its address, else by the
// stand-in of the example that the bot comes from, else with Otherwise. What is made up at first has what the blocks that call
// save of an answer, so that a conversation goes on; what the author says stays when the chat begins anew. Only when the author
// says so are services really called, by the guarded client and with the bot's real secrets; before that and in saved tests
// secrets have made-up values. What a page sees of an exchange has secrets masked either way.
//
// # Saved tests
//
// Every act is also a step of a transcript, in the format of the examples, with what was seen then. Saving makes a Test of
// it: what services answered goes along, so that a test needs nobody. A test is played at once when it is saved; one that
// does not come out the same twice says so then, and not at the next publish.
//
// # Decisions
//
// A call to Telegram is shown with the turn that asked for it, also where it is made later. What no turn asked for, such as
// a press that the host answers by itself, is shown with the newest turn of the person.
//
// A payment that is cancelled is nothing that a bot hears of: Telegram tells it of a payment when the person has agreed.
package testchat
