package engine

// Keyed is a trigger that can say beforehand what it answers to. Check finds by it the triggers that never get a turn
// because another one takes their events first.
type Keyed interface {
	// Keys names what the trigger answers to, as kind:value: "command:start", "text:any:hello", "pattern:^a",
	// "button:buy", "webhook:orders", "error:". Two triggers with an equal key fit the same events. A command's name ends
	// at "@" or a space.
	Keys() []string
}
