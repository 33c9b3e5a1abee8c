// Package film is what can be told of a turn afterwards: what happened, the blocks that were passed, what was written, the HTTP
// calls and the calls to Telegram. The test chat shows it of drafts, the host stores it of live turns (Write), and the editor reads
// it back (Read). It must not know where films are kept.
//
// What is stored is short: long texts, values and bodies are cut, and the whole is bounded (MaxBytes). Secrets are masked before:
// the values that a job was given are replaced wherever they stand in its calls, in whatever form a block may have put them, and
// headers that say who asks are masked whatever they hold. What users wrote is there in clear, as in the journal of messages.
package film
