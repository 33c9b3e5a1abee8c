import type { BlockType, Exit } from "../api/types";
import type { Block, Json } from "./types";

/**
 * Exits of a block as far as the page knows them: the server's last answer, with the exits of buttons that were added or
 * removed since. The server's next answer takes their place.
 */
export function exitsOf(block: Block, type: BlockType | undefined, known: readonly Exit[] | undefined): Exit[] {
	const exits = [...(known ?? type?.exits ?? [])];
	const buttons = buttonsOf(block.config);
	const made = new Map(buttons.map((b) => [`button:${b.id}`, b.label]));
	const kept = exits.filter((e) => !e.name.startsWith("button:") || made.has(e.name) || !listsButtons(block.config));
	const had = new Set(kept.map((e) => e.name));
	return [
		...[...made].filter(([name]) => !had.has(name)).map(([name, label]) => ({ name, title: { en: label } })),
		...kept,
	];
}

/** What a button can do other than leave by its exit. */
const elsewhere = ["url", "web_app", "login", "inline", "inline_here", "inline_chosen", "copy", "game", "event"];

/** Buttons of a message that have an exit of their own: those with an id that open nothing. */
function buttonsOf(config: Json | undefined): { id: string; label: string }[] {
	const rows = fieldOf(config, "buttons");
	if (!Array.isArray(rows)) {
		return [];
	}
	return rows.flatMap((row) =>
		(Array.isArray(row) ? row : []).flatMap((button) => {
			const id = fieldOf(button, "id");
			const opens = elsewhere.some((field) => fieldOf(button, field) !== undefined);
			return typeof id === "string" && id !== "" && !opens
				? [{ id, label: textOf(fieldOf(button, "label")) || id }]
				: [];
		}),
	);
}

/** A message whose buttons are all written down; others, such as those of a list, only the server knows. */
function listsButtons(config: Json | undefined): boolean {
	return Array.isArray(fieldOf(config, "buttons")) && fieldOf(config, "list") === undefined;
}

export function fieldOf(value: Json | undefined, ...path: string[]): Json | undefined {
	let at: Json | undefined = value;
	for (const key of path) {
		if (typeof at !== "object" || at === null || Array.isArray(at)) {
			return undefined;
		}
		at = at[key];
	}
	return at;
}

/** A text of a config in one language: a plain string, or one of several by language. */
export function textOf(value: Json | undefined, ...languages: string[]): string {
	if (typeof value === "string") {
		return value;
	}
	if (typeof value === "number" || typeof value === "boolean") {
		return String(value);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		return "";
	}
	for (const language of languages) {
		const text = value[language];
		if (typeof text === "string" && text !== "") {
			return text;
		}
	}
	const any = Object.values(value).find((v) => typeof v === "string");
	return typeof any === "string" ? any : "";
}
