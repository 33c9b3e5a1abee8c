import type { Block, BotDocument, Json } from "./types";

/** Where something stands, with the text around it. */
export interface Hit {
	flow: string;
	/** Missing for the flow's own name and note. */
	block?: string;
	text: string;
}

/**
 * Finds words in names, notes, texts and settings, in all languages of the bot. Values are the names of those that are called by
 * the words: where they stand is found, too.
 */
export function search(document: BotDocument, words: string, values: readonly string[] = [], most = 50): Hit[] {
	const wanted = words.trim().toLowerCase();
	if (wanted === "") {
		return [];
	}
	const named = values.length > 0 ? naming(values) : undefined;
	return hits(document, (text) => text.toLowerCase().includes(wanted) || named?.test(text) === true, most);
}

/** What finds one of the names, such as user.name, in texts and expressions. */
function naming(names: readonly string[]): RegExp {
	const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`(?<![\\p{L}\\p{Nd}_.])(?:${escaped.join("|")})(?![\\p{L}\\p{Nd}_])`, "u");
}

/** Blocks in whose texts and expressions a variable stands, such as user.name. */
export function usesOfVariable(document: BotDocument, name: string, most = 200): Hit[] {
	const pattern = naming([name]);
	return hits(document, (text) => pattern.test(text), most);
}

/** Blocks that send a file of the library. */
export function usesOfFile(document: BotDocument, name: string): Hit[] {
	return blocksWhere(document, (block) => strings(block.config).some((s) => s.key === "asset" && s.text === name));
}

/** Blocks that go into a flow or call it. */
export function usesOfFlow(document: BotDocument, id: string): Hit[] {
	return blocksWhere(document, (block) => strings(block.config).some((s) => s.key === "flow" && s.text === id));
}

/** Blocks that lead to a block: by an edge, or by jumping. */
export function usesOfBlock(document: BotDocument, id: string): Hit[] {
	const edges = document.flows.flatMap((f) => f.edges.filter((e) => e.to === id).map((e) => e.from));
	return blocksWhere(
		document,
		(block) => edges.includes(block.id) || strings(block.config).some((s) => s.key === "block" && s.text === id),
	);
}

function blocksWhere(document: BotDocument, is: (block: Block) => boolean): Hit[] {
	return document.flows.flatMap((flow) =>
		flow.blocks.filter(is).map((block) => ({ flow: flow.id, block: block.id, text: block.label ?? "" })),
	);
}

function hits(document: BotDocument, is: (text: string) => boolean, most: number): Hit[] {
	const out: Hit[] = [];
	for (const flow of document.flows) {
		const own = [flow.name, flow.note ?? ""].find(is);
		if (own !== undefined && own !== "") {
			out.push({ flow: flow.id, text: own });
		}
		for (const block of flow.blocks) {
			const texts = [block.label, block.note, block.skip_if, block.goal, block.id].filter((t) => t !== undefined);
			const found = texts.find(is) ?? strings(block.config).find((s) => is(s.text))?.text;
			if (found !== undefined) {
				out.push({ flow: flow.id, block: block.id, text: found });
			}
			if (out.length >= most) {
				return out;
			}
		}
	}
	return out;
}

/** All texts of a config with the field that each stands in. */
function strings(value: Json | undefined, key = ""): { key: string; text: string }[] {
	if (typeof value === "string") {
		return [{ key, text: value }];
	}
	if (Array.isArray(value)) {
		return value.flatMap((v) => strings(v, key));
	}
	if (typeof value === "object" && value !== null) {
		return Object.entries(value).flatMap(([k, v]) => strings(v, k));
	}
	return [];
}
