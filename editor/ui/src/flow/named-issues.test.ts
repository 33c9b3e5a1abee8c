import { expect, it } from "vitest";
import type { Catalogue, Issue } from "../api/types";
import { namedIssues } from "./named-issues";

const type = (name: string, en: string, ru: string) => ({ name, title: { en, ru }, exits: [] });
const draft = {
	document: {
		schema_version: 1,
		name: "Bot",
		language: "en",
		variables: [
			{ scope: "user", name: "imya", title: "Имя клиента", type: "text" },
			{ scope: "user", name: "cups", type: "number" },
		],
		flows: [
			{
				id: "main",
				name: "Order",
				blocks: [
					{ id: "hello", type: "message.text", config: { buttons: [[{ id: "yes", label: "Yes, please" }]] } },
					{ id: "name", type: "ask.text", label: "Your name" },
				],
				edges: [],
			},
			{ id: "other", name: "Other", blocks: [{ id: "elsewhere", type: "ask.text" }], edges: [] },
		],
	},
	catalogue: {
		types: [type("message.text", "Message", "Сообщение"), type("ask.text", "Ask for a text", "Спросить текст")],
	} as unknown as Catalogue,
	exits: { hello: [{ name: "next", title: { en: "Next", ru: "Дальше" } }] },
};
const issue = (message: string, block = "hello"): Issue => ({
	code: "c",
	severity: "error",
	path: "/flows/0",
	flow: "main",
	block,
	message,
});

const quote = (name: string) => `<${name}>`;

it.each([
	["en", 'nothing leads to the block "hello"', "nothing leads to the block <Message>"],
	["ru", "к блоку «hello» ничто не ведёт", "к блоку <Сообщение> ничто не ведёт"],
	["en", 'the exit "button:yes" leads nowhere', "the exit <Yes, please> leads nowhere"],
	["ru", "выход «next» никуда не ведёт", "выход <Дальше> никуда не ведёт"],
	["en", 'after "name" of the flow "other"', "after <Your name> of the flow <Other>"],
	["en", 'the flow has no block "gone"', "the flow has no block <gone>"],
	["en", 'another flow has "elsewhere"', "another flow has <elsewhere>"],
])("says in %s: %s", (language, message, said) => {
	expect(namedIssues([issue(message)], draft, language, quote)).toEqual([issue(said)]);
});

it("knows an exit only at its own block", () => {
	const [said] = namedIssues([issue('the exit "next" leads nowhere', "name")], draft, "en", quote);
	expect(said?.message).toBe("the exit <next> leads nowhere");
});

it("says so of a quick fix, too", () => {
	const fix = { title: 'End the conversation at "next"', changes: [] };
	const [said] = namedIssues([{ ...issue("x"), fix }], draft, "en", quote);
	expect(said?.fix?.title).toBe("End the conversation at <Next>");
});

it("calls a variable by its title, but where a name is to be written", () => {
	const message = "nothing uses the variable user.imya, nor user.cups nor user.imya2";
	const said = "nothing uses the variable <Имя клиента>, nor user.cups nor user.imya2";
	expect(namedIssues([issue(message)], draft, "en", quote)).toEqual([issue(said)]);
	const unknown = { ...issue("there is no variable user.imia; did you mean user.imya?"), code: "variable_unknown" };
	expect(namedIssues([unknown], draft, "en", quote)).toEqual([unknown]);
});
