import { describe, expect, it } from "vitest";
import { readDocument } from "./document-file";

describe("readDocument", () => {
	it("reads a bot", () => expect(readDocument('{"name":"x","flows":[]}')).toEqual({ name: "x", flows: [] }));

	it.each(["", "{", "[]", "null", '"text"', '{"name":"x"}', "PNG\u0000"])("refuses %j", (text) =>
		expect(readDocument(text)).toBeUndefined(),
	);
});
