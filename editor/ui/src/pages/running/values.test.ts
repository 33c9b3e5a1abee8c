import { describe, expect, it } from "vitest";
import { rowsOf } from "./values";

const words = { yes: "yes", no: "no" };

describe("rowsOf", () => {
	it("says values in words, parts of objects by their names", () => {
		const rows = rowsOf(
			{
				points: 1200,
				address: { city: "Berlin", zip: null },
				cart: ["Latte", { size: "large" }],
				sugar: false,
				note: "",
			},
			words,
			"en",
		);
		expect(rows).toEqual([
			{ name: "address › city", value: "Berlin" },
			{ name: "cart", value: "Latte, size: large" },
			{ name: "points", value: "1,200" },
			{ name: "sugar", value: "no" },
		]);
	});

	it("calls values as the bot's author does", () => {
		const called = (name: string) => (name === "imya" ? "Имя клиента" : name);
		expect(rowsOf({ imya: "Анна", home: { city: "Рига" } }, words, "ru", called)).toEqual([
			{ name: "home › city", value: "Рига" },
			{ name: "Имя клиента", value: "Анна" },
		]);
	});

	it("leaves text that only looks like a date alone", () => {
		expect(rowsOf({ when: "2026-99-99T99:99" }, words, "en")).toEqual([{ name: "when", value: "2026-99-99T99:99" }]);
	});
});
