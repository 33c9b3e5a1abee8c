/** What there always is to read of the user, of what happened and of the chat, each with its type. */
export const user: readonly [string, string][] = [
	["first_name", "text"],
	["last_name", "text"],
	["name", "text"],
	["username", "text"],
	["language", "text"],
	["id", "number"],
	["tags", "list"],
	["roles", "list"],
	["premium", "bool"],
];
export const event: readonly [string, string][] = [
	["text", "text"],
	["label", "text"],
	["value", "any"],
	["payload", "text"],
	["args", "text"],
	["phone", "text"],
	["file", "object"],
	["latitude", "number"],
	["longitude", "number"],
	["body", "any"],
	["time", "date"],
	["kind", "text"],
];
export const chat: readonly [string, string][] = [
	["id", "number"],
	["type", "text"],
	["title", "text"],
];

/** Names whose words are ours: the namespace "values" has them, with "_" for the dot. */
export const ownTitles: ReadonlySet<string> = new Set([
	...user.map(([n]) => `user.${n}`),
	...event.map(([n]) => `event.${n}`),
	...chat.map(([n]) => `chat.${n}`),
	"item",
	"index",
]);
