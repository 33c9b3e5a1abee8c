import { expect, it } from "vitest";
import type { BlockType, Catalogue } from "../api/types";
import type { BotDocument } from "../flow/types";
import { namesOf, variableName } from "./names";

it("knows the results of an installed block where its settings keep them", () => {
	const chat: BlockType = {
		name: "openai/chat",
		family: "openai",
		version: 1,
		title: { en: "AI answer" },
		help: { en: "" },
		icon: "",
		trigger: false,
		waits: true,
		exits: [],
		outputs: [
			{ name: "answer", type: "text", title: { en: "Answer" } },
			{ name: "tokens", type: "number", title: { en: "Tokens" } },
		],
		example: {},
		schema: {},
		package: { version: "1.0.0", kind: "http", disabled: false },
	};
	const catalogue: Catalogue = { types: [chat], families: [], functions: [] };
	const block = { id: "ask", type: "openai/chat", config: { save: { answer: "session.answer" } } };
	const document: BotDocument = {
		schema_version: 1,
		name: "n",
		language: "en",
		uses: { "openai/chat": "1.0.0" },
		flows: [{ id: "main", name: "Main", blocks: [block], edges: [] }],
	};
	const names = namesOf(document, catalogue, { flow: "main" });
	expect(names.find((n) => n.name === "session.answer")).toMatchObject({ type: "text", title: { en: "Answer" } });
	expect(names.some((n) => n.name === "tokens" || n.name === "answer")).toBe(false);
});

it("calls a new variable so that Telegram's own values stay what they are", () => {
	expect(variableName("Name", "user")).toBe("given_name");
	expect(variableName("Имя", "user")).toBe("imya");
	expect(variableName("Title", "chat")).toBe("given_title");
	expect(variableName("Title", "session")).toBe("title");
	expect(variableName("?", "user")).toBe("");
});
