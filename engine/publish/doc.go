// Package publish is about publishing a bot while people are inside: what differs between two revisions, who stands at what
// is different, what becomes of them, and how a session that slept through several publishes comes to the last one.
//
// # What it must not know
//
// Stores, hosts and how a move is carried out: a Plan is made and judged here, engine.Migration carries it out as the first
// thing in a turn, and engine/host says when. All here are functions of what they are given.
//
// # A plan
//
// A plan names blocks of the revision that is published now and says for each what becomes of those who stand there, on top
// of their session or below something that interrupted it:
//
//	stay     they wait on at the block under its new settings; the question is not put again
//	move     the same, in the flow where the block is now
//	map      they go on at another block: one of the same type takes their wait over as it is, with its time, its invoice and
//	         the buttons that they see; one of another type puts its question
//	restart  what they are doing ends, with a sentence, and a flow begins anew with a trigger
//	end      what they are doing ends, with a sentence in their language
//	finish   they go on in the revision where they are until they are done there
//
// With ask, stay, move and map put the question anew. Whoever ends or begins anew ends with all flows that had called each
// other; what interrupted, or was interrupted, is another matter and goes on.
//
// # The default
//
// By default nobody loses her place, her invoice or her job. A block that is still there with its type takes its people
// along. The question is put anew only where none of the ways is left by which an answer would have gone on, since those
// people would wait for ever otherwise. Where the block is gone, or is of another type, they finish where they are, because
// to end what they are in the middle of is a decision about people which only the bot's owner can take. Those who finish are
// counted in each later plan, as behind, and may be fetched then, also by a plan for the document that is published already: that makes it
// a revision once more.
//
// A block that vanished while an equal one appeared is only suggested as a map: what was copied looks the same as what was
// renamed.
//
// # The road
//
// What was decided is kept with the revision (Pack) and never changes. A session that stands in revision 3 when 6 is
// published takes the steps of 4, 5 and 6 in one turn: decisions are looked up one after the other and carried out once, so
// that nobody reads what would have been asked in between. Steps hold what is not so by itself, a few bytes a publish, and
// no document of the revisions in between is needed. A step that says finish ends the road in the revision before it, and
// later steps reach those who stay there by decisions of their own (Behind). What has been decided for a step is not looked
// at again: a block that comes back with a later revision takes back only those whom that revision's plan fetches. The
// default plan does where the block is again just as they know it, as after a rollback.
//
// # Counting
//
// How many stand where is found by reading the sessions that are in the middle of something, in pages by their key, at the
// moment somebody asks. Counters for each block would be rows that every turn of a bot wants to change, which is what group
// commits must not wait for; an index on sessions would cost every turn as well, for a question that is asked a few times a
// week. Idle sessions, nearly all of them, are left out by the database. Numbers are for the one who decides: a publish does
// what the plan says with whoever stands there when it comes to them.
package publish
