import { expect, it } from "vitest";
import { partsOf } from "./answer-parts";

it("names every value as the block reads it", () => {
	const body = JSON.stringify({
		city: "Berlin",
		delivery: { price: 4.5, free: false, none: null },
		items: [{ "unit price": 3, tags: ["a"] }, { "unit price": 9 }],
		"a.b": "odd",
	});
	expect(partsOf(body).map((p) => [p.from, p.name, p.type])).toEqual([
		["city", "city", "text"],
		["delivery.price", "price", "number"],
		["delivery.free", "free", "bool"],
		["items", "items", "list"],
		['items[0]["unit price"]', "unit price", "number"],
		["items[0].tags", "tags", "list"],
		['["a.b"]', "a.b", "text"],
	]);
});

it("takes a plain value as a whole, and nothing of what is no JSON", () => {
	expect(partsOf("17")).toEqual([{ from: "", name: "", value: 17, type: "number" }]);
	expect(partsOf("<html>")).toEqual([]);
	expect(partsOf("null")).toEqual([]);
});

it("stops where nobody would read on", () => {
	const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i]));
	expect(partsOf(JSON.stringify(wide))).toHaveLength(30);
	const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
	expect(partsOf(deep)).toEqual([]);
});
