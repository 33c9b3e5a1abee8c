import { expect, it } from "vitest";
import type { Issue } from "../api/types";
import { issueCounts, issuesOf, moodOf } from "./lookups";

const issue = (severity: Issue["severity"], message: string): Issue => ({
	code: "x",
	severity,
	path: "/x",
	message,
	block: "a",
});

it("counts errors and hints of a block, and marks it by the worse of them", () => {
	const both = issuesOf([issue("warning", "Short"), issue("error", "Missing"), issue("warning", "Long")], "a");
	expect(issueCounts(both)).toEqual({ errors: 1, warnings: 2, messages: ["Short", "Missing", "Long"] });
	expect(moodOf(both)).toBe("error");
	expect(moodOf(issuesOf([issue("warning", "Short")], "a"))).toBe("warning");
	expect(moodOf(issuesOf([issue("error", "Missing")], "b"))).toBeUndefined();
});
