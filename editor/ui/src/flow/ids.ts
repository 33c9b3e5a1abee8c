import type { BotDocument } from "./types";

const limit = 64;

/** Latin spelling of the Russian letters, from а to я in the order of the alphabet. */
const russian = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh sch  y  e yu ya".split(" ");

function latin(letter: string): string {
	return letter === "ё" ? "e" : (russian[letter.charCodeAt(0) - "а".charCodeAt(0)] ?? "");
}

/** A name as an id is written: small Latin letters, digits and _. Empty if nothing of it can be written so. */
export function slug(text: string): string {
	return text
		.toLowerCase()
		.replace(/[а-яё]/g, latin)
		.replaceAll("ß", "ss")
		.normalize("NFD")
		.replace(/[\u0300-\u036f]/g, "")
		.replace(/[^a-z0-9]+/g, "_")
		.replace(/^_+|_+$/g, "")
		.slice(0, limit - 8);
}

/** An id that a person can read and that nothing of taken has. */
export function freshID(taken: ReadonlySet<string>, ...wishes: string[]): string {
	const base = wishes.map(slug).find((s) => s !== "") ?? "block";
	if (!taken.has(base)) {
		return base;
	}
	for (let n = 2; ; n++) {
		const id = `${base}_${n}`;
		if (!taken.has(id)) {
			return id;
		}
	}
}

/** Ids of all blocks: they are unique in the whole bot, so that exits and figures need no flow. */
export function blockIDs(document: BotDocument): Set<string> {
	return new Set(document.flows.flatMap((f) => f.blocks.map((b) => b.id)));
}

export function flowIDs(document: BotDocument): Set<string> {
	return new Set(document.flows.map((f) => f.id));
}
