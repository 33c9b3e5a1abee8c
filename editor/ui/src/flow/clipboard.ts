import { copies } from "./blocks";
import { type Command, flowOf, withFlow } from "./command";
import { blockIDs, freshID } from "./ids";
import { pinned, usesOf } from "./packages";
import { type Place, type Places, placesOf, withPlaces } from "./places";
import type { Block, BotDocument, CanvasNote, Edge } from "./types";

/** What copying puts into the clipboard, as JSON: it can be pasted into another flow, bot or installation. */
export interface Clip {
	scenarist: "blocks";
	version: 1;
	blocks: Block[];
	edges: Edge[];
	notes: CanvasNote[];
	places: Places;
	/** Versions of the packages that the blocks are of. */
	uses?: Record<string, string>;
}

/** Copies blocks and notes of a flow; ids may be of both. */
export function clipOf(document: BotDocument, flowID: string, ids: readonly string[]): Clip | null {
	const flow = flowOf(document, flowID);
	const chosen = new Set(ids);
	const blocks = flow?.blocks.filter((b) => chosen.has(b.id)) ?? [];
	const notes = flow?.notes?.filter((n) => chosen.has(n.id)) ?? [];
	if (!flow || blocks.length + notes.length === 0) {
		return null;
	}
	const places = placesOf(document, flow);
	const uses = usesOf(document, blocks);
	return {
		scenarist: "blocks",
		version: 1,
		blocks,
		edges: flow.edges.filter((e) => chosen.has(e.from) && chosen.has(e.to)),
		notes,
		places: Object.fromEntries(blocks.map((b) => [b.id, places[b.id] ?? [0, 0]])),
		...(Object.keys(uses).length > 0 && { uses }),
	};
}

/** Reads what is in the clipboard; null for what nobody copied here. */
export function readClip(text: string): Clip | null {
	try {
		const clip = JSON.parse(text) as Partial<Clip> | null;
		if (clip?.scenarist !== "blocks" || clip.version !== 1 || !Array.isArray(clip.blocks)) {
			return null;
		}
		const blocks = clip.blocks.filter((b) => typeof b?.id === "string" && typeof b.type === "string");
		return { scenarist: "blocks", version: 1, edges: [], notes: [], places: {}, ...clip, blocks };
	} catch {
		return null;
	}
}

/** Pastes with new ids; the upper left corner comes to stand at a place, or beside the original. */
export function paste(flow: string, clip: Clip, at?: Place): Command {
	return {
		name: "command.paste",
		run(document) {
			const corners = [
				...clip.blocks.map((b): Place => clip.places[b.id] ?? [0, 0]),
				...clip.notes.map((n): Place => [n.x, n.y]),
			];
			const left = Math.min(...corners.map((p) => p[0]));
			const top = Math.min(...corners.map((p) => p[1]));
			const [dx, dy] = at ? [at[0] - left, at[1] - top] : [40, 40];
			const made = copies(blockIDs(document), flow, clip.blocks, clip.edges);
			const places: Places = {};
			for (const block of clip.blocks) {
				const [x, y] = clip.places[block.id] ?? [0, 0];
				places[made.names.get(block.id) ?? block.id] = [x + dx, y + dy];
			}
			const next = withFlow(document, flow, (f) => {
				const taken = new Set(f.notes?.map((n) => n.id));
				const notes = clip.notes.map((n) => {
					const id = freshID(taken, n.id.replace(/_\d+$/, ""));
					taken.add(id);
					return { ...n, id, x: n.x + dx, y: n.y + dy };
				});
				return {
					...f,
					...(notes.length > 0 && { notes: [...(f.notes ?? []), ...notes] }),
					blocks: [...f.blocks, ...made.blocks],
					edges: [...f.edges, ...made.edges],
				};
			});
			return withPlaces(pinned(next, clip.uses ?? {}), flow, places);
		},
	};
}

export function duplicate(document: BotDocument, flow: string, ids: readonly string[]): Command | null {
	const clip = clipOf(document, flow, ids);
	return clip && { ...paste(flow, clip), name: "command.duplicate" };
}
