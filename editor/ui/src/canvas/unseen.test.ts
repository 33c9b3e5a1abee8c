import type { NodeChange } from "@xyflow/react";
import { describe, expect, it } from "vitest";
import { examples, smallBot } from "../flow/fixtures";
import { type CanvasNode, toGraph } from "../flow/graph";
import { sameGuess, seen, unseen } from "./unseen";

const catalogue = { types: [], families: [], functions: [] };

function guessed(): CanvasNode[] {
	const bot = smallBot();
	return bot.flows.flatMap((flow) => unseen(toGraph(bot, flow).nodes, flow, catalogue, {}));
}

describe("cards that have not been drawn", () => {
	it.each(examples)("have a dot for every edge of %s", (_, bot) => {
		for (const flow of bot.flows) {
			const nodes = new Map(unseen(toGraph(bot, flow).nodes, flow, catalogue, {}).map((n) => [n.id, n]));
			const dots = (id: string) => nodes.get(id)?.handles?.map((h) => h.id);
			for (const edge of flow.edges) {
				expect(dots(edge.from)).toContain(edge.exit);
				expect(dots(edge.to)).toContain("in");
			}
		}
	});

	it("lose the guess once they are measured", () => {
		const dimensions = { width: 268, height: 99 };
		const change: NodeChange<CanvasNode> = { id: "start", type: "dimensions", dimensions };
		const [start, ...others] = seen([change], guessed());
		expect(start?.handles).toBeUndefined();
		expect(others.every((n) => n.handles !== undefined)).toBe(true);
	});

	it("are guessed again only when their dots or their size change", () => {
		const [was, now] = [guessed()[1], guessed()[1]];
		if (!was || !now) {
			throw new Error("no block");
		}
		expect(sameGuess(was, now)).toBe(true);
		expect(sameGuess(was, { ...now, handles: now.handles?.slice(1) })).toBe(false);
		expect(sameGuess(was, { ...now, measured: { width: 268, height: 1 } })).toBe(false);
		expect(sameGuess({ ...was, handles: undefined }, now)).toBe(true);
	});
});
