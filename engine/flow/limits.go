package flow

// Limits of a document. They bound what one bot may cost the process that hosts it, and are far above what a person
// draws by hand. Lengths count Unicode characters unless the name says bytes.
const (
	MaxDocumentBytes = 4 << 20 // source text of one document
	MaxDepth         = 64      // objects and lists inside each other; the document itself is the first
	MaxProblems      = 100     // problems that one LoadError lists

	MaxFlows     = 500    // flows of a bot
	MaxBlocks    = 10_000 // blocks of a bot, all flows together
	MaxEdges     = 40_000 // edges of a bot, all flows together
	MaxNotes     = 1_000  // notes and frames of a bot, all flows together
	MaxVariables = 1_000  // declared variables of a bot
	MaxParams    = 50     // params of one flow
	MaxTables    = 50     // tables of a bot
	MaxColumns   = 50     // columns of one table
	MaxRows      = 500    // rows of one table that the document brings along
	MaxLanguages = 100    // languages of a bot
	MaxSecrets   = 200    // secrets that a bot names
	MaxUses      = 200    // packages of block types that a bot uses
	MaxRoles     = 50     // roles of one block

	MaxIDLength         = 64     // ids of flows and blocks, names of variables, params, secrets and roles
	MaxTypeLength       = 64     // block types
	MaxVersionLength    = 64     // versions of packages
	MaxExitLength       = 128    // exit names, which may carry the id of a button or a choice
	MaxNameLength       = 100    // names of the bot and its flows, labels, titles of variables and goals
	MaxNoteLength       = 4_000  // notes and the bot's description
	MaxTextLength       = 4_096  // one text of the settings: Telegram Bot API, sendMessage.text
	MaxExpressionLength = 4_096  // expressions of the envelope
	MaxDefaultBytes     = 16_384 // default of one variable, in its canonical form

	MaxConfigVersion = 1_000         // config version of a block
	MaxRetries       = 10            // repeats of a block after a retryable trouble
	MaxCost          = 1_000_000_000 // unit cost of a pass of a block
	MaxCoordinate    = 10_000_000    // distance from the middle of the canvas, in pixels
	MaxInteger       = 1<<53 - 1     // whole numbers beyond it lose digits in browsers and in float64
)
