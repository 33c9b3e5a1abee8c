import { expect, it } from "vitest";
import { clip, firstLetter, shorten } from "./clip";

const family = "👨‍👩‍👧‍👦";

it.each([
	["Tea", 3, "Tea"],
	["Teas", 3, "Tea"],
	["Teas", 0, ""],
	["Ten 🎉", 5, "Ten "],
	[`Hi ${family}!`, 10, "Hi "],
	[`Hi ${family}!`, 3 + family.length, `Hi ${family}`],
	["🇫🇷🇩🇪", 6, "🇫🇷"],
	["Cafe\u0301", 4, "Caf"],
	["👍🏽👍🏽", 7, "👍🏽"],
	["1️⃣2️⃣", 4, "1️⃣"],
	[family, 4, "👨‍"], // more than there is room for: as much as fits, of whole characters
	[family, 1, ""],
])("cuts %s at %i between letters", (text, most, want) => {
	expect(clip(text, most)).toBe(want);
});

it("says that something was left out", () => {
	expect(shorten("Tea for two", 11)).toBe("Tea for two");
	expect(shorten("Tea for two", 5)).toBe("Tea…");
	expect(shorten(`Hi ${family}!`, 12)).toBe("Hi…");
});

it("knows the first letter", () => {
	expect(firstLetter(`${family}s`)).toBe(family);
	expect(firstLetter("acme/weather")).toBe("a");
	expect(firstLetter("")).toBe("");
});
