package flow

// Scopes of a declared variable: whose value it is and how long it lives.
const (
	ScopeSession   = "session"
	ScopeUser      = "user"
	ScopeChat      = "chat"
	ScopeBot       = "bot"
	ScopeWorkspace = "workspace"
)

// Scopes lists the scopes, the shortest-lived first.
func Scopes() []string {
	return []string{ScopeSession, ScopeUser, ScopeChat, ScopeBot, ScopeWorkspace}
}
