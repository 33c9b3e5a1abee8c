// Package migrate brings a database to the schema that this program knows: first our own numbered migrations by goose,
// then River's by its migrator.
//
// Migrations are plain SQL, one file a change, one folder a dialect, embedded in the binary. Both folders have files of the
// same names, and a test compares what they make. A file that was released is never edited; what it made is changed by the
// next one. Both runners are idempotent, and each file runs in a
// transaction of its own, so a crash in between leaves a database that the next start brings further.
//
// The processes that share a PostgreSQL database are upgraded one after the other: a migration leaves the version before
// working. It adds what has a default, and takes away only what that version does not use any more.
//
// The package knows nothing of rows or of the engine.
package migrate
