import { describe, expect, it } from "vitest";
import { durationWords, plainName, priceWords, runsOf } from "./words";

describe("texts on cards", () => {
	it("show values as names and marks as marks, never braces or tags", () => {
		expect(runsOf("<b>Hi, {{ user.first_name }}!</b> 1 &lt; 2<a href='x'>s</a>")).toEqual([
			{ text: "Hi, ", bold: true },
			{ text: "first name", value: true, bold: true },
			{ text: "!", bold: true },
			{ text: " 1 " },
			{ text: "<" },
			{ text: " 2" },
			{ text: "s" },
		]);
	});

	it("end after so many characters", () => {
		expect(runsOf("abcdef {{ user.x }}", 4)).toEqual([{ text: "abcd…" }]);
	});

	it.each([
		["user.first_name", "first name"],
		['format_date(item.at, "d MMM")', "at"],
		["index + 1", "index + 1"],
		["local.row.master.en", "master"],
		["item.ru", "item"],
		["user.id", "id"],
		["services[user.language]", "language"],
	])("call %s %s", (expression, name) => expect(plainName(expression)).toBe(name));

	it("say durations and prices as people do", () => {
		expect(durationWords("1d12h", "en")).toBe("1 day 12 hours");
		expect(durationWords(90, "ru")).toBe("90 секунд");
		expect(durationWords("soon", "en")).toBe("");
		expect(priceWords(50, "XTR", "en")).toBe("50 ⭐");
		expect(priceWords(1050, "USD", "en")).toBe("$10.50");
		expect(priceWords(500, "JPY", "en")).toBe("¥500");
		expect(priceWords(5, "?", "en")).toBe("5 ?");
	});
});
