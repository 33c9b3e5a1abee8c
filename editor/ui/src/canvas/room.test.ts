import { describe, expect, it } from "vitest";
import { inRoom, intoView } from "./room";

const all = { x: 0, y: 0, width: 1000, height: 400 };
const part = { x: 700, y: 0, width: 268, height: 100 };

describe("inRoom", () => {
	it.each([
		{ name: "leaves what is in view", view: { x: 40, y: 10, zoom: 0.5 }, was: 1200, now: 800, to: undefined },
		{ name: "leaves a room that grows", view: { x: 40, y: 10, zoom: 1 }, was: 800, now: 1200, to: undefined },
		{ name: "leaves a room that has only come", view: { x: 40, y: 10, zoom: 1 }, was: 0, now: 800, to: undefined },
		{
			name: "moves the whole drawing aside",
			view: { x: 180, y: 10, zoom: 1 },
			was: 1200,
			now: 1100,
			to: { x: 72, y: 10, zoom: 1 },
		},
		{
			name: "makes it smaller about its middle where it is too wide",
			view: { x: 100, y: 0, zoom: 1 },
			was: 1200,
			now: 806,
			to: { x: 28, y: 50, zoom: 0.75 },
		},
		{
			name: "moves to the part where the whole would be too small",
			view: { x: 100, y: 0, zoom: 1 },
			was: 1200,
			now: 500,
			to: { x: -496, y: 0, zoom: 1 },
		},
		{
			name: "moves to the part where not all was in view",
			view: { x: -20, y: 0, zoom: 1 },
			was: 1200,
			now: 800,
			to: { x: -196, y: 0, zoom: 1 },
		},
		{
			name: "shows the beginning of a part that is wider than the room",
			view: { x: -680, y: 0, zoom: 1 },
			was: 1200,
			now: 200,
			to: { x: -672, y: 0, zoom: 1 },
		},
		{
			name: "does not go back to a part that was out of view",
			view: { x: -1200, y: 0, zoom: 1 },
			was: 1200,
			now: 800,
			to: undefined,
		},
	])("$name", ({ view, was, now, to }) => {
		expect(inRoom(view, was, now, all, part)).toEqual(to);
	});
});

describe("intoView", () => {
	const size = { width: 1000, height: 600 };
	it.each([
		{ name: "leaves what is in view", view: { x: 0, y: 100, zoom: 1 }, to: undefined },
		{ name: "moves what is right of it", view: { x: 200, y: 100, zoom: 1 }, to: { x: 4, y: 100, zoom: 1 } },
		{ name: "moves what is left of it", view: { x: -900, y: 100, zoom: 1 }, to: { x: -672, y: 100, zoom: 1 } },
		{ name: "moves what is under the tools below", view: { x: 0, y: 450, zoom: 1 }, to: { x: 0, y: 416, zoom: 1 } },
		{ name: "moves what is under the tools above", view: { x: 0, y: 0, zoom: 0.5 }, to: { x: 0, y: 76, zoom: 0.5 } },
		{
			name: "shows the head of what is higher than the room",
			view: { x: 0, y: -300, zoom: 1 },
			part: { ...part, height: 900 },
			to: { x: 0, y: 76, zoom: 1 },
		},
	])("$name", ({ view, to, part: of = part }) => {
		expect(intoView(view, size, of)).toEqual(to);
	});
});
