// Package screen shows a chat of a simulated world as a page draws it: bubbles with their buttons, files and invoices, the
// keyboard, what the bot is said to do. The page for trying the examples and the test chat of the editor have it.
//
// It must know no HTTP and change nothing: it looks at a simulator.Person. Texts are HTML of Telegram's own few tags with
// everything else escaped, and pictures are data: addresses, so that a page need fetch nothing.
package screen
