import type { BlockType, JsonSchema } from "../api/types";
import type { NewBlock } from "../flow/blocks";
import { fieldOf } from "../flow/exits";
import type { Json } from "../flow/types";

/** Words of a new block, for the author to replace. */
export interface NewWords {
	text: string;
	prompt: string;
	branch: string;
}

/**
 * A block as the palette gives it: of the catalogue's example only what the type cannot do without, so that nobody has to
 * clear away somebody else's bot, and words that ask for the user's own where a text belongs.
 */
export function newBlock(type: BlockType, words: NewWords): NewBlock {
	if (type.package) {
		return { type: type.name, ...(type.version > 1 && { v: type.version }), config: chosen(type) };
	}
	const config: Record<string, Json | undefined> = {};
	for (const key of needed(type.schema, type.example)) {
		config[key] = fieldOf(type.example, key);
	}
	if (has(type, "prompt")) {
		config.prompt = { text: words.prompt };
	} else if (has(type, "text") && type.family === "message") {
		config.text = words.text;
	}
	if (type.name === "logic.condition") {
		// The rule of an example is about a value of its bot.
		config.branches = [{ id: "first", label: words.branch, if: { left: "event.text", op: "not_empty" } }];
	}
	const end = ends(type);
	return {
		type: type.name,
		...(type.version > 1 && { v: type.version }),
		config: structuredClone(config),
		...(end && { exits: { [end]: "end" } }),
	};
}

/**
 * The exit at which a conversation may well end, so that a bot can be tried while it is drawn. Where going no further would be
 * a mistake, such as after a payment, and at a way in, the check of the bot asks for more.
 */
function ends(type: BlockType): string | undefined {
	return type.trigger ? undefined : type.exits.find((e) => e.name === "next" || e.name === "answered")?.name;
}

/** Of a package's example only what has to be chosen: its words and secrets are those of somebody else's bot. */
function chosen({ schema, example }: BlockType): Record<string, Json> {
	const out: Record<string, Json> = {};
	for (const key of schema.required ?? []) {
		const value = fieldOf(example, key);
		const setting = schema.properties?.[key];
		if (value !== undefined && (setting?.enum || typeof value === "number" || typeof value === "boolean")) {
			out[key] = value;
		}
	}
	return out;
}

function has(type: BlockType, field: string): boolean {
	return type.schema.properties?.[field] !== undefined && fieldOf(type.example, field) !== undefined;
}

/** Fields that the schema demands; where it demands none, all of the example but its buttons and times, and its variable, which this bot has not. */
function needed(schema: JsonSchema, example: Json): string[] {
	if (schema.required && schema.required.length > 0) {
		const extra = ["amount", "currency"].filter((k) => fieldOf(example, k) !== undefined);
		return [...new Set([...schema.required, ...extra])];
	}
	const keys = typeof example === "object" && example !== null && !Array.isArray(example) ? Object.keys(example) : [];
	return keys.filter((k) => !["buttons", "timeout", "reminders", "skip", "cancel", "other", "save_to"].includes(k));
}
