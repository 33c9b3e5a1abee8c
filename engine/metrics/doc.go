// Package metrics counts what a host does, for Prometheus: it is a host.Observer, reads host.Stats when it is asked, and gives
// the page that a Prometheus server reads.
//
// # What is counted
//
//	turns by where they came from and how they ended       per bot
//	from an update's receipt to its acknowledgement        per bot
//	conflicts, tries of sends by what became of them       per bot
//	runs of slow work by kind and end                      per bot
//	what quotas held back, by limit and whose it is        per bot
//	the stages of an event and of a send                   stage: wait, turn, queue, commit, acknowledge, send_wait, send
//	transactions, and how many turns and marks one stores
//	how late timers come
//	what waits at this moment, and what is in memory       gauges
//
// Stages, transactions and what waits have no label of a bot: a transaction mixes the turns of many, so do the queues before it, and
// who is slow is seen in acknowledge_seconds, which has it; histograms of seven stages for each bot would be a hundred series
// each. Timers come from one queue, and are late for all bots when they are late. The program adds how many dead letters bots have now (by Label, within the same cap), and the jobs of its queue by state:
// two small queries when Prometheus asks, none for a turn.
//
// Every event has one end and is counted once: events that came in = the sum of scenarist_turns_total over what is no more
// than waiting.
//
// # What is never in a label
//
// Ids and names of users, texts, tokens, ids of blocks and flows. The label bot is the bot's username, or its id if it has none.
// Only so many bots have series of their own (Options.Bots): the first ones that something happens to, which are the busy ones
// unless a bot is busy only later; all others are counted as "other". Bots keep their series until the process ends, since a
// series that is given away would let one bot's counter go on with another's.
//
// # Cost
//
// Counting a turn with its send takes about a microsecond of processor time and no allocation: what belongs to a bot is found
// once and kept. With the clock that the host reads for it, it is two to three, of the 160 that a turn with its database may
// take. BenchmarkWatchedTurn in engine/host runs the same turns with and without.
package metrics
