import { expect, it } from "vitest";
import { sentence } from "./sentence";

it.each([
	["there is no such block", "There is no such block"],
	["этот текст никто не прочтёт", "Этот текст никто не прочтёт"],
	["user.age is not known", "user.age is not known"],
	["order_id: what is it", "order_id: what is it"],
	["«start» никуда не ведёт", "«start» никуда не ведёт"],
	["3 of them", "3 of them"],
	["", ""],
])("%s", (message, begun) => {
	expect(sentence(message)).toBe(begun);
});
