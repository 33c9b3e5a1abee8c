// @vitest-environment happy-dom

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSpan, writeSpan } from "./duration";
import { fromNodes, toNodes } from "./editing";
import { readSimple, writeSimple } from "./expression";
import { freeID, slug } from "./ids";
import { readMarkup, visibleLength, writeMarkup } from "./markup";
import { toMajor, toMinor } from "./money";
import { below, patched, steps } from "./pointer";
import { moveButton } from "./rows";
import { readRule, sourceOf, withOperation, writeRule } from "./rules";
import { withChoices } from "./schema";
import { joined, pieces, wholeValue } from "./template";

describe("template", () => {
	it("takes values out and leaves braces of a text alone", () => {
		expect(pieces('Hi {{ user.name }}, \\{{ x }} and {{ join(a, "}}") }}')).toEqual([
			{ kind: "text", text: "Hi " },
			{ kind: "value", source: "user.name" },
			{ kind: "text", text: ", {{ x }} and " },
			{ kind: "value", source: 'join(a, "}}")' },
		]);
		expect(pieces("{{ open")).toEqual([{ kind: "text", text: "{{ open" }]);
		expect(wholeValue(" {{ session.count }} ")).toBe("session.count");
		expect(wholeValue("{{ a }}{{ b }}")).toBeUndefined();
	});

	it("gives back any text that was typed", () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom("{{", "}}", "\\", "a", " ", '"', "<", "&", "\n")).map((p) => p.join("")),
				(text) => {
					expect(pieces(joined([{ kind: "text", text }]))).toEqual(text === "" ? [] : [{ kind: "text", text }]);
				},
			),
		);
	});
});

describe("markup", () => {
	it.each([
		"<b>Hi</b> {{ user.name }} &lt;3",
		'<a href="https://x.org/{{ user.id }}">link <i>now</i></a>',
		"<strong>a</strong>\n<tg-spoiler>b</tg-spoiler><blockquote expandable>c</blockquote>",
		"{{ a < b ? 1 : 2 }} & more".replace(" & ", " &amp; "),
	])("keeps %s", (source) => {
		expect(writeMarkup(readMarkup(source) ?? [])).toBe(source);
		const root = document.createElement("div");
		root.append(...(toNodes(source, true, (s) => s) ?? []));
		expect(fromNodes(root, true)).toBe(source);
	});

	it.each(["<b>open", "</b>", "<table></table>", "<b><i></b></i>"])("leaves %s to be written as source", (source) => {
		expect(readMarkup(source)).toBeUndefined();
	});

	it("counts what the user sees", () => {
		expect(visibleLength(readMarkup("<b>Hi</b> {{ user.name }} &amp; you") ?? [])).toBe(9);
	});

	it("makes marks and lines of what the browser puts in", () => {
		const root = document.createElement("div");
		root.innerHTML = "a<strong>b</strong><div>c<br></div>";
		expect(fromNodes(root, true)).toBe("a<b>b</b>\nc");
		root.textContent = "Price: {{ session.price }} <";
		expect(fromNodes(root, true)).toBe("Price: {{ session.price }} &lt;");
	});

	it("gives back any text through the page", () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom("<", ">", "&", "a", "\n", " b", "{{", "}}", "&lt;")).map((p) => p.join("")),
				(text) => {
					const source = writeMarkup(text === "" ? [] : [{ kind: "text", text }]);
					const root = document.createElement("div");
					root.append(...(toNodes(source, true, (s) => s) ?? []));
					expect(readMarkup(source)).toEqual(text === "" ? [] : [{ kind: "text", text }]);
				},
			),
		);
	});
});

describe("values", () => {
	it.each([
		["1h30m", { count: 90, unit: "m" }],
		["7d", { count: 1, unit: "w" }],
		[90, { count: 90, unit: "s" }],
		["0s", { count: 0, unit: "s" }],
		["soon", undefined],
	])("reads the span %s", (text, span) => expect(readSpan(text)).toEqual(span));

	it("writes spans that mean the same", () => {
		fc.assert(
			fc.property(fc.nat(10_000_000), (n) => {
				const span = readSpan(n);
				expect(span && readSpan(writeSpan(span))).toEqual(span);
			}),
		);
	});

	it("keeps amounts of money", () => {
		fc.assert(
			fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom("XTR", "EUR", "JPY"), (n, currency) => {
				expect(toMinor(toMajor(n, currency), currency)).toBe(n);
			}),
		);
	});

	it.each(["user.name", "session.a + 1", 'event.text == "yes, \\"no\\""', "a.b >= c.d", "user.ok == true"])(
		"picks %s",
		(source) => {
			const simple = readSimple(source);
			expect(simple && writeSimple(simple)).toBe(source);
		},
	);

	it.each(["len(x)", "a + b + c", "", "1 +"])("leaves %s to be written", (source) =>
		expect(readSimple(source)).toBeUndefined(),
	);

	it("names by words", () => {
		expect(slug("Большой кофе!")).toBe("bolshoy_kofe");
		expect(slug("2 × {{ x }} Café")).toBe("cafe");
		expect(freeID("a", ["a", "a_2"])).toBe("a_3");
	});
});

describe("rules", () => {
	const rule = {
		all: [{ left: "user.age", op: "gte", right: 18 }, { not: { any: [{ left: "a.b", op: "is_empty" }] } }],
	};

	it("gives back what it read", () => {
		const read = readRule(rule);
		expect(read && writeRule(read)).toEqual(rule);
		expect(read && sourceOf(read)).toBe("user.age >= 18 && not (is_empty(a.b))");
	});

	it.each([{}, { all: [{}] }, { left: "a", op: "no" }, { any: [], x: 1 }, []])("does not guess at %j", (value) =>
		expect(readRule(value)).toBeUndefined(),
	);

	it("keeps what is compared when the operation changes", () => {
		const test = { kind: "test" as const, left: "a.b", op: "eq", right: 5 };
		expect(withOperation(test, "between")).toEqual({ ...test, op: "between", right: [5, ""] });
		expect(withOperation(withOperation(test, "between"), "lt")).toEqual({ ...test, op: "lt" });
		expect(withOperation(test, "is_empty")).toEqual({ kind: "test", left: "a.b", op: "is_empty" });
	});
});

describe("places", () => {
	it("escapes pointers", () => expect(steps(below(below("", "a/b"), "~c"))).toEqual(["a/b", "~c"]));

	it("applies a patch", () => {
		expect(
			patched({ a: [1, 2], b: 0 }, [
				{ op: "add", path: "/a/-", value: 3 },
				{ op: "remove", path: "/b" },
			]),
		).toEqual({ a: [1, 2, 3] });
		expect(patched({ a: [1, 2] }, [{ op: "replace", path: "/a/0", value: 9 }])).toEqual({ a: [9, 2] });
		expect(() => patched({ a: 1 }, [{ op: "replace", path: "/x/y", value: 1 }])).toThrow();
	});

	it("moves buttons between rows", () => {
		const [a, b, c] = [{ id: "a" }, { id: "b" }, { id: "c" }];
		expect(moveButton([[a, b], [c]], { row: 0, column: 0 }, { row: 1, column: 1 })).toEqual({
			rows: [[b], [c, a]],
			at: { row: 1, column: 1 },
		});
		expect(moveButton([[a], [c]], { row: 0, column: 0 }, { row: 2, column: 0 })).toEqual({
			rows: [[c], [a]],
			at: { row: 1, column: 0 },
		});
		expect(moveButton([[a, b, c]], { row: 0, column: 0 }, { row: 0, column: 2 })).toEqual({
			rows: [[b, a, c]],
			at: { row: 0, column: 1 },
		});
	});
});

describe("the help of a choice", () => {
	const titles: Record<string, string> = { keep: "«Оставить»", any_word: "«Есть любое слово»" };
	it("calls choices as the field does", () => {
		expect(
			withChoices(
				"keep оставит; any_word, status и my.keep — нет",
				["keep", "any_word", "status", 7],
				(c) => titles[c],
				"ru",
			),
		).toBe("«Оставить» оставит; «Есть любое слово», status и my.keep — нет");
	});
	it("leaves alone what may be a word of the sentence", () => {
		const english = (c: string) => `“${c}”`;
		expect(
			withChoices(
				"keep to keep it; also any_word, text keeps it as a text, none or file",
				["keep", "any_word", "text", "none", "file"],
				english,
				"en",
			),
		).toBe("“keep” to keep it; also “any_word”, “text” keeps it as a text, “none” or “file”");
	});
});
