import { describe, expect, it } from "vitest";
import { placeOf } from "./place";

describe("placeOf", () => {
	it.each(["/bots/b1/edit", "/workspace/audit?bot=b1"])("keeps %s", (back) => expect(placeOf(back)).toBe(back));

	it.each([undefined, "", "https://example.com", "//example.com", "/\\example.com", "javascript:x", "/login?back=/"])(
		"leads home instead of to %s",
		(back) => expect(placeOf(back)).toBe("/"),
	);
});
