// Package studio is the workshop: bots as the editor has them, from the first empty draft to what runs.
//
// It must not know HTTP, and it must not know SQL: storage keeps its records, package editor makes operations of its methods. What
// becomes of a bot in Telegram is fleet.Manager's, and what is wrong with a document is the engine's to say.
//
// # Bots
//
// A bot of the editor has an id of its own, since it is there before it has a token, and may get another one. With a token it
// has a Telegram bot (host.BotRecord), which fleet serves. A bot that was added by the command line gets one of the editor as
// soon as somebody looks: its draft is what is published.
//
// Disconnecting a bot ends its serving and forgets the token. Its people stay, and are there again if it is connected again
// from the same workspace. A bot that is thrown away is paused and lies in the bin for thirty days; then it is deleted, and its
// Telegram bot is removed with its people.
//
// # Drafts
//
//	page ── changes of elements ──▶ draft.Apply on the newest version ──▶ stored if that is still the newest, else again
//	                                                                   └─▶ the step, for all who look at the bot
//
// Nobody waits for a lock: the document is taken apart, changed and examined outside of any transaction, and what is stored is
// one compare-and-set of the version. A draft need not be a bot that can run, but it has the shape of a document.
// What is in the database and has not even that, since somebody wrote it by hand, is given as it is, with its issues; only
// replacing it as a whole helps.
//
// Each version is kept for undo (Past), one for half a minute of one person's work; old ones are thinned out. The audit log
// has no line for each change of a draft: the history says who made it.
//
// # Media
//
// A file of the library has a name, by which blocks send it, and a type and a size that its content tells. A name never gets
// another content, so that a revision sends tomorrow what it sent when it was published; whoever wants another picture adds it, and picks
// it. (The directory that a bot is served from is the exception: there the file of a name is what lies there now.) The same content
// is there once. What the library lacks, and what Telegram would refuse, is among the issues of the draft, and stops a publish.
//
// A file that the published revision sends is not thrown away. Others lie in the bin, and those who are still in an earlier revision
// get them until they are deleted for good.
//
// # What runs
//
// What a contact was told and why is read from the journal of messages and from the films of turns (engine/film), what a bot did
// from its figures. Who stands where is counted out of the sessions, and remembered for half a minute. A reset is the host's own
// turn (Resetter); its line of the audit log comes first, since no transaction holds both.
//
// # Watching
//
// Who looks at a bot hears of steps, of who else looks, and of the bot itself. There is one look at the database for each bot
// that somebody watches, every two seconds and whenever a process says that something has changed: nothing depends on a notice
// that is not lost. A watcher that does not take what it is told is let go, and comes again.
package studio
