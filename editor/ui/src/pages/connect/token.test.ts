import { describe, expect, it } from "vitest";
import { tokenIn } from "./token";

const token = `123456789:${"A".repeat(35)}`;

describe("tokenIn", () => {
	it.each([token, `  ${token}\n`, `Use this token to access the HTTP API:\n${token}\nKeep your token secure.`])(
		"finds it in %j",
		(text) => expect(tokenIn(text)).toBe(token),
	);

	it.each(["", "hello", "123456789:short", `12:${"A".repeat(35)}`, `123456789:${"A".repeat(80)}`])(
		"finds none in %j",
		(text) => expect(tokenIn(text)).toBeUndefined(),
	);
});
