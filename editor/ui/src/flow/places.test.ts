import { expect, it } from "vitest";
import { type Box, freePlace, gap, near } from "./places";

const size = { width: 268, height: 150 };
const box = (x: number, y: number, height = 150): Box => ({ x, y, width: 268, height });

it("stands where it is wanted when nothing is there, and nothing close", () => {
	expect(freePlace([], [364, 0], size)).toEqual([364, 0]);
	expect(freePlace([box(0, 0, 600), box(364, -200), box(364, 194)], [364, 0], size)).toEqual([364, 0]);
});

it("goes below all that is in its way, in whatever order that is told", () => {
	const column = [box(380, 250, 90), box(364, 0, 90), box(300, 130, 60)];
	const [x, y] = freePlace(column, [364, 0], size);
	expect([x, y]).toEqual([364, 250 + 90 + gap.y]);
	expect(freePlace(column.toReversed(), [364, 0], size)).toEqual([x, y]);
	expect(column.some((b) => near({ x, y, ...size }, b, 0, 0))).toBe(false);
});

it("takes a gap in which it has room", () => {
	expect(freePlace([box(364, 0, 90), box(364, 90 + gap.y + 150 + gap.y)], [364, 0], size)).toEqual([364, 90 + gap.y]);
});
