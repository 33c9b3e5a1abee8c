import { describe, expect, it } from "vitest";
import { smallBot } from "../flow/fixtures";
import type { Flow } from "../flow/types";
import { alongExits, nearest } from "./directions";

const flow = smallBot().flows[0] as Flow;
const places = smallBot().layout?.main ?? {};

describe("ways over the canvas", () => {
	it("go to the next block in a direction", () => {
		expect(nearest(places, "start", [1, 0])).toBe("ask_name");
		expect(nearest(places, "hello", [-1, 0])).toBe("ask_name");
		expect(nearest(places, "hello", [1, 0])).toBeUndefined();
		expect(nearest({ a: [0, 0], straight: [300, 0], aside: [200, 200] }, "a", [1, 0])).toBe("straight");
	});

	it("go along the exits and back, and end at the ends", () => {
		expect(alongExits(flow, "start", 1)).toBe("ask_name");
		expect(alongExits(flow, "ask_name", -1)).toBe("start");
		expect([alongExits(flow, "hello", 1), alongExits(flow, "start", -1)]).toEqual([undefined, undefined]);
	});
});
