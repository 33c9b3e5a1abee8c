import { describe, expect, it } from "vitest";
import type { DiffItem } from "../api/publishing";
import type { BlockType } from "../api/types";
import type { BotDocument } from "../flow/types";
import { calledBy } from "../values/called";
import {
	blockTitle,
	fieldWords,
	grouped,
	isWay,
	isWhole,
	type Known,
	knownOf,
	partWords,
	valueWords,
	variableWords,
} from "./difference";

const document: BotDocument = {
	schema_version: 1,
	name: "Shop",
	language: "en",
	flows: [
		{
			id: "main",
			name: "Order",
			blocks: [
				{
					id: "hello",
					type: "message.text",
					config: { text: "Hi", buttons: [[{ id: "b1", label: { en: "Buy", ru: "Купить" } }]] },
				},
				{ id: "bye", type: "message.text", label: "Farewell" },
			],
			edges: [],
		},
	],
};

const type: BlockType = {
	name: "message.text",
	family: "message",
	version: 1,
	title: { en: "Message", ru: "Сообщение" },
	help: { en: "" },
	icon: "message",
	trigger: false,
	waits: false,
	exits: [{ name: "next", title: { en: "Next", ru: "Дальше" } }],
	outputs: [],
	example: {},
	schema: {
		type: "object",
		properties: {
			text: { $ref: "#/$defs/template", "x-title": { en: "Text", ru: "Текст" } },
			buttons: {
				type: "array",
				"x-title": { en: "Buttons", ru: "Кнопки" },
				items: { type: "array", items: { $ref: "#/$defs/button" } },
			},
		},
		$defs: {
			template: { type: ["string", "object"] },
			button: { type: "object", properties: { label: { "x-title": { en: "Label", ru: "Надпись" } } } },
		},
	},
};

const known = (language: string): Known => ({
	...knownOf([document]),
	called: calledBy({
		variables: [{ scope: "user", name: "imya_klienta", title: "Имя клиента", type: "text" }],
		own: (key) => `own ${key}`,
		language,
	}),
	types: new Map([[type.name, type]]),
	language,
	say: (key, fallback) => fallback ?? key,
});

const item = (part: Partial<DiffItem>): DiffItem => ({ kind: "changed", path: "", title: "", ...part });

describe("words of a difference", () => {
	it("calls blocks as their author or their type does", () => {
		expect(blockTitle("bye", known("ru"))).toBe("Farewell");
		expect(blockTitle("hello", known("ru"))).toBe("Сообщение");
		expect(blockTitle("gone", known("ru"))).toBe("gone");
	});

	it.each([
		["/config/text/ru", "en", "Text › Russian"],
		["/config/text", "ru", "Текст"],
		["/config/buttons/0/1/label/en", "ru", "Кнопки › 1 › 2 › Надпись › Английский"],
		["/config/new_thing/x", "en", "new thing › x"],
		["/skip_if", "en", "skip if"],
	])("calls %s in %s", (path, language, want) =>
		expect(fieldWords(item({ flow: "main", block: "hello", path }), known(language))).toBe(want),
	);

	it("calls a way out by its title or its button", () => {
		const way = (exit: string) => item({ flow: "main", block: "hello", path: `/flows/main/edges/hello/${exit}` });
		expect(partWords(way("next"), known("ru"))).toBe("Дальше");
		expect(partWords(way("b1"), known("ru"))).toBe("Купить");
		expect(partWords(way("odd"), known("ru"))).toBe("odd");
		expect([isWay(way("next")), isWhole(way("next"))]).toEqual([true, false]);
	});

	it("shows no braces, and values as people say them", () => {
		expect(valueWords("Hi {{user.first_name}}, <b>now</b>", known("en"))).toBe("Hi ‹own user_first_name›, now");
		expect(valueWords({ en: "Buy", ru: "Купить" }, known("ru"))).toBe("Купить");
		expect(valueWords({ to: "bye" }, known("en"))).toBe("Farewell");
		expect(valueWords(["a", { name: "b" }, 1200], known("en"))).toBe("a, b, 1,200");
		expect(valueWords("1h30m", known("en"))).toBe("1 hour 30 minutes");
		expect(valueWords({ left: "user.age", op: "gte", right: 18 }, known("en"))).toBe("‹age› >= 18");
	});

	it("calls variables as people do, in texts, conditions and settings", () => {
		expect(partWords(item({ path: "/variables/user.imya_klienta" }), known("ru"))).toBe("Имя клиента");
		expect(valueWords("{{ user.imya_klienta }}, здравствуйте", known("ru"))).toBe("‹Имя клиента›, здравствуйте");
		expect(valueWords("user.imya_klienta", known("ru"))).toBe("‹Имя клиента›");
		const rule = { left: "user.imya_klienta", op: "eq", right: "user.imya_klienta" };
		expect(valueWords(rule, known("ru"))).toBe('‹Имя клиента› == "user.imya_klienta"');
	});

	it("says of a variable what it is called and what it holds", () => {
		const variable = { scope: "user", name: "cups", type: "number" };
		expect(variableWords({ ...variable, title: "Чашки", default: 2 }, known("ru"))).toBe("Чашки · number · 2");
		expect(variableWords(variable, known("ru"))).toBe("number");
	});

	it("puts together what is at one block", () => {
		const groups = grouped([
			item({ flow: "main", block: "hello", path: "/config/text" }),
			item({ path: "/variables/user.x" }),
			item({ flow: "main", block: "hello", path: "/flows/main/edges/hello/next" }),
		]);
		expect(groups.map((g) => [g.block, g.items.length])).toEqual([
			["hello", 2],
			[undefined, 1],
		]);
	});
});
