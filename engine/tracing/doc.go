// Package tracing makes OpenTelemetry spans of what becomes of an update. It is a host.Observer: spans are made afterwards, from
// the times that the host noted, so that nothing has to be carried through queues, commits and restarts.
//
// # The trace of a turn
//
//	receive message            from the receipt to the acknowledgement; attributes: bot, flow, session, how it ended
//	├─ wait                    in the session's mailbox
//	├─ turn                    loading and running; an event for each block that was passed, with its exit
//	├─ commit                  waiting for the group, and its transaction; links to the span of the group
//	├─ send message            one for each try, from the moment when it was due; also of a try after a restart
//	├─ mark                    until it is stored what became of the send
//	└─ job http.request        each run of slow work that the turn asked for
//
// A turn that an end of a job or a send leads to, or a start, has a trace of its own, with a link to the turn that asked. The span
// of a group is in the trace of its first turn that is traced.
//
// # Ids
//
// The id of a turn's trace, and of its first span, is a hash of the bot's key, the session and the number of the turn. A send or a
// job has the session and the number in its own key, and so finds its trace in whichever process and after whichever crash.
// The sampler decides by that id where it is one that goes by ids (traceidratio), and all processes decide alike. Without the
// bot's key, which is a secret, nobody finds a user's id from a trace's.
//
// # What is never in a span
//
// Ids and names of users, texts, tokens, and the words of errors, which may quote them. The attribute scenarist.session is a hash
// like those above: the same for all turns of a session.
package tracing
