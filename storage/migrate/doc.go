// Package migrate brings a database to the schema that this program knows: first our own numbered migrations by goose,
// then River's by its migrator.
//
// Migrations are plain SQL, one file a change, one folder a dialect, embedded in the binary. Both folders have files of the
// same names, and a test compares what they make. A file that was released is never edited; what it made is changed by the
// next one. Both runners are idempotent, and each file runs in a
// transaction of its own, so a crash in between leaves a database that the next start brings further.
//
// # What a migration may do
//
// The processes that share a PostgreSQL database are upgraded one after the other: the first new one migrates while those of the version
// before serve. So a migration leaves what that version reads and writes, and locks no table for long that turns write. A test reads
// the files for PostgreSQL and refuses what is not so; it has the list of the hot tables, and of the older files that break a rule.
//
//	always           a new table, with all that belongs to it; a column that may be NULL or has a literal as its default; rows added;
//	                 an index of a table that is not hot
//	any table        is altered after SET LOCAL lock_timeout = '1s': behind who waits for it, as for a backup that reads it, everybody else
//	                 waits. When the second is over, the start fails, and the supervisor tries again
//	a hot one        has its index made CONCURRENTLY in a file of its own with NO TRANSACTION, after DROP INDEX CONCURRENTLY IF EXISTS of the same
//	                 name: a crash leaves an index that is not used
//	one in parts     has its index made ON ONLY the table itself: the parts that are made from then on have it. The upkeep makes those of
//	                 the parts that are there, CONCURRENTLY and one after the other
//
// Everything else is brought about in steps, each by a version of its own, since only the version before may still run:
//
//	drop             a version that does not use it, and whose rows need no value for it; then one that drops it
//	forbid           a version that writes nothing of the kind; then one that forbids it, NOT VALID, and validates it
//	rename, retype   a version that writes both columns and reads the old one; one that fills in what is missing in small pieces,
//	                 writes both and reads the new one; one that uses only the new one; then one that drops the old
//
// The file of such a last step is named in the test's list, with the version that took the step before.
//
// The package knows nothing of rows or of the engine.
package migrate
