package engine

// SessionBytes and ValueBytes are what the engine takes the sizes of a session and of a value for.
func SessionBytes(s *Session) int { return s.bytes() }

// ValueBytes is the size of one value.
func ValueBytes(x any) int { return valueBytes(x) }
