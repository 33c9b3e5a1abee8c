import { describe, expect, it } from "vitest";
import { examples } from "./fixtures";
import { fromGraph, toGraph } from "./graph";
import { outlineOf } from "./outline";
import { arranged, guessSize, placesOf } from "./places";

describe.each(examples)("the flows of %s", (_, document) => {
	it("come back from the graph as they were", () => {
		for (const flow of document.flows) {
			expect(fromGraph(toGraph(document, flow))).toEqual(flow);
		}
	});

	it("are laid out without cards on one another", () => {
		for (const flow of document.flows) {
			const places = arranged(flow);
			const boxes = flow.blocks.map((b) => ({ place: places[b.id] ?? [0, 0], size: guessSize(b) }));
			boxes.forEach((a, i) => {
				for (const b of boxes.slice(i + 1)) {
					const apart =
						a.place[0] + a.size.width <= b.place[0] ||
						b.place[0] + b.size.width <= a.place[0] ||
						a.place[1] + a.size.height <= b.place[1] ||
						b.place[1] + b.size.height <= a.place[1];
					expect(apart).toBe(true);
				}
			});
		}
	});

	it("stand where they were put, and all somewhere", () => {
		for (const flow of document.flows) {
			const places = placesOf(document, flow);
			expect(Object.keys(places).sort()).toEqual(flow.blocks.map((b) => b.id).sort());
			expect(places).toEqual(expect.objectContaining(only(document.layout?.[flow.id] ?? {}, Object.keys(places))));
		}
	});

	it("have every block once in the list view", () => {
		for (const flow of document.flows) {
			const lines = outlineOf(flow, (type) => type.startsWith("trigger."));
			const ids = lines.filter((l) => !l.again).map((l) => l.block.id);
			expect(ids.toSorted()).toEqual(flow.blocks.map((b) => b.id).sort());
		}
	});
});

function only<T>(record: Record<string, T>, keys: string[]): Record<string, T> {
	return Object.fromEntries(Object.entries(record).filter(([k]) => keys.includes(k)));
}
