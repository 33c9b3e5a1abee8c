// Package storagetest gives tests a PostgreSQL server of their own: one for a test binary, with a fresh database for each
// test, in a temporary directory, reached by a socket there. It is started when the first test asks for it, and ends with
// the tests: a package that uses it wraps its testing.M in Main.
//
// SCENARIST_TEST_POSTGRES names a server to be used instead, as an address of somebody who may make databases. Where there
// is neither a server nor one's programs, tests that need it are skipped; in CI (CI=true) they fail.
package storagetest
