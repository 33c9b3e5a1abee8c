package telegram

// The pure text functions, which tests try far harder than messages could.
var (
	Split     = split
	PlainText = plainText
	UTF16Len  = utf16Len
)

// Entity is an entity of an incoming text.
type Entity = incomingEntity

// EntitiesHTML is what incoming texts go through.
var EntitiesHTML = entitiesHTML
