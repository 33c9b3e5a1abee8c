import { describe, expect, it } from "vitest";
import { differences } from "./differences";

describe("differences", () => {
	it.each([
		[
			"a change",
			{ name: "Old", role: "editor" },
			{ name: "New", role: "editor" },
			[{ field: "name", before: "Old", after: "New" }],
		],
		["something made", undefined, { name: "New" }, [{ field: "name", before: "", after: "New" }]],
		["something gone", { a: { b: 1 } }, null, [{ field: "a.b", before: "1", after: "" }]],
		["a list", { scopes: ["a"] }, { scopes: ["a", "b"] }, [{ field: "scopes", before: "a", after: "a, b" }]],
		["a plain value", true, false, [{ field: "", before: "true", after: "false" }]],
		["nothing", undefined, undefined, []],
	])("tells %s", (_, before, after, want) => expect(differences(before, after)).toEqual(want));

	it("cuts long texts", () => {
		const [found] = differences(undefined, { text: "x".repeat(1000) });
		expect(found?.after).toHaveLength(160);
		expect(found?.after.endsWith("…")).toBe(true);
	});
});
