/** Who sent an update, and what. */
export interface LetterWords {
	who: string;
	/** What they wrote; empty for something else, such as a press of a button. */
	text: string;
	/** What kind of update it is, as Telegram calls it. */
	kind: string;
}

/** Reads what a person wants to know out of an update as Telegram sent it. */
export function letterWords(update: string): LetterWords {
	const unknown = { who: "", text: "", kind: "" };
	let parsed: unknown;
	try {
		parsed = JSON.parse(update);
	} catch {
		return unknown;
	}
	const found = Object.entries(fields(parsed)).find(([name]) => name !== "update_id");
	if (!found) {
		return unknown;
	}
	const [kind, value] = found;
	const about = fields(value);
	const from = fields(about.from);
	const name = [from.first_name, from.last_name].filter((n) => typeof n === "string").join(" ");
	return {
		kind,
		who: name || (typeof from.username === "string" ? `@${from.username}` : ""),
		text: [about.text, about.caption].find((t) => typeof t === "string") ?? "",
	};
}

function fields(value: unknown): Record<string, unknown> {
	return typeof value === "object" && value !== null ? { ...value } : {};
}
