import type { BotDocument, Json } from "../../flow/types";

/** Values by path, as a newcomer to a bot would have them. */
export type Sample = Record<string, unknown>;

/** The variables of a document with their defaults, and a newcomer called Anna. */
export function sampleOf(document: BotDocument): Sample {
	const sample: Sample = { user: { first_name: "Anna", name: "Anna" }, session: {}, bot: {}, local: {} };
	for (const { scope, name, default: value } of document.variables ?? []) {
		set(sample, `${scope}.${name}`, value);
	}
	return sample;
}

export function set(sample: Sample, path: string, value: unknown): void {
	const [scope = "", ...names] = path.split(".");
	const name = names.pop();
	let place = record(sample[scope]);
	sample[scope] = place;
	for (const inner of names) {
		const next = record(place[inner]);
		place[inner] = next;
		place = next;
	}
	if (name !== undefined) {
		place[name] = value;
	}
}

export function record(value: unknown): Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/**
 * The value of an expression as far as a picture needs it: paths, texts and numbers, sums, comparisons, one choice with ?: and
 * money(). The server's expressions know far more; undefined stands for all of that, and for what a newcomer does not have.
 */
export function evaluate(expression: string, sample: Sample): unknown {
	const text = expression.trim();
	const choice = /^(.+?) \? (.+?) : (.+)$/s.exec(text);
	if (choice) {
		const [, condition = "", yes = "", no = ""] = choice;
		const holds = evaluate(condition, sample);
		return holds === undefined ? undefined : evaluate(holds ? yes : no, sample);
	}
	const comparison = /^(\S+) (==|!=|>=|<=|>|<) (\S+)$/.exec(text);
	if (comparison) {
		const [, left = "", operator = "", right = ""] = comparison;
		return compare(evaluate(left, sample), operator, evaluate(right, sample));
	}
	const literal = /^"([^"]*)"$/.exec(text);
	if (literal) {
		return literal[1];
	}
	if (/^-?\d+(\.\d+)?$/.test(text)) {
		return Number(text);
	}
	if (text.includes(" + ")) {
		return sum(text.split(" + ").map((part) => evaluate(part, sample)));
	}
	const money = /^money\(([\w.]+), "([A-Z]{3})"\)$/.exec(text);
	if (money) {
		const [, path = "", currency = ""] = money;
		const amount = evaluate(path, sample);
		return typeof amount === "number" ? price(amount, currency) : undefined;
	}
	return /^\w+(\.\w+)*$/.test(text) ? at(sample, text) : undefined;
}

function compare(left: unknown, operator: string, right: unknown): boolean | undefined {
	switch (operator) {
		case "==":
			return (left ?? "") === (right ?? "");
		case "!=":
			return (left ?? "") !== (right ?? "");
		default:
	}
	if (typeof left !== "number" || typeof right !== "number") {
		return undefined;
	}
	switch (operator) {
		case ">":
			return left > right;
		case ">=":
			return left >= right;
		case "<":
			return left < right;
		default:
			return left <= right;
	}
}

function sum(parts: unknown[]): unknown {
	if (parts.every((part) => typeof part === "number")) {
		return parts.reduce((a, b) => a + b, 0);
	}
	return parts.some((part) => part === undefined) ? undefined : parts.join("");
}

/** An amount in the smallest unit of its currency, or in Stars, as people write it. */
export function price(amount: number, currency: string): string {
	return currency === "XTR" ? `${amount} ⭐` : `${(amount / 100).toFixed(2).replace(/\.00$/, "")} ${sign(currency)}`;
}

function sign(currency: string): string {
	const signs: Readonly<Record<string, string>> = { EUR: "€", USD: "$", RUB: "₽" };
	return signs[currency] ?? currency;
}

function at(sample: Sample, path: string): unknown {
	let value: unknown = sample;
	for (const name of path.split(".")) {
		value = record(value)[name];
	}
	return value ?? undefined;
}

/** Stands for a value that the picture cannot know, until what depends on it is taken out. */
const unknown = "\u0000";

/**
 * A template with its values put in. What the picture cannot know is left out with the separator before it, or with the whole
 * sentence that would make no sense without it.
 */
export function fill(template: string, sample: Sample): string {
	return template
		.replaceAll(/\{\{(.+?)\}\}/gs, (_, expression: string) => {
			const value = evaluate(expression, sample);
			return value === undefined || typeof value === "object" ? unknown : String(value);
		})
		.replaceAll(/ · \0/g, "")
		.replaceAll(/[^.!?\n<>]*\0[^.!?\n<>]*[.!?]?/g, "")
		.replaceAll(/<(\w+)><\/\1>\s*/g, "")
		.replaceAll(/\n{3,}/g, "\n\n")
		.trim();
}

/** A text of the document in a language, else in the document's own, else in whatever there is. */
export function textOf(text: Json | undefined, language: string, own: string): string {
	if (typeof text === "string" || typeof text === "number") {
		return String(text);
	}
	const by = record(text);
	const found = by[language] ?? by[own] ?? Object.values(by)[0];
	return typeof found === "string" ? found : "";
}
