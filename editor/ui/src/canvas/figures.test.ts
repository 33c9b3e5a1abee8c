import { describe, expect, it } from "vitest";
import type { Figures } from "../api/running";
import { lossOf, passedOf, wentBy, widthOf } from "./figures";

const figures: Figures = {
	users: 100,
	days: [],
	goals: {},
	splits: {},
	money: [],
	blocks: { ask: 100, end: 60, again: 5 },
	edges: { "ask/next": 60, "ask/timeout": 10, "again/next": 8 },
	standing: { ask: 20 },
};

describe("figures on the canvas", () => {
	it("say nothing while there are none", () => {
		expect(wentBy(undefined, "ask", "next")).toBeUndefined();
		expect(passedOf(undefined, "ask", ["next"])).toBeUndefined();
	});

	it("count a way and its part of those who came", () => {
		expect(wentBy(figures, "ask", "next")).toEqual({ count: 60, share: 0.6 });
		expect(wentBy(figures, "ask", "skip")).toEqual({ count: 0, share: 0 });
		// Those who came in before the time that is counted may leave in it.
		expect(wentBy(figures, "again", "next")).toEqual({ count: 8, share: 1 });
	});

	it("count as lost whoever neither left nor stands there", () => {
		expect(passedOf(figures, "ask", ["next", "timeout"])).toEqual({ count: 100, standing: 20, lost: 0.1 });
		expect(passedOf(figures, "end", [])).toEqual({ count: 60, standing: 0, lost: 0 });
		expect(passedOf(figures, "again", ["next"])?.lost).toBe(0);
		expect(passedOf(figures, "nowhere", ["next"])).toEqual({ count: 0, standing: 0, lost: 0 });
	});

	it("are louder the more it is", () => {
		expect([0, 0.2, 0.5].map(lossOf)).toEqual(["none", "some", "much"]);
		expect(widthOf(100, 100)).toBeGreaterThan(widthOf(10, 100));
		expect(widthOf(0, 100)).toBeLessThan(widthOf(1, 100));
	});
});
