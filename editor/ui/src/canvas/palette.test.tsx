import { describe, expect, it } from "vitest";
import type { BlockType } from "../api/types";
import { types } from "../form/testing";
import { firstOf, isMeant, paletteOf } from "./palette";

function installed(name: string, en: string, help = ""): BlockType {
	const made = { en, ru: en };
	return {
		name,
		family: "vendor",
		version: 1,
		title: made,
		help: { en: help },
		icon: "puzzle",
		trigger: false,
		waits: false,
		exits: [],
		outputs: [],
		example: {},
		schema: {},
		package: { version: "1.0.0", kind: "http", disabled: false },
	};
}

const catalogue = {
	types: [
		installed("openai/chat", "AI answer"),
		installed("message/pigeon", "Pigeon post", "Sends an AI pigeon"),
		installed("openai/image", "AI picture"),
		{ ...installed("old/fax", "Fax"), package: { version: "1.0.0", kind: "http" as const, disabled: true } },
		...types,
	],
	families: [],
	functions: [],
};

describe("the palette", () => {
	const find = paletteOf(catalogue, "en");
	const names = (words: string) => find(words, true).map((g) => [g.vendor, ...g.types.map((t) => t.name)]);

	it("has a group for each vendor after ours, whatever it is called, and nothing that is switched off", () => {
		const groups = find("", true);
		expect(groups.slice(0, 2).map((g) => g.key)).toEqual(["trigger", "message"]);
		expect(groups.slice(-2).map((g) => [g.vendor, g.types.length])).toEqual([
			["openai", 2],
			["message", 1],
		]);
		expect(groups.flatMap((g) => g.types)).toHaveLength(catalogue.types.length - 1);
	});

	it("puts what is called so before what only speaks of it", () => {
		expect(names("ai pi")).toEqual([
			["openai", "openai/image"],
			["message", "message/pigeon"],
		]);
		expect(names("fax")).toEqual([]);
	});

	it("is made once for a catalogue and a language, and knows what is not in it yet", () => {
		expect(paletteOf(catalogue, "en")).toBe(find);
		expect(paletteOf(catalogue, "ru")).not.toBe(find);
		const sms = { name: "gateway/sms", title: { en: "SMS", ru: "СМС" }, help: { en: "Sends a text." } };
		const block = { ...sms, version: "1.0.0", kind: "http" as const, icon: "message", installed: false };
		expect([isMeant(block, "смс", "ru"), isMeant(block, " TEXT ", "ru"), isMeant(block, "pigeon", "en")]).toEqual([
			true,
			true,
			false,
		]);
	});

	it("draws as many as are asked for", () => {
		expect(firstOf(find("", true), 7).flatMap((g) => g.types)).toEqual(
			find("", true)
				.flatMap((g) => g.types)
				.slice(0, 7),
		);
	});
});
