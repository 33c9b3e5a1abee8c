import type { JsonSchema, Text } from "../api/types";
import { isObject } from "./pointer";

/** Every way in which a setting is shown. */
export type Widget =
	| "template"
	| "line"
	| "link"
	| "value"
	| "expression"
	| "condition"
	| "buttons"
	| "variable"
	| "duration"
	| "money"
	| "currency"
	| "date"
	| "time"
	| "times"
	| "time_zone"
	| "language"
	| "languages"
	| "asset"
	| "secret"
	| "flow"
	| "flows"
	| "block"
	| "blocks"
	| "table"
	| "column"
	| "columns"
	| "json"
	| "pattern"
	| "place"
	| "choice"
	| "choices"
	| "switch"
	| "number"
	| "text"
	| "words"
	| "map"
	| "list"
	| "group"
	| "unknown";

const named: ReadonlySet<string> = new Set<Widget>([
	"template",
	"line",
	"link",
	"value",
	"expression",
	"condition",
	"buttons",
	"variable",
	"duration",
	"time_zone",
	"language",
	"asset",
	"secret",
	"flow",
	"flows",
	"block",
	"blocks",
	"table",
	"column",
	"columns",
	"json",
	"pattern",
	"date",
	"time",
]);

/**
 * The settings whose schema says less than what they are: amounts in the smallest units of a currency, times, and so on, by
 * the name of the definition or the block type and that of the setting.
 */
const known: Readonly<Record<string, Widget>> = {
	"payment.invoice/amount": "money",
	"payment.invoice/max_tip": "money",
	"payment.line/amount": "money",
	"payment.way/amount": "money",
	"payment.invoice/currency": "currency",
	"payment.invoice/provider": "secret",
	"trigger.payment/min": "money",
	"trigger.payment/max": "money",
	"trigger.payment/currency": "currency",
	"trigger.schedule/at": "times",
	"trigger.schedule/date": "date",
	"trigger.schedule/start": "date",
	"trigger.schedule/end": "date",
	"trigger.start_link/expires": "date",
	"engine.ActiveHours/from": "time",
	"engine.ActiveHours/to": "time",
	"logic.delay/at": "time",
	"data.languageAsk/languages": "languages",
};

/** A part of a schema with its reference followed; what stands beside the reference wins. `name` is the definition's. */
export interface Resolved {
	schema: JsonSchema;
	name: string;
}

export function resolve(root: JsonSchema, schema: JsonSchema): Resolved {
	let out = schema;
	let name = "";
	for (let depth = 0; out.$ref !== undefined && depth < 16; depth++) {
		const { $ref, ...beside } = out;
		if ($ref === "#") {
			return { schema: { ...root, ...beside }, name };
		}
		name = decodeURIComponent($ref.replace(/^#\/\$defs\//, "")).replaceAll("~1", "/");
		const definition = root.$defs?.[name];
		if (!definition) {
			return { schema: beside, name };
		}
		out = { ...definition, ...beside };
	}
	return { schema: out, name };
}

/** How a setting is shown. `owner` is the definition or block type that it belongs to, `key` its name there. */
export function widgetOf(root: JsonSchema, schema: JsonSchema, owner = "", key = ""): Widget {
	const s = resolve(root, schema).schema;
	const ours = known[`${owner}/${key}`];
	if (ours) {
		return ours;
	}
	const wanted = s["x-widget"];
	if (wanted !== undefined && named.has(wanted)) {
		return wanted as Widget;
	}
	if (s.enum) {
		return "choice";
	}
	switch (s.type) {
		case "boolean":
			return "switch";
		case "integer":
		case "number":
			return "number";
		case "string":
			return "text";
		case "array":
			return listWidget(root, s);
		case "object":
			return s.properties ? "group" : isObject(s.additionalProperties) ? "map" : "json";
		default:
			return "json";
	}
}

function listWidget(root: JsonSchema, s: JsonSchema): Widget {
	const item = s.items && resolve(root, s.items).schema;
	if (!isObject(item)) {
		return "json";
	}
	if (item.enum) {
		return "choices";
	}
	return item.type === "string" && item["x-widget"] === undefined ? "words" : "list";
}

/** A text in the language, else in English. */
export function inLanguage(text: Text | undefined, language: string): string {
	return text?.[language] || text?.en || "";
}

/** How a setting is called. */
export function titleOf(schema: JsonSchema, key: string, language: string): string {
	return inLanguage(schema["x-title"], language) || schema.title || key.replaceAll("_", " ");
}

/** What a setting does, in a sentence; empty if nothing is said. */
export function helpOf(schema: JsonSchema, language: string): string {
	return inLanguage(schema["x-help"], language) || schema.description || "";
}

/**
 * A help with choices called as the field calls them: «Оставить», not keep. In English a choice is often a word that the sentence
 * uses, too, so that only those are replaced that are no word at all or stand where a choice is told: "text keeps it as a text, none
 * or file". The title is given with its quotes; undefined where there is none but the choice itself.
 */
export function withChoices(
	help: string,
	choices: readonly unknown[],
	title: (choice: string) => string | undefined,
	language: string,
): string {
	const known = new Set(choices);
	return help.replace(/(?<![\w./])[A-Za-z]\w*(?![\w/])/g, (word, at: number) =>
		known.has(word) && (language !== "en" || word.includes("_") || toldAt.test(help.slice(0, at)))
			? (title(word) ?? word)
			: word,
	);
}

/** What stands before a choice that is told: the beginning of the help or of a part of it. */
const toldAt = /(?:^|[.,;:] |\b(?:or|and) )$/;

/** The choices that a setting offers, its own or those of its entries. */
export function choicesOf(schema: JsonSchema): readonly unknown[] {
	const items = typeof schema.items === "object" && !Array.isArray(schema.items) ? schema.items : undefined;
	return schema.enum ?? items?.enum ?? [];
}

/** The value that a setting begins with when it is added: the least that the schema lets stand. */
export function blank(root: JsonSchema, schema: JsonSchema): import("../flow/types").Json {
	const s = resolve(root, schema).schema;
	if (s.default !== undefined) {
		return s.default;
	}
	if (s.enum?.[0] !== undefined) {
		return s.enum[0];
	}
	switch (widgetOf(root, schema)) {
		case "duration":
			return "10m";
		case "group":
			return Object.fromEntries(
				(s.required ?? []).map((key) => [key, blank(root, s.properties?.[key] ?? {})] as const),
			);
		case "map":
		case "columns":
			return {};
		case "list":
			return Array.from({ length: s.minItems ?? 0 }, () => blank(root, s.items ?? {}));
		case "buttons":
		case "choices":
		case "words":
		case "flows":
		case "blocks":
			return [];
		case "switch":
			return false;
		case "number":
			return s.minimum ?? 0;
		default:
			return "";
	}
}
