import { Graph, layout } from "@dagrejs/dagre";
import { cardWidth, guessCard } from "./guess";
import type { Block, BotDocument, Flow, Layout } from "./types";

export type Place = [number, number];
export type Places = Record<string, Place>;
export interface Size {
	width: number;
	height: number;
}
export type Sizes = (block: Block) => Size;

/** How big a card will be about, for where nothing has been drawn yet. */
export function guessSize(block: Block): Size {
	return { width: cardWidth, height: guessCard(block).height };
}

/** Left free between cards: so much that an edge between them can be followed. */
export const gap = { x: 96, y: 44 };

/** What takes room on the canvas. */
export interface Box extends Size {
	x: number;
	y: number;
}

/** Whether two boxes lie on each other, or nearer to each other than that. */
export function near(a: Box, b: Box, dx: number, dy: number): boolean {
	return a.x < b.x + b.width + dx && b.x < a.x + a.width + dx && a.y < b.y + b.height + dy && b.y < a.y + a.height + dy;
}

/** The wanted place, or the next one below it at which a card covers nothing and stands close to nothing. */
export function freePlace(taken: readonly Box[], [x, y]: Place, size: Size): Place {
	let at = y;
	for (const box of taken.toSorted((a, b) => a.y + a.height - b.y - b.height)) {
		if (near({ x, y: at, ...size }, box, gap.x / 4, gap.y - 1)) {
			at = box.y + box.height + gap.y;
		}
	}
	return [x, at];
}

/** Finds a place for every block, along the edges from left to right. */
export function arranged(flow: Flow, sizes: Sizes = guessSize): Places {
	const graph = new Graph();
	graph.setGraph({ rankdir: "LR", nodesep: gap.y, ranksep: gap.x, marginx: 0, marginy: 0 });
	graph.setDefaultEdgeLabel(() => ({}));
	for (const block of flow.blocks) {
		graph.setNode(block.id, { ...sizes(block) });
	}
	for (const edge of flow.edges) {
		if (graph.hasNode(edge.from) && graph.hasNode(edge.to)) {
			graph.setEdge(edge.from, edge.to);
		}
	}
	layout(graph);
	const places: Places = {};
	for (const block of flow.blocks) {
		const { x = 0, y = 0, width = 0, height = 0 } = graph.node(block.id);
		places[block.id] = [Math.round(x - width / 2), Math.round(y - height / 2)];
	}
	return places;
}

const found = new WeakMap<Flow, { layout: Layout[string] | undefined; places: Places }>();

/** Where every block of a flow stands: where it was put, or a place found for it beneath all that has one. */
export function placesOf(document: BotDocument, flow: Flow): Places {
	const put = document.layout?.[flow.id];
	const known = found.get(flow);
	if (known && known.layout === put) {
		return known.places;
	}
	const missing = flow.blocks.filter((b) => !put?.[b.id]);
	const places: Places = {};
	for (const block of flow.blocks) {
		const place = put?.[block.id];
		if (place) {
			places[block.id] = place;
		}
	}
	if (missing.length > 0) {
		const top = Math.max(
			...flow.blocks.map((b) => {
				const place = places[b.id];
				return place ? place[1] + guessSize(b).height + 120 : 0;
			}),
		);
		const free = arranged({ ...flow, blocks: missing });
		for (const [id, [x, y]] of Object.entries(free)) {
			places[id] = [x, y + top];
		}
	}
	found.set(flow, { layout: put, places });
	return places;
}

/** Writes places down, and those that were only found so far with them: else the next block would make all jump. */
export function withPlaces(document: BotDocument, flowID: string, places: Places): BotDocument {
	const flow = document.flows.find((f) => f.id === flowID);
	if (!flow) {
		return document;
	}
	const rounded = Object.entries(places).map(([id, [x, y]]) => [id, [Math.round(x), Math.round(y)] satisfies Place]);
	const all = { ...document.layout?.[flowID], ...placesOf(document, flow), ...Object.fromEntries(rounded) };
	return { ...document, layout: { ...document.layout, [flowID]: all } };
}
