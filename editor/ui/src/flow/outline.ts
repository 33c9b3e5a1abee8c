import type { Block, Edge, Flow } from "./types";

/** One line of the list view: a block, the exit by which one comes to it, and how deep that is. */
export interface OutlineLine {
	block: Block;
	depth: number;
	/** The edge that leads here; missing for the first of a path. */
	via?: Edge;
	/** The block stands further up already: this line only says that one comes back to it. */
	again: boolean;
}

/**
 * A flow as a list: along the exits from each trigger, each block once, and what nothing leads to at the end.
 * Ways out of a block come in the order of rank.
 */
export function outlineOf(
	flow: Flow,
	isTrigger: (type: string) => boolean,
	rank: (edge: Edge) => number = () => 0,
): OutlineLine[] {
	const blocks = new Map(flow.blocks.map((b) => [b.id, b]));
	const out = new Map<string, Edge[]>();
	const led = new Set<string>();
	for (const edge of flow.edges) {
		out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
		led.add(edge.to);
	}
	const lines: OutlineLine[] = [];
	const seen = new Set<string>();
	// A stack of its own: a bot may be thousands of blocks long.
	const follow = (first: Block) => {
		const stack: { block: Block; depth: number; via?: Edge }[] = [{ block: first, depth: 0 }];
		for (let at = stack.pop(); at; at = stack.pop()) {
			const again = seen.has(at.block.id);
			lines.push({ ...at, again });
			if (again) {
				continue;
			}
			seen.add(at.block.id);
			const ways = (out.get(at.block.id) ?? []).toSorted((a, b) => rank(a) - rank(b));
			// Along a single way one goes on at the same depth, so that long conversations do not wander to the right.
			const depth = ways.length > 1 ? at.depth + 1 : at.depth;
			for (const via of ways.toReversed()) {
				const block = blocks.get(via.to);
				if (block) {
					stack.push({ block, depth, via });
				}
			}
		}
	};
	const starts = [
		...flow.blocks.filter((b) => isTrigger(b.type)),
		...flow.blocks.filter((b) => !led.has(b.id)),
		...flow.blocks,
	];
	for (const start of starts) {
		if (!seen.has(start.id)) {
			follow(start);
		}
	}
	return lines;
}
