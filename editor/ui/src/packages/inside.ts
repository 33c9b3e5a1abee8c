import { equal } from "../flow/equal";
import type { Block, BotDocument, Flow } from "../flow/types";

/** Where a block is that is inside of a block type which is made of flows, such as "acme/order:acme/address:ask". */
export interface InsidePlace {
	/** The types that it is inside of, the outermost first. */
	types: string[];
	id: string;
}

/** Takes the name of a block or a flow apart; undefined for what stands in the bot itself. */
export function insideOf(name: string): InsidePlace | undefined {
	const types = name.split(":");
	const id = types.pop();
	return types.length > 0 && id !== undefined ? { types, id } : undefined;
}

/** A block that is not in both versions of a package, or not the same in both. */
export interface InsideChange {
	block: Block;
	flow: string;
	change: "added" | "removed" | "changed";
}

/** What differs in the flows that two versions of a package are made of: blocks, their settings, and where they lead. */
export function insideChanges(old: BotDocument | undefined, next: BotDocument | undefined): InsideChange[] {
	const was = placesOf(old);
	const is = placesOf(next);
	const now = [...is.values()].flatMap(({ block, flow, leads }): InsideChange[] => {
		const before = was.get(block.id);
		if (!before) {
			return [{ block, flow: flow.name, change: "added" }];
		}
		const same = equal(shown(before.block), shown(block)) && equal(before.leads, leads) && before.flow.id === flow.id;
		return same ? [] : [{ block, flow: flow.name, change: "changed" }];
	});
	const gone = [...was.values()].filter(({ block }) => !is.has(block.id));
	return [...now, ...gone.map(({ block, flow }): InsideChange => ({ block, flow: flow.name, change: "removed" }))];
}

interface Standing {
	block: Block;
	flow: Flow;
	leads: Record<string, string>;
}

function placesOf(document: BotDocument | undefined): Map<string, Standing> {
	const all = (document?.flows ?? []).flatMap((flow) =>
		flow.blocks.map((block): [string, Standing] => {
			const edges = flow.edges.filter((e) => e.from === block.id);
			return [block.id, { block, flow, leads: Object.fromEntries(edges.map((e) => [e.exit, e.to])) }];
		}),
	);
	return new Map(all);
}

/** A block without what is only for whoever draws it. */
function shown({ label: _label, note: _note, ...rest }: Block): Omit<Block, "label" | "note"> {
	return rest;
}
