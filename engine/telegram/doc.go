// Package telegram is the edge to Telegram: it receives updates and makes events of them, and it performs effects as
// calls of the Bot API. It is the only package that knows Telegram's JSON, and the only one that imports gotgbot.
//
// It must not know flows, blocks, sessions' insides or the database. It keeps no state of its own but connections: what
// an effect refers to (slots, secrets, files) comes through host.References, and what an update becomes is the Sink's
// matter.
//
// # Calls
//
// Caller is the seam: one method that takes a token, a method's name and the parameters as one JSON object. Client does
// it over HTTP, a simulator in process. Effects write their parameters straight into a pooled buffer (object), which
// takes about a microsecond; gotgbot's own client builds a map and a multipart form for every call. gotgbot is used
// for what is rare: a bot's set-up (GetMe, SetCommands, SetWebhook, Files) runs its methods over a Caller.
//
// Client posts JSON, or a form where files go along (by hand where the Bot API is one's own and speaks plain HTTP: direct), keeps connections open, reads no more than MaxAnswerBytes, follows
// no redirect, and never lets an address into an error, since the token is part of it. Its errors keep three things
// apart, because the reaction differs: RefusalError (the Bot API said no), AnswerError (something answered, but not the Bot
// API) and NetworkError (nothing answered). NetworkError.Sent is false only where the transport never asked for the
// request's body, which is so before there is a connection.
//
// # Effects
//
// Messenger.Perform makes the calls of one effect and answers when the platform has answered. The host calls it in the
// order of a chat. Some effects take several calls:
//
//   - Media and text that do not fit into one message (albums with buttons, stickers with a text, captions and texts
//     over the limit with Content.Split) go one after another, the text with the buttons last.
//   - A refused address of a file is fetched through the guarded client, as a request that the bot's quota must allow, and
//     uploaded; uploads are remembered under kind and content hash, and a remembered file_id that is refused is uploaded again.
//   - Markup that Telegram cannot read is taken out, once: Receipt.Plain.
//   - A group that became a supergroup is written to under its new id, once: Receipt.MovedTo.
//   - An edit that changes nothing is done. One that cannot be made becomes a new message where Target.OrSend is set, and
//     is "gone" otherwise. Taking buttons away, and deleting, succeed where the message is gone.
//   - A card is createInvoiceLink and a message; only the message can be in doubt.
//   - A refused checkout does not say whether it answers a pre-checkout or a shipping query. It is tried as the first and,
//     where that id is unknown, as the second.
//
// Content.Plain texts are escaped like all others; they go out without a parse mode after resolving their references.
//
// What a failed call means for the effect:
//
//	refused: 429, 409                       Retry after what the platform says
//	refused: 401, 404 without a method      Fatal, WholeBot
//	refused: other 4xx                      Fatal, with a code (see the Code constants)
//	5xx, not the Bot API, connection lost   Unknown for what makes messages; Retry for what does the same twice
//	never sent                              Retry
//	a part of several messages went         Unknown instead of Retry, with the ids in the receipt
//
// # Updates
//
// Decode reads the kinds that flows react to into small structs of its own: gotgbot's have hundreds of fields, and
// decoding is the dearest part of receiving. Texts, commands and presses, nearly all that comes, are read by hand (quick), and what
// is not certain to be read there as encoding/json reads it is left to encoding/json. Nothing that Telegram sends is an error: kinds that are not known, and known
// ones of an unknown shape, become engine.OtherUpdate with the whole update kept. A message whose
// content is not known is of kind other, or service.
//
// A session is (chat, user). Who writes as a channel or as a group is the user, with that chat's id. A press under an
// inline message, and queries about payments, belong to the user's private chat. A join request belongs to the private
// chat in which the bot may answer, while Event.Chat is the chat to be joined. chat_member belongs to who changed,
// my_chat_member to who changed it.
//
// # Receiving
//
// Both receivers give updates to the Sink and count one as handled only when Receive returned nil, which the host does
// after the commit. An update may come more than once; the host knows it by its id.
//
// Webhook: the secret is compared in constant time before the body is read; 200 after Receive returned nil, 503 with
// Retry-After otherwise. What is no update at all is logged and answered 200, since Telegram would repeat it for a day. A
// crash before the 200 means a second delivery.
//
// Front listens before the http.Server that a Webhook is mounted on, and reads plain deliveries itself. A connection is in one of
// these states:
//
//	waits     for a delivery, two minutes at most, a new one ten seconds; Close closes it
//	works     a delivery is being read (ten seconds for its head, thirty for its body) or taken in; Wait waits for its answer
//	handed    its last request was no plain delivery: it is the http.Server's, with that request unread, and stays there
//
// What is plain is narrow on purpose (parseDelivery): what the standard server would read in any other way, or refuse, it gets to read.
// The end of a connection does not end a delivery that is being taken in, since its update is handled all the same.
//
// Poller, one a bot, in one goroutine:
//
//	ask      getUpdates from the offset, held open by Telegram for half a minute
//	deliver  sessions in parallel, each in order, an update again and again until it is taken;
//	         queries about payments, which have 10 s, wait for nothing
//	move     the offset goes past the updates that are done, up to the first that is not; the next
//	         question confirms them
//	fail     409, 401, 429, network: Health is told on change, pauses double from 1 s to 1 min with chance
//	stop     no further question; updates under way come to their end, then the offset is saved
//
// A crash leaves the unconfirmed updates at Telegram: they come again. The first question after a start has no offset,
// although one is saved, since update ids restart at a random number after a week of silence and a question with a
// higher offset would throw away what waits. The saved offset only lets the batch before the last stop be passed over
// without asking the host, which would know it too.
package telegram
