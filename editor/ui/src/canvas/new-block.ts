import type { BlockType } from "../api/types";
import type { NewBlock } from "../flow/blocks";
import { fieldOf } from "../flow/exits";
import type { Json } from "../flow/types";

/** Words of a new block, for the author to replace. */
export interface NewWords {
	text: string;
	prompt: string;
	branch: string;
	/** What is sold, what somebody is called who bought, what somebody writes, and what a command of the menu does. */
	product: string;
	tag: string;
	said: string;
	command: string;
	/** Two things to choose from. */
	options: readonly [string, string];
}

/**
 * What a block keeps of the catalogue's example where its schema demands nothing: without it the block would do nothing, or
 * has nothing to begin with. Questions keep nothing: limits are for the author to set.
 */
const kept: Readonly<Record<string, readonly string[]>> = {
	"ask.amount": ["currency"],
	"contact.ban": ["contact", "for"],
	"data.file": ["file", "to"],
	"http.reply": [],
	"logic.delay": ["for"],
	"logic.once": [],
	"logic.return": [],
	"logic.wait_event": ["event"],
	"message.typing": ["for"],
	"notify.staff": [],
	"promo.redeem": [],
	"trigger.error": [],
	"trigger.fallback": [],
	"trigger.payment": [],
	"trigger.schedule": ["at"],
	"trigger.start_link": ["code"],
	"trigger.text": ["words"],
};

/** What blocks begin with instead of what the example has of another bot: its values, flows, tables and words. */
function starts({
	branch,
	options: [first, second],
	text,
	product,
	tag,
	said,
	command,
}: NewWords): Record<string, Record<string, Json>> {
	const written: Json = { left: "event.text", op: "not_empty" };
	return {
		"ask.choice": {
			options: [
				{ id: "first", label: first },
				{ id: "second", label: second },
			],
		},
		"data.field": { fields: [{ field: "user.first_name", value: "{{ event.text }}" }] },
		"data.table.add": { table: "", values: {} },
		"data.table.delete": { table: "", row: "" },
		"data.table.find": { table: "" },
		"data.table.get": { table: "", row: "" },
		"data.table.update": { table: "", row: "" },
		"data.tag": { tags: [tag] },
		"data.variable": { assignments: [{ var: "", value: "" }] },
		"growth.gate": { chats: [{ chat: "@my_channel" }] },
		"logic.call": { flow: "" },
		"logic.condition": { branches: [{ id: "first", label: branch, if: written }] },
		"logic.foreach": { list: "" },
		"logic.jump": { flow: "" },
		"logic.split": {
			branches: [
				{ id: "first", label: first, weight: 50 },
				{ id: "second", label: second, weight: 50 },
			],
		},
		"logic.switch": { value: "{{ event.text }}", cases: [{ id: "yes", test: "yes" }] },
		"logic.while": { if: written },
		"message.album": { items: [{ url: "https://example.com/1.jpg" }] },
		"message.commands": { commands: [{ command: "start", description: command }] },
		"message.menu": {
			items: [
				{ id: "first", label: first, text },
				{ id: "second", label: second, text },
			],
		},
		"message.list": { items: "", item: "{{ index + 1 }}. {{ item.name }}" },
		"payment.invoice": { title: product },
		"promo.issue": { kind: "percent", value: 10 },
		"promo.redeem": { code: "{{ event.text }}" },
		"trigger.text": { words: [said] },
	};
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
	for (const key of needed(type)) {
		config[key] = fieldOf(type.example, key);
	}
	if (has(type, "prompt")) {
		config.prompt = { text: words.prompt };
	} else if (has(type, "text") && (type.family === "message" || type.family === "notify")) {
		config.text = words.text;
	}
	Object.assign(config, starts(words)[type.name]);
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

/** Fields that the schema demands; where it demands none, those that are kept, else all of the example. */
function needed({ name, family, schema, example }: BlockType): string[] {
	if (schema.required && schema.required.length > 0) {
		const extra = ["amount", "currency"].filter((k) => fieldOf(example, k) !== undefined);
		return [...new Set([...schema.required, ...extra])];
	}
	const own = kept[name] ?? (family === "ask" ? [] : undefined);
	const keys = typeof example === "object" && example !== null && !Array.isArray(example) ? Object.keys(example) : [];
	return keys.filter(
		(k) => own?.includes(k) ?? !["buttons", "timeout", "reminders", "skip", "cancel", "save_to"].includes(k),
	);
}
