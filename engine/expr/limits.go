package expr

// Limits of one compilation and one evaluation (one Eval, one Test, or one whole Render). Passing a compile limit or a run
// limit is an *Error with code "budget". They are chosen so that the worst expression stays under 50 ms and 16 MB on one
// core; limits_test.go holds every one of them to its number.
const (
	// MaxSource is the greatest length of an expression, in bytes.
	MaxSource = 16 << 10

	// MaxTemplate is the greatest length of a template, in bytes.
	MaxTemplate = 64 << 10

	// MaxNodes is the greatest number of parts (names, constants, operators, calls) in an expression. A part that the
	// grammar repeats (the middle of `a < b < c`) counts each time.
	MaxNodes = 500

	// MaxTokens is the greatest number of words and signs in an expression; it keeps brackets and signs, which are not
	// parts, from nesting the parser too deeply.
	MaxTokens = 4 * MaxNodes

	// MaxText is the greatest length of a text made by an expression or a template, in bytes.
	MaxText = 256 << 10

	// MaxList is the greatest number of items in a list, or of fields in an object, made by a function.
	MaxList = 10_000

	// MaxDepth is how deep lists and objects may be inside each other in a value that is compared, shown or returned.
	MaxDepth = 64

	// MaxSteps is the work of one evaluation: a call or a turn of a loop is one step, and so are 32 bytes of text or 8
	// items of a list that are read.
	MaxSteps = 100_000

	// MaxMemory is how much one evaluation may make in all, in bytes, counting what it no longer holds.
	MaxMemory = 8 << 20

	// MaxPattern is the greatest length of a regular expression, or of the pattern of a date, in bytes.
	MaxPattern = 500

	// MaxPatternSize is the greatest size of a regular expression after its repeats are written out, in instructions.
	MaxPatternSize = 2000
)

// vmBudget bounds the items that the virtual machine itself puts into lists and objects, on top of MaxMemory.
const vmBudget = 100_000
