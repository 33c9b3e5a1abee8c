import { describe, expect, it } from "vitest";
import type { BlockType, Catalogue } from "../api/types";
import { runsOf } from "../blocks/words";
import { namespaces } from "../i18n/words";
import { asTemplate, calledBy, outputTitles, sentenceOf, valuesCalled } from "./called";
import { ownTitles } from "./given";

const type = {
	name: "data.table.get",
	outputs: [
		{ name: "local.row", type: "object", title: { en: "The row", ru: "Строка" } },
		{ name: "session.imya_klienta", type: "text", title: { en: "Somebody" } },
	],
} as unknown as BlockType;
const inPackage = { ...type, package: {}, outputs: [{ name: "answer", type: "text", title: { en: "Answer" } }] };
const catalogue = { types: [type, inPackage], families: [], functions: [] } as unknown as Catalogue;
const variables = [
	{ scope: "session", name: "imya_klienta", title: "Имя клиента", type: "text" },
	{ scope: "user", name: "cups", type: "number" },
];
const called = calledBy({
	variables,
	own: (key) => (key === "user_first_name" ? "Имя" : key),
	title: (path) => outputTitles(catalogue).get(path),
	language: "ru",
});

describe("calledBy", () => {
	it.each([
		["session.imya_klienta", "Имя клиента"],
		["upper(session.imya_klienta)", "Имя клиента"],
		["user.imya_klienta", "imya klienta"],
		["session.imya_klienta.ru", "Имя клиента"],
		["session.imya_klienta.length", "length"],
		["user.cups", "cups"],
		["user.first_name", "Имя"],
		["local.row", "Строка"],
		["local.row.price", "price"],
		["answer", "answer"],
		["item", "item"],
		["", ""],
	])("calls %s %s", (expression, name) => expect(called(expression)).toBe(name));

	it("is how cards call values, too", () => {
		expect(runsOf("Hi {{ session.imya_klienta }}", 100, called).at(-1)).toEqual({ text: "Имя клиента", value: true });
	});
});

it("shows a setting that names a variable as a template of it, and no address", () => {
	expect(asTemplate("user.cups")).toBe("{{ user.cups }}");
	expect(asTemplate("ask user.cups")).toBe("ask user.cups");
	expect(asTemplate("https://user.example.com")).toBe("https://user.example.com");
});

it("says a condition with the words of its values, and leaves texts alone", () => {
	expect(sentenceOf('session.imya_klienta == "user.cups" and user.cups > 2', called)).toBe(
		'‹Имя клиента› == "user.cups" and ‹cups› > 2',
	);
	expect(sentenceOf("upper(user.cups) == 'a.b'", called)).toBe("upper(‹cups›) == 'a.b'");
});

it("finds values by what they are called", () => {
	expect(valuesCalled("имя", variables, called)).toEqual(["session.imya_klienta", "user.first_name"]);
	expect(valuesCalled(" ", variables, called)).toEqual([]);
});

it("has words for every value of ours", async () => {
	expect(namespaces).toContain("values");
	const { default: words } = await import("../i18n/en/values.json");
	expect(Object.keys(words).sort()).toEqual([...ownTitles].map((name) => name.replace(".", "_")).sort());
});
