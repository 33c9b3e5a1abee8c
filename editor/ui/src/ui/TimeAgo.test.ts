import { describe, expect, it } from "vitest";
import { timeAgo } from "./TimeAgo";

const now = new Date("2026-03-01T12:00:00Z");

describe("timeAgo", () => {
	it.each([
		["2026-03-01T11:59:40Z", "en", "now"],
		["2026-03-01T11:55:00Z", "en", "5 minutes ago"],
		["2026-02-28T12:00:00Z", "en", "yesterday"],
		["2026-03-08T12:00:00Z", "en", "next week"],
		["2025-01-01T12:00:00Z", "en", "last year"],
		["2026-03-01T09:00:00Z", "ru", "3 часа назад"],
	])("%s in %s is %s", (at, language, want) => expect(timeAgo(new Date(at), now, language)).toBe(want));
});
