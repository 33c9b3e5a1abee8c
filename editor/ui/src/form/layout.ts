import type { JsonSchema } from "../api/types";
import { isObject, type JsonObject } from "./pointer";

/** Settings that few bots need, of whatever type: they wait under "More" until they have a value. */
const rare: ReadonlySet<string> = new Set([
	...[
		"variations",
		"slot",
		"silent",
		"protect",
		"preview",
		"reply",
		"delete_after",
		"effect",
		"anyone",
		"split",
		"list",
	],
	...[
		"keyboard",
		"edit",
		"old_buttons",
		"after_press",
		"after_answer",
		"interrupt",
		"delete_answer",
		"messages",
		"attempts",
	],
	...[
		"reminders",
		"skip",
		"back",
		"cancel",
		"timeout",
		"above",
		"spoiler",
		"name",
		"max_megabytes",
		"only_buttons",
		"or_send",
	],
	...["when_busy", "priority", "chat_types", "languages", "who", "once_per", "cooldown", "hours", "disabled"],
	...[
		"retries",
		"retry_pause",
		"idempotent",
		"answer",
		"max_bytes",
		"expect",
		"cache",
		"rate",
		"status_exits",
		"headers",
	],
	...[
		"id",
		"icon",
		"login",
		"inline",
		"inline_here",
		"inline_chosen",
		"copy",
		"game",
		"event",
		"data",
		"show_if",
		"selective",
	],
	...[
		"force_reply",
		"jitter",
		"window",
		"zone",
		"cancel_on_message",
		"cancel_on_event",
		"cancel_on_webhook",
		"spread",
		"late",
	],
	...[
		"cron",
		"start",
		"end",
		"month_days",
		"index",
		"pause",
		"words",
		"other",
		"page_size",
		"columns",
		"exit_per_option",
	],
	...["goods", "photo", "provider_data", "max_tip", "tips", "need_name", "need_phone", "need_email", "need_address"],
	...[
		"send_phone",
		"send_email",
		"shipping",
		"no_shipping_text",
		"cancel_label",
		"max_payments",
		"pay_label",
		"prices",
		"lines",
	],
	...[
		"first_touch",
		"last_touch",
		"referrer",
		"max_uses",
		"used_up_text",
		"expired_text",
		"paid_text",
		"cancelled_text",
		"partner",
	],
	...[
		"content_type",
		"omit_empty",
		"part",
		"when",
		"required",
		"dedupe",
		"status",
		"fuzzy",
		"captions",
		"besides",
		"optional",
	],
	...[
		"key",
		"reason",
		"for",
		"group",
		"lifetime",
		"percent_full",
		"position",
		"ttl",
		"give_up_after",
		"user_agent",
		"progress",
	],
]);

/** Settings that mean something only beside one choice of another: definition, then the choice, then its settings. */
const beside: Readonly<Record<string, { choice: string; settings: Readonly<Record<string, readonly string[]>> }>> = {
	"http.body": {
		choice: "kind",
		settings: { json: ["json"], form: ["fields"], multipart: ["fields", "files"], text: ["text"] },
	},
	"http.auth": {
		choice: "kind",
		settings: { bearer: ["token"], basic: ["user", "password"], header: ["name", "token"], query: ["name", "token"] },
	},
	"data.file": { choice: "to", settings: { keep: ["keep_for"], upload: ["upload"] } },
};

/** Whether another setting's choice makes this one mean nothing, or all. */
function besideChoice(owner: string, key: string, value: JsonObject): boolean | undefined {
	const found = beside[owner];
	if (!found || !Object.values(found.settings).flat().includes(key)) {
		return undefined;
	}
	const chosen = value[found.choice];
	return typeof chosen === "string" ? (found.settings[chosen]?.includes(key) ?? false) : undefined;
}

/** Settings that mean nothing without another one: of a type, which they are and what they need. */
const withOther: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	"message.album": { kind: "list", value: "list" },
};

/** What a block is about stands first; what may be left out as a group stands last. */
const first: readonly string[] = ["kind", "asset", "prompt", "text", "options", "question", "title", "description"];

function rank(schema: JsonSchema, key: string): number {
	const at = first.indexOf(key);
	// A description is about what has a title; alone it is one setting among others.
	const alone = key === "description" && !schema.properties?.title;
	if (at >= 0 && !alone) {
		return at;
	}
	return schema.properties?.[key]?.$ref && !schema.required?.includes(key) && key.match(/^(skip|back|cancel|other)$/)
		? 99
		: 50;
}

/** Settings that the editor fills in itself where nobody wrote them. */
export function isOwn(key: string, schema: JsonSchema): boolean {
	return key === "id" && schema.type === "string";
}

export interface Layout {
	main: string[];
	more: string[];
}

/**
 * Which settings of an object stand in view and which wait under "More". Whatever has a value, is required or is in the
 * type's example stands in view; of a type's other settings those that are not rare.
 */
export function layoutOf(
	schema: JsonSchema,
	owner: string,
	value: JsonObject,
	example: unknown,
	shown: ReadonlySet<string>,
): Layout {
	const main: string[] = [];
	const more: string[] = [];
	const sample = isObject(example) ? example : {};
	for (const [key, property] of Object.entries(schema.properties ?? {})) {
		const needs = withOther[owner]?.[key];
		const inView =
			!isOwn(key, property) &&
			(shown.has(key) ||
				value[key] !== undefined ||
				schema.required?.includes(key) ||
				Object.hasOwn(sample, key) ||
				(besideChoice(owner, key, value) ?? (needs === undefined ? !rare.has(key) : value[needs] !== undefined)));
		(inView ? main : more).push(key);
	}
	main.sort((a, b) => rank(schema, a) - rank(schema, b));
	// A long form of which nothing is marked as rare shows what it needs, and a few more.
	const least = 8;
	if (main.length > least + 4) {
		const kept = main.filter(
			(key, i) =>
				i < least || shown.has(key) || value[key] !== undefined || schema.required?.includes(key) || key in sample,
		);
		return { main: kept, more: Object.keys(schema.properties ?? {}).filter((key) => !kept.includes(key)) };
	}
	return { main, more };
}
