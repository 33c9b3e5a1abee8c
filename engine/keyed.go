package engine

// Keyed is a trigger that can say beforehand what it answers to. Check finds by it the triggers that never get a turn
// because another one takes their events first.
type Keyed interface {
	// Keys names what the trigger answers to, as kind:value: "command:start", "text:any:hello", "pattern:^a",
	// "button:buy", "webhook:orders", "error:". Two triggers with an equal key fit the same events. A command's name ends
	// at "@" or a space.
	Keys() []string
}

// Narrower is a trigger that fits only events that wider ones fit too, and better than they do. Check finds by it that a
// wider one of a higher priority leaves it none.
type Narrower interface {
	// Within gives the keys of those wider triggers.
	Within() []string
}
