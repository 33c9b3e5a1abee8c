import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { niceTop } from "./scale";

describe("niceTop", () => {
	it.each([
		[0, 2],
		[3, 4],
		[9, 10],
		[10, 10],
		[11, 20],
		[61, 80],
		[430, 500],
		[1001, 2000],
	])("of %d", (highest, want) => expect(niceTop(highest)).toBe(want));

	it("holds any count, with a whole half, and wastes little", () => {
		fc.assert(
			fc.property(fc.integer({ min: 3, max: 1e9 }), (n) => {
				const top = niceTop(n);
				return top >= n && top <= 2 * n && Number.isInteger(top / 2);
			}),
		);
	});
});
