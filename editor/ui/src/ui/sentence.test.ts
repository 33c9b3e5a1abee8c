import { expect, it } from "vitest";
import { sentence } from "./sentence";

it.each([
	["no trigger takes messages", "No trigger takes messages"],
	["кнопка никуда не ведёт", "Кнопка никуда не ведёт"],
	["user.name is not declared", "user.name is not declared"],
	["save_to is empty", "save_to is empty"],
	["“price” is not declared", "“price” is not declared"],
	["Already so.", "Already so."],
	["", ""],
])("%s is written %s", (text, written) => {
	expect(sentence(text)).toBe(written);
});
