// Package remote calls blocks that run elsewhere: an HTTP service of the integrator's, in any language.
//
// examples/remoteblock-go and examples/remoteblock-node are such services, with a block that talks with the user and one whose
// work goes on after the call; each has a file with what every service in the language needs.
//
// # The protocol
//
// A block has an address, such as https://blocks.example.com/weather, and two things below it:
//
//	GET  <address>/manifest   the manifest of the block, with "kind": "remote"; not signed
//	POST <address>/execute    a custom.Call in, a custom.Answer out, both as JSON
//
// A block is installed by its address. A person sees the manifest, with the host of the service among its permissions, and gets a
// secret, which is drawn at that moment and given to the service; the server keeps it in its vault, for each workspace its own.
// The service refuses calls until it has the secret, and takes the secrets of all workspaces that it serves.
//
// A call has these headers:
//
//	Scenarist-Signature: t=1800000000,v1=dbd4…   time in Unix seconds, and the HMAC-SHA256 with the secret, in hexadecimal, of
//	                                             that time as text, a dot, and the body as it was sent
//	Idempotency-Key: 1b9f…                       the same for every repeat of the call; also the call's key
//	Scenarist-Deadline: 2027-01-15T08:00:00.000Z until when an answer is of use
//
// The service compares the signature in constant time, refuses times that are more than five minutes off, either way, and
// answers a signature that is not good with 401. It may take several secrets, and does while one is being replaced. Times in the
// headers are real; those in the call are the turn's, which in a test chat are not.
//
// An answer has the status 200 and exactly one of
//
//	"exit": "name"                                   the block is left
//	"wait": {"accept": ["text"], "timeout": "10m"}   the next call has what the user did as its event
//	"pending": {"timeout": "10m"}                    the next call comes when something was posted to callback_url of this call:
//	                                                 its event is callback, and the data are what was posted, which is JSON
//	"error": {"code": "no_seats", "message": "…"}    the block is left by its error exit
//
// and what there is besides: messages, outputs, set, state, which is in the next call as it is here. A field that is not known
// makes an answer invalid. callback_url is empty where the bot's server has no public address: then a block must not be
// pending. Whoever knows the address may post there, once for each pending answer; what comes late is dropped.
//
// A call that comes again with its key has the same answer as before, and no work is done: answers are kept by their keys for an
// hour or so, and a call whose key is being worked on waits. A body that is not JSON, and a protocol that is not known, are
// answered with 400.
//
// # What the caller does
//
// A call takes 10 s with all its repeats (limits.timeout of the manifest, at most a minute) and an answer 64 KiB (limits.answer,
// at most 256). A connection that fails and the statuses 408, 425, 429 and 5xx but 501 are tried again, up to four times in
// all, after 0.2 s, 0.4 s and 0.8 s and a bit of chance, or after what Retry-After says; where that is longer than the call
// may take, the job is put off. Redirects are not followed. Troubles leave by the error exit:
//
//	remote_secret          there is no secret: the block is to be installed again
//	remote_address         this server does not call such an address
//	remote_unreachable     nobody answers there
//	remote_timeout         there was no answer in time
//	remote_busy            429
//	remote_failed          5xx, 408, 425
//	remote_unauthorized    401, 403
//	remote_refused         any other status
//	remote_redirect        3xx
//	remote_answer          the answer cannot be understood
//	remote_answer_size     it is too large
//	remote_down            the service is left alone
//
// A service is left alone for 2 s after five failures one after another (no connection, no answer, 5xx); then one call is let
// through, and if it fails, the next pause is twice as long, up to a minute. That is known by each process for itself, for all
// versions of a block and all bots.
//
// # A manifest that changes
//
// The installed manifest stays what was agreed on. At the opening of a block and every hour the service's manifest is read and
// compared; Options.Noticed is told a *ChangedError if it is another one. So are those of installed blocks that nobody uses: the
// program asks for them every hour, too, one process for all (Kind.Look). The editor then says so where blocks are installed, with
// what is different, and somebody installs the new version or keeps the one there is; one that has changed without a version of
// its own can only be kept. Calls name the installed version (block.version), so that a service can serve several.
//
// # Trying a service
//
// Conform tries all of this against a service.
package remote
