// Package composite makes block types out of flows: what somebody has drawn once becomes a block with settings, exits and outputs,
// which others use without looking inside.
//
// # The part composite
//
// It has a document, shaped as that of any bot, and says which of its flows is the block. What the flow takes as parameters the
// block has as settings of the same names; what its logic.return gives as result are the block's outputs; each exit that a
// logic.return names is an exit of the block, and where the flow ends without one the block leaves by the first exit. A flow that
// fails leaves by error, one that is cancelled by cancelled: both are added to the manifest's exits, and without an edge they go
// the way that all troubles go.
//
// The flows are run by the engine as all others (engine.Inside): whatever may be in a flow may be in a block, with waits,
// questions, buttons, payments, jobs, loops and handlers. Texts are in as many languages as their author wrote.
//
// # Isolation
//
// Variables that the document declares are its own, and live as long as their scope says: session.size inside of a block is another
// one than the bot's session.size. What the manifest's permissions read and write name is the bot's, which has to declare it, too.
// What reads who the user is, moves units, calls hosts or reads files of users needs the permission that packages of other kinds
// need. A block inside may do no more than the block around it.
//
// So are the names that the flows make up for what their blocks have in common: goals, experiments, what happens once, counters,
// groups of jobs, holds and keys of movements (engine.Turn.Own). The figures show the goal paid as acme/order:paid, and a trigger of
// the bot may name it so. Shared with the bot is what somebody else has to find under its name: units with their balances, tags and
// roles, plans, promo codes and stocks, all of which want a permission or name whom they are about, and events (track.event), by
// which a flow is told of what happens outside of it: a composite that waits for order_approved hears what the bot's staff says.
//
// Triggers, tables, handlers of the whole bot and words of its own are a bot's business and not taken; neither is what ends or
// leaves the conversation of the bot around it (logic.end, a jump that drops its callers).
//
// # Versions
//
// A document pins a version, and the document inside pins those of the blocks that it uses, so nothing changes with an
// installation. A publish that pins another version is for the people inside as any change of a flow: blocks that are still there
// under their id keep them, others are for the plan to decide, and by default they finish where they are.
//
// No block may be inside of itself, in whatever version, and at most engine.MaxNesting may be in one another: Library.CheckIn says
// so before one is installed.
//
// # Publishing a flow
//
// Make takes a flow of a bot and gives the manifest: with the flows that it calls, the variables that they use and the versions of
// packages. Variables of scope session become the block's own; wider ones stay the bot's and are asked for, unless Options say
// otherwise, since what a bot knows of a user is of use to more than one block. Triggers are left behind.
package composite
