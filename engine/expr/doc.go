// Package expr is the one expression language of the product: conditions, {{ }} in texts, and mappings.
//
// An expression is compiled once against a Schema (the declared variables with their types) and then run many times, each
// time against an Env (the scopes and the facts of the turn). It has no IO, no clock and no chance of its own: the same Env
// gives the same bytes. The package knows nothing of blocks, sessions or Telegram, and must not.
//
// # The language
//
// The grammar is that of expr-lang (https://expr-lang.org/docs/language-definition) without bytes, sequences, methods and
// the if { } else { } form, with our operators and functions:
//
//   - Values are nil ("nothing"), bool, float64, text, date, list, object. Numbers are always float64, and results are
//     JSON-like, so that state behaves the same before and after it is saved. A date is a moment with a zone while an
//     expression runs; it leaves as RFC 3339 text, and a variable declared as a date comes back as one.
//   - Nothing is safe everywhere. A member of nothing is nothing, and so is an item that is not there; a comparison with
//     nothing is false (== and != work); nothing is an empty text, list or object where one is needed; a function that needs
//     a number or a date and gets nothing gives nothing. Only arithmetic refuses it, by an error that names the part.
//   - In a condition nothing, false, 0 and an empty text, list or object are false.
//   - Types are strict where they can be known: "a" + 1, 18 == "18" and upper(5) are errors before anything runs, with a
//     place and, where there is one, a suggestion. At run time a function that needs a text also takes a number or a date
//     and shows it; arithmetic never guesses.
//   - Loops (filter, map, sort_by, …) call the item #, its fields .name, its place #index. Of two texts + makes one.
//   - number() and date() give nothing for what they cannot read, so that number(event.text) ?? 0 needs no check before it;
//     from_json() is an error instead, since broken data of a machine should be seen.
//
// Functions lists the functions with examples; a test runs them.
//
// # The guard
//
// expr-lang alone is not a sandbox: thirty characters can take all memory (text + text in reduce), sixty a minute (nested
// loops), and nothing can interrupt its machine. So nothing of it is reached unguarded:
//
//   - Parsing is bounded by MaxSource, MaxTokens and MaxNodes. A part that the grammar copies (a ?: b, a < b < c) counts
//     each time, or a short source would compile without end.
//   - Every part is rewritten (lower.go): operators, member access and functions become calls of ours, the body of every
//     loop goes through an operator, the list of every loop is checked. What the rewriting does not know is refused, so a
//     new feature of the grammar is closed until it is looked at. Built-in functions and the optimiser are off.
//   - Every call counts its steps (MaxSteps) and the bytes it makes (MaxMemory) in the run, in advance where the result can
//     be much larger than the inputs. Reading long texts and lists counts too. What is compared, shown or returned is
//     walked with the same budget, since lists can share their parts and be far larger than the memory they take.
//   - Regular expressions are RE2, of bounded size, and a match counts text length times pattern size.
//   - The virtual machine's own budget bounds what loops put on its stack.
//
// The budget is for one Eval or one whole Render. Passing it is an Error that wraps ErrBudget. Counting is exact and does
// not look at a clock, so an expression that passes once passes always. With 64 KB of data the worst known attack stays
// under 50 ms and 16 MB allocated in all (limits_test.go).
//
// # Decisions
//
//   - The guard rewrites all operators and not only +, which DESIGN section 3 and STACK section 8 ask for: opcodes of the
//     machine are neither null-safe nor give errors that a shop owner understands, and types of variables are only
//     declared, so none can be trusted to hold what its opcode needs.
//   - We check types ourselves, before the rewriting: expr-lang's checker speaks of Go types and knows no dates as texts.
//   - Names of loops are snake_case as all functions are. The grammar knows sortBy; the source is changed before parsing,
//     byte for byte at the same places (source.go).
//   - find_last runs forwards through reduce, since the machine's backward loops leave values on the stack (lower_loop.go).
//   - The code of an expression is made by Compile, since only that finds every error, and let go; it is made again, out of the
//     source, when the program is first run, and kept from then on. Code is several times larger than all else of a program,
//     and most programs wait long for their first run, if it ever comes: documents are also compiled to be checked, compared
//     and drawn, and of those that run people go few ways. Making it costs some ten microseconds, once. It is the same road,
//     so there is no program that compiles and cannot be run.
//   - Machines are pooled. A machine is returned without the values it worked on.
//   - Escaping cannot be turned off from inside a template: there is no function that marks a value as safe.
//   - Format does not group digits, so that what it shows can be read back by number(); money() and format_number() do, with
//     no-break spaces where the language has spaces, so that a price is not cut in two at the end of a line.
package expr
