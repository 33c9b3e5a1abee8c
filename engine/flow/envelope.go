package flow

// What Block.Exits says of an exit without an edge.
const (
	ExitEnd     = "end"     // the session stops here on purpose
	ExitInherit = "inherit" // the flow's handler takes over, then the bot's
)

// Values of Block.OncePer.
const (
	OncePerUser    = "user"
	OncePerDay     = "day"
	OncePerSession = "session"
)
