import { expect, test } from "vitest";
import type { Block, BotDocument } from "../flow/types";
import { insideChanges, insideOf } from "./inside";

test("a name tells what a block is inside of", () => {
	expect(insideOf("ask")).toBeUndefined();
	expect(insideOf("acme/address:ask")).toEqual({ types: ["acme/address"], id: "ask" });
	expect(insideOf("acme/order:acme/address:ask")).toEqual({ types: ["acme/order", "acme/address"], id: "ask" });
});

const document = (blocks: Block[], to = "b"): BotDocument => ({
	schema_version: 1,
	name: "Address",
	language: "en",
	flows: [{ id: "f", name: "Ask", blocks, edges: [{ from: "a", exit: "next", to }] }],
});

test("versions differ by blocks, their settings and where they lead, and not by their names", () => {
	const old = document([
		{ id: "a", type: "message.text", label: "Hello" },
		{ id: "b", type: "message.text", config: { text: "x" } },
		{ id: "c", type: "message.text" },
	]);
	const next = document(
		[
			{ id: "a", type: "message.text", label: "Hi" },
			{ id: "b", type: "message.text", config: { text: "y" } },
			{ id: "d", type: "ask.text" },
		],
		"d",
	);
	expect(insideChanges(old, next).map(({ block, change }) => `${block.id} ${change}`)).toEqual([
		"a changed",
		"b changed",
		"d added",
		"c removed",
	]);
	expect(insideChanges(old, old)).toEqual([]);
	expect(insideChanges(undefined, undefined)).toEqual([]);
});
