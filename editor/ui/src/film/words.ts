import type { Schemas } from "../api/client";
import type { Catalogue, Exit } from "../api/types";
import type { Block, BotDocument } from "../flow/types";
import { inLanguage } from "../form/schema";
import { insideOf } from "../packages/inside";
import type { Called } from "../values/called";

/** How the bot's author calls what a turn passed. */
export interface FilmWords {
	block(passed: Pick<Schemas["ChatPass"], "flow" | "block" | "type" | "label">): string;
	exit(passed: Pick<Schemas["ChatPass"], "block" | "type" | "exit">): string;
	/** Whether the block is still there to be shown. */
	has(block: string): boolean;
	/** Whether a block that was left by no exit waits; others end their flow. */
	waits(type: string): boolean;
	/** How a value is called that was set. */
	value: Called;
	/** The title of the block type that the block is inside of; undefined for one of the bot itself. */
	inside(block: string): string | undefined;
}

/** Words by a document; what is not in it any more is called by its type. */
export function filmWords(
	document: BotDocument,
	exits: Readonly<Record<string, readonly Exit[]>>,
	catalogue: Catalogue,
	language: string,
	called: Called,
	/** What is inside of block types that are made of flows, by whole names. */
	insides?: ReadonlyMap<string, Block>,
): FilmWords {
	const blocks = new Map(document.flows.flatMap((f) => f.blocks.map((b) => [b.id, b])));
	const types = new Map(catalogue.types.map((t) => [t.name, t]));
	const title = (type: string) => inLanguage(types.get(type)?.title, language) || type;
	const inside = (block: string) => insideOf(block)?.types.map(title).join(" › ");
	return {
		block({ block, type, label }) {
			const own = (blocks.get(block) ?? insides?.get(block))?.label || label || title(type) || block;
			const around = inside(block);
			return around === undefined ? own : `${around} › ${own}`;
		},
		value: called,
		inside,
		waits: (type) => types.get(type)?.waits ?? true,
		exit({ block, type, exit }) {
			const known = exits[block]?.find((e) => e.name === exit) ?? types.get(type)?.exits.find((e) => e.name === exit);
			return inLanguage(known?.title, language) || exit || "";
		},
		has: (block) => blocks.has(block),
	};
}
