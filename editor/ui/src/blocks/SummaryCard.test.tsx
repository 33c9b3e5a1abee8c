import { expect, it } from "vitest";
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
