// Crashmatrix shows what becomes of a crash: real processes over a real PostgreSQL, which are killed, cut off and refused while
// people talk to their bots, and a count of what was lost, doubled or mixed up.
//
//	go run ./cmd/crashmatrix                                        make crash: two and three processes, both ways of routing
//	go run ./cmd/crashmatrix -instances 2 -routing hashed -seed 7   one cell of it
//	make upgrade                                                    nothing breaks, but all processes are replaced one after the other
//	make upgrade FROM=old/scenarist                                 so are those of an older version, which made the database
//
// Each person goes round a conversation with one bot: a command, a word, a button, a timer of three seconds during which they
// say something else, an order and its payment. Every turn counts itself and says its number together with what the person
// said, so that a turn that is missing, came twice, or got to somebody else can be seen from the messages alone.
//
// # What breaks
//
// Spread over the run, in an order that the seed decides: kill -9 of a process, which is started again; kill -9 of
// PostgreSQL, which comes back after some seconds; a cut between a process and Telegram, which breaks calls after they were
// carried out and before they were answered, and then refuses connections; a storm in which Telegram refuses most messages with
// 429. All the time some updates are delivered twice at once, some twice in a row, and some again thousands of updates later.
// What is not answered by 200 is delivered again, as Telegram does, and people go on when they were answered.
//
// # What is judged
//
// In the end the database and the stand-in for Telegram must agree with what people did:
//
//	lost          every update is in the database, and the tallies add up; every turn has happened, and its message has come
//	doubled       no variable counts more turns than there were; no message is of two turns
//	mixed up      nobody was told what is another's, another bot's, or of no turn
//	orders wrong  each is paid once, with the charge that was made, and its bot has counted it once
//	timers wrong  each has fired once
//	unexcused     what came twice had not been noted as sent, and whoever sent it could not note it: it was killed before the second
//	              one was sent, PostgreSQL was, it had lost its place in the database, or its connection was cut before the answer
//	out of order  in a chat neither the first copies nor the last ones overtake those of a later turn
//	processes     none ended by itself, and all stopped in order
//	noticed       a process that is stopped in order, with time for the balancer to notice, refuses nothing
//
// That a message had not been noted is seen from the database: what is noted in the end is the number of the last copy. Each
// life of a process calls Telegram at an address of its own, so that it is known who sent what. No moment is compared with a
// limit, so that a slow machine breaks no promise. Invoices are not sent again where they may have come; one that never
// came leaves a person without an order, who begins anew, and is counted as in doubt.
//
// # Decisions
//
// The version that is upgraded makes the database itself, with its own commands, since it does not start on a newer one; which is also why
// there is no way back. The secrets of webhooks are those that the bots tell the stand-in.
//
// The stand-in is not the simulator: it must know by which process a message came, and break in the middle of a call.
// The balancer is a part of the program, and asks /readyz as Caddy does in examples/deploy. With the limits on sending as they
// are for Telegram, so that messages wait for their turns while things break.
package main
