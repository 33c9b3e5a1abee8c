// Scenarist runs Telegram bots that are described by a document. This package is the wiring of the product: the command
// line, the configuration and the start and stop of everything. Nobody imports it; integrators write their own main over
// engine, blocks, storage and editor, as examples/customblock does.
//
// Exit codes: 0 all is well, 1 a problem was found (issues in a document, a failed transcript, a server that could not
// start), 2 wrong usage.
package main
