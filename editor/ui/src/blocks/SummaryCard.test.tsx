import { expect, it } from "vitest";
import type { JsonSchema } from "../api/types";
import { summaryOf } from "./SummaryCard";

const languages = ["ru", "en"];

it.each([
	[
		"the value that is changed, not how",
		{ assignments: [{ op: "set", value: "x", var: "user.city" }] },
		"{{ user.city }}",
	],
	["a variable alone", { field: "user.city" }, "{{ user.city }}"],
	["an address as it is", { url: "chat.example.com/x" }, "chat.example.com/x"],
	["a text in the language of the bot", { text: { en: "Hi", ru: "Привет" } }, "Привет"],
	[
		"labels",
		{
			options: [
				{ id: "a", label: "Latte" },
				{ id: "b", label: { ru: "Чай" } },
			],
		},
		"Latte, Чай",
	],
	["nothing", undefined, ""],
])("sums up %s", (_, config, said) => expect(summaryOf(config, undefined, languages)).toBe(said));

it("says the first setting that has words, and no codes of choices", () => {
	const schema: JsonSchema = {
		required: ["scope"],
		properties: {
			scope: { enum: ["private", "group"] },
			changes: { type: "array", items: { $ref: "#/$defs/change" } },
			text: {},
		},
		$defs: { change: { properties: { op: { enum: ["set", "unset"] }, variable: { type: "string" } } } },
	};
	expect(summaryOf({ scope: "private", text: { en: "Hello" } }, schema, languages)).toBe("Hello");
	const changes = [
		{ op: "unset", variable: "user.name" },
		{ op: "unset", variable: "user.phone" },
	];
	expect(summaryOf({ scope: "group", changes }, schema, languages)).toBe("{{ user.name }}, {{ user.phone }}");
	expect(summaryOf({ scope: "private" }, schema, languages)).toBe("");
});
