import type { Command } from "./command";
import type { Block, BotDocument } from "./types";

/** Whether a block type is a package of its own, vendor/name, and not one of ours, family.name. */
export function isPackage(type: string): boolean {
	return type.includes("/");
}

export function vendorOf(type: string): string {
	return type.split("/", 1)[0] ?? type;
}

/** Pins a version of a package, whatever was pinned before. */
export function pin(type: string, version: string): Command {
	return {
		name: "command.update_block",
		run: (d) => (d.uses?.[type] === version ? d : withUses(d, { ...d.uses, [type]: version })),
	};
}

/** Pins what is not pinned yet: a bot goes on with the version that it has, wherever a block of another one comes from. */
export function pinned(document: BotDocument, uses: Readonly<Record<string, string>>): BotDocument {
	const missing = Object.entries(uses).filter(([type]) => document.uses?.[type] === undefined);
	return missing.length === 0 ? document : withUses(document, { ...document.uses, ...Object.fromEntries(missing) });
}

/** The pins of the packages that some blocks are of. */
export function usesOf(document: BotDocument, blocks: readonly Block[]): Record<string, string> {
	const types = new Set(blocks.map((b) => b.type));
	return Object.fromEntries(Object.entries(document.uses ?? {}).filter(([type]) => types.has(type)));
}

/** The document after an edit without the pins whose last block the edit took away. */
export function withoutUnused(before: BotDocument, after: BotDocument): BotDocument {
	if (!after.uses) {
		return after;
	}
	const [had, has] = [typesOf(before), typesOf(after)];
	const kept = Object.entries(after.uses).filter(([type]) => has.has(type) || !had.has(type));
	return kept.length === Object.keys(after.uses).length ? after : withUses(after, Object.fromEntries(kept));
}

/** The document with other pins; without the field where there are none, as the server writes it. */
export function withUses(document: BotDocument, uses: Record<string, string>): BotDocument {
	const { uses: _old, ...rest } = document;
	return Object.keys(uses).length > 0 ? { ...rest, uses } : rest;
}

/** Blocks of a type, with their flows. */
export function blocksOf(document: BotDocument, type: string): { flow: string; block: Block }[] {
	return document.flows.flatMap((f) => f.blocks.filter((b) => b.type === type).map((block) => ({ flow: f.id, block })));
}

function typesOf(document: BotDocument): Set<string> {
	return new Set(document.flows.flatMap((f) => f.blocks.map((b) => b.type)));
}
