package engine

// EventValues is what expressions see of an event.
func EventValues(ev *Event) map[string]any { return eventValues(ev) }
