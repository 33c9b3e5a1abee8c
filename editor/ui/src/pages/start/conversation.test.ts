// @vitest-environment happy-dom

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { BotDocument } from "../../flow/types";
import { conversationOf } from "./conversation";

const root = "../../examples";

function example(name: string): BotDocument {
	return JSON.parse(readFileSync(join(root, name, "bot.json"), "utf8"));
}

const names = readdirSync(root).filter((name) =>
	readdirSync(root, { recursive: true, encoding: "utf8" }).includes(join(name, "bot.json")),
);

describe("conversationOf", () => {
	it("has the nine examples", () => expect(names).toHaveLength(9));

	it.each(
		names.flatMap((name) => [
			[name, "en"],
			[name, "ru"],
		]),
	)("draws %s in %s", (name = "", language = "") => {
		const bubbles = conversationOf(example(name), language);
		expect(bubbles[0]?.from).toBe("bot");
		expect(bubbles.some((b) => b.buttons.length > 0 || b.from === "person")).toBe(true);
		for (const { text, buttons } of bubbles) {
			expect(text).not.toBe("");
			expect([text, ...buttons.flat()].join("\n")).not.toMatch(/\{\{|undefined|\[object|NaN/);
			expect(buttons.flat()).not.toContain("");
		}
		const letters = bubbles.map((b) => b.text).join("");
		expect(/[а-я]/i.test(letters)).toBe(language === "ru");
	});

	it("sells a coffee", () => {
		expect(conversationOf(example("coffee"), "en")).toEqual([
			{
				from: "bot",
				text: "<b>Good to see you, Anna!</b> This is the counter of Corner Coffee. Choose here, pay here, and pick it up at the bar.",
				buttons: [["Where are you?"]],
			},
			{
				from: "bot",
				text: "What shall we make?",
				buttons: [["Espresso · 50 ⭐"], ["Flat white · 70 ⭐"], ["Latte · 80 ⭐"], ["Cocoa · 75 ⭐"]],
			},
			{ from: "person", text: "Espresso · 50 ⭐", buttons: [] },
			{ from: "bot", text: "Espresso, good choice. Which size?", buttons: [["S", "M +10 ⭐", "L +20 ⭐"]] },
			{ from: "person", text: "S", buttons: [] },
			{ from: "bot", text: "Anything to tell the barista? For example: oat milk, no sugar.", buttons: [] },
		]);
	});

	it("ends for a bot without a word, and for one that goes in a circle", () => {
		const empty: BotDocument = { schema_version: 1, name: "x", language: "en", flows: [] };
		expect(conversationOf(empty, "en")).toEqual([]);
		const circle: BotDocument = {
			...empty,
			flows: [
				{
					id: "f",
					name: "f",
					blocks: [
						{ id: "a", type: "trigger.command", config: { command: "start" } },
						{ id: "b", type: "data.variable", config: {} },
					],
					edges: [
						{ from: "a", exit: "next", to: "b" },
						{ from: "b", exit: "next", to: "b" },
					],
				},
			],
		};
		expect(conversationOf(circle, "en")).toEqual([]);
	});
});
