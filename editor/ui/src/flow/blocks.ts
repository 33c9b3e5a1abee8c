import { type Command, withFlow } from "./command";
import { fieldOf } from "./exits";
import { blockIDs, freshID } from "./ids";
import { pinned, withoutUnused } from "./packages";
import { type Place, type Places, withPlaces } from "./places";
import type { Block, BotDocument, Edge, Flow, Handler, Json } from "./types";

export interface Exitway {
	from: string;
	exit: string;
}

/** A block that is not in the document yet. */
export type NewBlock = Omit<Block, "id">;

/** Puts a new block at a place; with an exit, the exit leads to it. A block of a package is of the release that is given. */
export function addBlock(flow: string, block: NewBlock, at: Place, after?: Exitway, release?: string): Command {
	return {
		name: "command.add_block",
		run(document) {
			const id = freshID(blockIDs(document), block.label ?? "", block.type);
			const added = withFlow(document, flow, (f) => {
				const next = { ...f, blocks: [...f.blocks, { id, ...block }] };
				return after ? joinedTo(next, after, id) : next;
			});
			return withPlaces(released(added, block.type, release), flow, { [id]: at });
		},
	};
}

/** The document with a package's release pinned, unless it has one. */
function released(document: BotDocument, type: string, release: string | undefined): BotDocument {
	return release === undefined ? document : pinned(document, { [type]: release });
}

export function removeBlocks(flow: string, ids: readonly string[]): Command {
	const gone = new Set(ids);
	return {
		name: "command.remove_blocks",
		run: (document) =>
			withoutUnused(
				document,
				withoutHandlers(
					withFlow(document, flow, (f) => ({
						...f,
						blocks: f.blocks.filter((b) => !gone.has(b.id)),
						edges: f.edges.filter((e) => !gone.has(e.from) && !gone.has(e.to)),
					})),
					(h) => h.block !== undefined && gone.has(h.block),
				),
			),
	};
}

/** Handlers of troubles that would lead nowhere are taken away. */
export function withoutHandlers(document: BotDocument, gone: (handler: Handler) => boolean): BotDocument {
	const flows = document.flows.map((f) => {
		if (!f.on_error || !gone(f.on_error)) {
			return f;
		}
		const { on_error: _gone, ...rest } = f;
		return rest;
	});
	const next = { ...document, flows };
	if (document.settings?.on_error && gone(document.settings.on_error)) {
		const { on_error: _gone, ...settings } = document.settings;
		next.settings = settings;
	}
	return next;
}

/** Leads an exit to a block; where it led before no longer counts, nor that it was ended on purpose. */
export function connect(flow: string, exit: Exitway, to: string): Command {
	return { name: "command.connect", run: (d) => withFlow(d, flow, (f) => joinedTo(f, exit, to)) };
}

function joinedTo(flow: Flow, { from, exit }: Exitway, to: string): Flow {
	return {
		...flow,
		blocks: flow.blocks.map((b) => (b.id === from ? withoutDecision(b, exit) : b)),
		edges: [...flow.edges.filter((e) => e.from !== from || e.exit !== exit), { from, exit, to }],
	};
}

function withoutDecision(block: Block, exit: string): Block {
	if (block.exits?.[exit] === undefined) {
		return block;
	}
	const { [exit]: _decided, ...others } = block.exits;
	const { exits: _exits, ...rest } = block;
	return Object.keys(others).length > 0 ? { ...rest, exits: others } : rest;
}

export function disconnect(flow: string, edges: readonly Exitway[]): Command {
	return {
		name: "command.disconnect",
		run: (d) =>
			withFlow(d, flow, (f) => ({
				...f,
				edges: f.edges.filter((e) => !edges.some((x) => x.from === e.from && x.exit === e.exit)),
			})),
	};
}

/** Takes an edge from one exit to another, or to another block. */
export function reconnect(flow: string, old: Exitway, edge: Edge): Command {
	return {
		name: "command.connect",
		run: (d) => connect(flow, edge, edge.to).run(disconnect(flow, [old]).run(d)),
	};
}

export function moveBlocks(flow: string, places: Places): Command {
	return { name: "command.move", run: (document) => withPlaces(document, flow, places) };
}

/** Makes another kind of block of one. Its place, label and edges stay; exits that it has no longer keep theirs as issues. */
export function replaceType(flow: string, id: string, { type, v, config }: NewBlock, release?: string): Command {
	return {
		name: "command.replace_type",
		run: (d) =>
			withoutUnused(
				d,
				withFlow(released(d, type, release), flow, (f) => ({
					...f,
					blocks: f.blocks.map((b) => {
						if (b.id !== id) {
							return b;
						}
						const { v: _version, ...rest } = b;
						return { ...rest, type, ...(v !== undefined && { v }), config };
					}),
				})),
			),
	};
}

/** Copies of blocks with ids of their own; edges between them are copied, those to others are not. */
export function copies(
	taken: ReadonlySet<string>,
	flow: string,
	blocks: readonly Block[],
	edges: readonly Edge[],
): { blocks: Block[]; edges: Edge[]; names: Map<string, string> } {
	const used = new Set(taken);
	const names = new Map<string, string>();
	for (const block of blocks) {
		const id = freshID(used, block.id.replace(/_\d+$/, ""));
		used.add(id);
		names.set(block.id, id);
	}
	return {
		names,
		blocks: blocks.map((b) => ({ ...b, id: names.get(b.id) ?? b.id, config: withTarget(b.config, flow, names) })),
		edges: edges.flatMap((e) => {
			const [from, to] = [names.get(e.from), names.get(e.to)];
			return from !== undefined && to !== undefined ? [{ from, exit: e.exit, to }] : [];
		}),
	};
}

/** A block that jumps to one of those that are copied jumps to the copy. */
function withTarget(config: Json | undefined, flow: string, names: ReadonlyMap<string, string>): Json | undefined {
	const block = fieldOf(config, "block");
	const name = typeof block === "string" ? names.get(block) : undefined;
	return name === undefined ? config : { ...(config as { [key: string]: Json }), flow, block: name };
}
