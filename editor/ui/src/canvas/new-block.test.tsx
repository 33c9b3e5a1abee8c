import { expect, it } from "vitest";
import { types } from "../form/testing";
import { newBlock } from "./new-block";

const words = {
	text: "Write here",
	prompt: "Ask here",
	branch: "First way",
	product: "Goods",
	tag: "bought",
	said: "hello",
	command: "Go",
	options: ["First", "Second"] as const,
};

function made(name: string, exits: string[]) {
	const type = types.find((t) => t.name === name);
	return type && newBlock({ ...type, exits: exits.map((e) => ({ name: e, title: { en: e } })) }, words);
}

it("gives a block words of the user's own, and lets a conversation end after what is said and asked", () => {
	expect(made("message.text", ["next", "error"])).toEqual({
		type: "message.text",
		config: { text: "Write here" },
		exits: { next: "end" },
	});
	expect(made("ask.text", ["answered", "timeout"])).toMatchObject({
		config: { prompt: { text: "Ask here" } },
		exits: { answered: "end" },
	});
});

it("lets nothing end where going no further would be a mistake", () => {
	expect(made("payment.invoice", ["paid", "expired"])?.exits).toBeUndefined();
	expect(made("trigger.command", ["next"])?.exits).toBeUndefined();
});

it("decides by nothing of another bot", () => {
	expect(made("logic.condition", ["else"])?.config).toEqual({
		branches: [{ id: "first", label: "First way", if: { left: "event.text", op: "not_empty" } }],
	});
});

it("limits no answer and no choice as another bot does", () => {
	expect(made("ask.number", ["answered"])?.config).toEqual({ prompt: { text: "Ask here" } });
	expect(made("ask.choice", ["answered"])?.config).toEqual({
		prompt: { text: "Ask here" },
		options: [
			{ id: "first", label: "First" },
			{ id: "second", label: "Second" },
		],
	});
});

it.each([
	["payment.invoice", { title: "Goods", amount: 50, currency: "XTR" }],
	["data.tag", { op: "add", tags: ["bought"] }],
	["trigger.text", { words: ["hello"] }],
	["message.commands", { commands: [{ command: "start", description: "Go" }] }],
	["growth.gate", { prompt: { text: "Ask here" }, chats: [{ chat: "@my_channel" }] }],
	["contact.ban", { contact: "event.data", for: "7d" }],
	["logic.once", {}],
])("says nothing in the words of another bot: %s", (name, config) => {
	expect(made(name, [])?.config).toEqual(config);
});
