import { expect, test } from "vitest";
import type { Manifest } from "../api/blocks";
import { plainName } from "../blocks/words";
import { filmWords } from "../film/words";
import type { Block, BotDocument } from "../flow/types";
import { insideChanges, insideOf, packagesOf } from "./inside";

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

test("names lead through the versions that are pinned, as far as they are known", () => {
	const outer: Pick<Manifest, "composite"> = {
		composite: { flow: "f", document: { ...document([]), uses: { "acme/address": "2.0.0" } } },
	};
	const names = ["ask", "acme/order:acme/address:ask", "acme/order:amount", "acme/gone:x"];
	const first = { path: "acme/order", name: "acme/order", version: "1.0.0" };
	expect(packagesOf({ "acme/order": "1.0.0" }, names, () => undefined)).toEqual([first]);
	expect(packagesOf({ "acme/order": "1.0.0" }, names, (name) => (name === "acme/order" ? outer : undefined))).toEqual([
		first,
		{ path: "acme/order:acme/address", name: "acme/address", version: "2.0.0" },
	]);
});

test("a film calls what is inside as its maker does", () => {
	const insides = new Map([["acme/address:ask", { id: "ask", type: "ask.text", label: "The street" }]]);
	const words = filmWords(document([]), {}, { types: [], families: [], functions: [] }, "en", plainName, insides);
	expect(words.block({ flow: "acme/address:f", block: "acme/address:ask", type: "ask.text" })).toBe(
		"acme/address › The street",
	);
});
