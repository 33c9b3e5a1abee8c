import type { DiffItem } from "../api/publishing";
import type { BlockType, JsonSchema } from "../api/types";
import { durationWords, runsOf } from "../blocks/words";
import type { Block, BotDocument, Json } from "../flow/types";
import { isObject, steps } from "../form/pointer";
import { readRule, sourceOf } from "../form/rules";
import { inLanguage, resolve, titleOf } from "../form/schema";
import { insideOf } from "../packages/inside";
import { asTemplate, type Called, sentenceOf } from "../values/called";

/** What the words of a difference are made from. */
export interface Known {
	types: ReadonlyMap<string, BlockType>;
	/** Blocks of the documents on both sides, by id. */
	blocks: ReadonlyMap<string, Block>;
	flows: ReadonlyMap<string, string>;
	/** In which flow each block is. */
	places: ReadonlyMap<string, string>;
	/** How the bot's values are called. */
	called: Called;
	language: string;
	/** Words of the page: a key of namespace publish, and what to say where it has none. */
	say: (key: string, fallback?: string) => string;
}

/** Blocks and flows of both sides; the newer one names them. */
export function knownOf(documents: readonly (BotDocument | undefined)[]): Pick<Known, "blocks" | "flows" | "places"> {
	const blocks = new Map<string, Block>();
	const flows = new Map<string, string>();
	const places = new Map<string, string>();
	for (const document of documents) {
		for (const flow of document?.flows ?? []) {
			flows.set(flow.id, flow.name);
			for (const block of flow.blocks) {
				blocks.set(block.id, block);
				places.set(block.id, flow.id);
			}
		}
	}
	return { blocks, flows, places };
}

/** What the author calls a block, or else what its type is called. */
export function blockTitle(
	id: string,
	{ blocks, types, language }: Pick<Known, "blocks" | "types" | "language">,
): string {
	const title = (type: string) => inLanguage(types.get(type)?.title, language) || type;
	const block = blocks.get(id);
	const inside = insideOf(id); // of a block that is made of flows, which are in no document of the bot
	return (
		block?.label || title(block?.type ?? "") || (inside ? [...inside.types.map(title), inside.id].join(" › ") : id)
	);
}

/** The setting of a block that a pointer leads to, as the form calls it: "Buttons, 2, Label". */
export function fieldWords(item: DiffItem, known: Known): string {
	const [first, ...path] = steps(item.path);
	if (first === undefined) {
		return "";
	}
	if (first !== "config") {
		return known.say(`field.${first}`, first.replaceAll("_", " "));
	}
	const root = known.types.get(known.blocks.get(item.block ?? "")?.type ?? "")?.schema;
	const out: string[] = [];
	let at: JsonSchema | undefined = root && resolve(root, root).schema;
	for (const step of path) {
		const found: JsonSchema | undefined = at?.properties?.[step];
		if (found && root) {
			const there = resolve(root, found).schema;
			out.push(titleOf(there, step, known.language));
			at = there;
		} else if (/^\d+$/.test(step)) {
			out.push(String(Number(step) + 1));
			at = root && at?.items && resolve(root, at.items).schema;
		} else {
			out.push(known.say(`rule.${step}`, languageName(step, known.language) ?? step.replaceAll("_", " ")));
			at = root && isObject(at?.additionalProperties) ? resolve(root, at.additionalProperties).schema : undefined;
		}
	}
	return out.join(" › ");
}

function languageName(code: string, language: string): string | undefined {
	if (!/^[a-z]{2}$/.test(code)) {
		return undefined;
	}
	const name = new Intl.DisplayNames(language, { type: "language", fallback: "none" }).of(code);
	return name && name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** Parts of a document beside its blocks, as people call them. */
export function partWords(item: DiffItem, known: Known): string {
	const [part = "", ...path] = steps(item.path);
	const name = path.join(" › ");
	switch (part) {
		case "flows":
			if (path[1] === "edges") {
				return exitWords(path[2] ?? "", path[3] ?? "", known);
			}
			return known.flows.get(path[0] ?? "") ?? name;
		case "settings":
			return known.say(`setting.${path[0]}`, name.replaceAll("_", " "));
		case "variables":
			return known.called(name);
		case "tables":
			return name;
		default:
			return known.say(`part.${part}`, part.replaceAll("_", " "));
	}
}

/** A way out of a block: "Done" of a block with several ways, nothing for the plain way on. */
function exitWords(block: string, exit: string, known: Known): string {
	const type = known.types.get(known.blocks.get(block)?.type ?? "");
	const title = type?.exits.find((e) => e.name === exit)?.title;
	return title ? inLanguage(title, known.language) : (buttonLabel(known.blocks.get(block), exit, known) ?? exit);
}

/** The label of the button whose exit is named by its id. */
function buttonLabel(block: Block | undefined, exit: string, known: Known): string | undefined {
	const seek = (value: unknown): string | undefined => {
		if (Array.isArray(value)) {
			for (const v of value) {
				const found = seek(v);
				if (found !== undefined) {
					return found;
				}
			}
		} else if (isObject(value)) {
			if (value.id === exit && value.label !== undefined) {
				return valueWords(value.label, known);
			}
			return seek(Object.values(value));
		}
		return undefined;
	};
	return seek(block?.config);
}

/** A text without its marks, its values in quotes: nobody wants to read braces. */
export function textWords(text: string, { called }: Pick<Known, "called">): string {
	return runsOf(asTemplate(text), 4000, called)
		.map((run) => (run.value ? `‹${run.text}›` : run.text))
		.join("");
}

/** Any value as a person would say it; of a big one what it is about. */
export function valueWords(value: unknown, known: Known): string {
	if (typeof value === "string") {
		return /^(\d+[wdhms])+$/.test(value) ? durationWords(value, known.language) : textWords(value, known);
	}
	if (typeof value === "number") {
		return value.toLocaleString(known.language);
	}
	if (typeof value === "boolean") {
		return known.say(value ? "yes" : "no");
	}
	if (Array.isArray(value)) {
		return value
			.map((v) => valueWords(v, known))
			.filter((v) => v !== "")
			.join(", ");
	}
	if (!isObject(value)) {
		return "";
	}
	if (typeof value.to === "string" && known.blocks.has(value.to)) {
		return blockTitle(value.to, known);
	}
	const rule = readRule(value as Json);
	if (rule) {
		return sentenceOf(sourceOf(rule), known.called);
	}
	const own = value[known.language] ?? value.text ?? value.label ?? value.name ?? value.title ?? value.en;
	return own === undefined
		? Object.values(value)
				.map((v) => valueWords(v, known))
				.filter((v) => v !== "")
				.join(", ")
		: valueWords(own, known);
}

/** A declared variable: what people call it, what it holds, and its value at first. */
export function variableWords(variable: unknown, known: Known): string {
	if (!isObject(variable)) {
		return "";
	}
	const { title, type, default: first } = variable;
	const said = [
		typeof title === "string" ? title : "",
		known.say(`type.${type}`, String(type)),
		valueWords(first, known),
	];
	return said.filter((w) => w !== "").join(" · ");
}

/** What a block that comes or goes is about: its text, or nothing. */
export function aboutBlock(value: unknown, known: Known): string {
	if (!isObject(value) || !isObject(value.config)) {
		return "";
	}
	const text = value.config.text ?? value.config.question ?? value.config.caption ?? value.config.prompt;
	return text === undefined ? "" : valueWords(text, known);
}

/** All that differs at one block, or in the rest of the document. */
export interface Group {
	key: string;
	flow?: string;
	block?: string;
	items: DiffItem[];
}

/** Puts together what is at one block, in the order in which it was told. Ways out stand with the block they leave. */
export function grouped(items: readonly DiffItem[]): Group[] {
	const groups = new Map<string, Group>();
	for (const item of items) {
		const block = item.block;
		const key = block === undefined ? `part ${steps(item.path)[0]}` : `block ${item.flow} ${block}`;
		const group = groups.get(key);
		if (group) {
			group.items.push(item);
		} else {
			groups.set(key, { key, items: [item], ...(block !== undefined && { block, flow: item.flow }) });
		}
	}
	return [...groups.values()];
}

/** Whether an item is about the block as a whole: it came, went or is in another flow. */
export function isWhole(item: DiffItem): boolean {
	return item.block !== undefined && item.path === "";
}

/** Whether an item is a way out of a block. */
export function isWay(item: DiffItem): boolean {
	return item.path.startsWith("/flows/") && item.block !== undefined;
}
