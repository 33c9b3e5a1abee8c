import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordDiff } from "./words-diff";

describe("wordDiff", () => {
	it("shows the words that differ", () => {
		expect(wordDiff("Hello dear guest", "Hello guest!")).toEqual([
			{ text: "Hello ", kind: "same" },
			{ text: "dear guest", kind: "removed" },
			{ text: "guest!", kind: "added" },
		]);
	});

	it("shows a sentence that was written anew as one change", () => {
		expect(wordDiff("Hi, we sleep", "Good day, we sleep")).toEqual([
			{ text: "Hi,", kind: "removed" },
			{ text: "Good day,", kind: "added" },
			{ text: " we sleep", kind: "same" },
		]);
		expect(wordDiff("one two three", "four five three")).toEqual([
			{ text: "one two", kind: "removed" },
			{ text: "four five", kind: "added" },
			{ text: " three", kind: "same" },
		]);
	});

	it("keeps both texts whole", () => {
		const text = fc.array(fc.constantFrom("a", "b", " ", "\n", "word "), { maxLength: 30 }).map((l) => l.join(""));
		fc.assert(
			fc.property(text, text, (before, after) => {
				const pieces = wordDiff(before, after);
				const of = (kind: string) =>
					pieces
						.filter((p) => p.kind === "same" || p.kind === kind)
						.map((p) => p.text)
						.join("");
				expect([of("removed"), of("added")]).toEqual([before, after]);
			}),
		);
	});
});
