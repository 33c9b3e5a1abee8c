import type { Json } from "../flow/types";
import { isName, readSimple } from "./expression";
import { isObject, type JsonObject } from "./pointer";

/** A condition made with pickers, as package expr of the server has it (expr.Rule). */
export type Rule = Group | Not | Test;
export interface Group {
	kind: "all" | "any";
	rules: Rule[];
}
export interface Not {
	kind: "not";
	rule: Rule;
}
export interface Test {
	kind: "test";
	left: string;
	op: string;
	/** Left out for operations that compare with nothing. */
	right?: Json;
}

/** How many values an operation compares with. */
export const operations: Readonly<Record<string, 0 | 1 | 2>> = {
	eq: 1,
	ne: 1,
	gt: 1,
	gte: 1,
	lt: 1,
	lte: 1,
	between: 2,
	contains: 1,
	not_contains: 1,
	starts_with: 1,
	ends_with: 1,
	matches: 1,
	in: 1,
	not_in: 1,
	is_empty: 0,
	not_empty: 0,
	is_true: 0,
	is_false: 0,
	before: 1,
	after: 1,
};

/** Reads a rule; undefined for what is none, which is shown as it is written. */
export function readRule(value: Json | undefined, depth = 1): Rule | undefined {
	if (!isObject(value) || depth > 16) {
		return undefined;
	}
	const keys = Object.keys(value);
	for (const kind of ["all", "any"] as const) {
		const list = value[kind];
		if (list !== undefined) {
			const rules = Array.isArray(list) ? list.map((r) => readRule(r, depth + 1)) : [undefined];
			return keys.length === 1 && rules.every((r) => r !== undefined) ? { kind, rules } : undefined;
		}
	}
	if (value.not !== undefined) {
		const rule = readRule(value.not, depth + 1);
		return keys.length === 1 && rule ? { kind: "not", rule } : undefined;
	}
	const { left, op, right, ...rest } = value;
	if (
		typeof left !== "string" ||
		typeof op !== "string" ||
		operations[op] === undefined ||
		Object.keys(rest).length > 0
	) {
		return undefined;
	}
	return right === undefined ? { kind: "test", left, op } : { kind: "test", left, op, right };
}

export function writeRule(rule: Rule): JsonObject {
	switch (rule.kind) {
		case "all":
			return { all: rule.rules.map(writeRule) };
		case "any":
			return { any: rule.rules.map(writeRule) };
		case "not":
			return { not: writeRule(rule.rule) };
		case "test":
			return {
				left: rule.left,
				op: rule.op,
				...(rule.right === undefined ? {} : { right: rule.right }),
			};
		default: {
			const never: never = rule;
			return never;
		}
	}
}

/** The test with another operation; what it compares with stays where the new one has a place for it. */
export function withOperation(test: Test, op: string): Test {
	const count = operations[op] ?? 1;
	const first = test.op === "between" && Array.isArray(test.right) ? test.right[0] : test.right;
	switch (count) {
		case 0:
			return { kind: "test", left: test.left, op };
		case 2:
			return { kind: "test", left: test.left, op, right: [first ?? "", ""] };
		case 1:
			return { kind: "test", left: test.left, op, right: first ?? "" };
	}
}

const opOf: Readonly<Record<string, string>> = {
	"==": "eq",
	"!=": "ne",
	">": "gt",
	">=": "gte",
	"<": "lt",
	"<=": "lte",
};

/** The rule that says the same as a plain comparison; undefined for any other expression. */
export function ruleOf(source: string): Rule | undefined {
	const simple = readSimple(source);
	if (simple?.kind === "value") {
		return { kind: "test", left: simple.name, op: "is_true" };
	}
	const op = simple && opOf[simple.sign];
	if (!simple || !op || simple.left.kind !== "name") {
		return undefined;
	}
	const right: Json = simple.right.kind === "name" ? { expr: simple.right.name } : simple.right.value;
	return { kind: "test", left: simple.left.name, op, right };
}

const forms: Readonly<Record<string, (left: string, right: string, second: string) => string>> = {
	eq: (l, r) => `${l} == ${r}`,
	ne: (l, r) => `${l} != ${r}`,
	gt: (l, r) => `${l} > ${r}`,
	gte: (l, r) => `${l} >= ${r}`,
	lt: (l, r) => `${l} < ${r}`,
	lte: (l, r) => `${l} <= ${r}`,
	between: (l, r, s) => `between(${l}, ${r}, ${s})`,
	contains: (l, r) => `includes(${l}, ${r})`,
	not_contains: (l, r) => `not includes(${l}, ${r})`,
	starts_with: (l, r) => `starts_with(${l}, ${r})`,
	ends_with: (l, r) => `ends_with(${l}, ${r})`,
	matches: (l, r) => `${l} matches ${r}`,
	in: (l, r) => `${l} in ${r}`,
	not_in: (l, r) => `${l} not in ${r}`,
	is_empty: (l) => `is_empty(${l})`,
	not_empty: (l) => `not is_empty(${l})`,
	is_true: (l) => `bool(${l})`,
	is_false: (l) => `not bool(${l})`,
	before: (l, r) => `date(${l}) < date(${r})`,
	after: (l, r) => `date(${l}) > date(${r})`,
};

/** The expression that a rule stands for, as the server reads it. */
export function sourceOf(rule: Rule): string {
	switch (rule.kind) {
		case "all":
		case "any":
			return rule.rules
				.map((r) => (r.kind === "all" || r.kind === "any" ? `(${sourceOf(r)})` : sourceOf(r)))
				.join(rule.kind === "all" ? " && " : " || ");
		case "not":
			return `not (${sourceOf(rule.rule)})`;
		case "test": {
			const left = isName(rule.left) ? rule.left : `(${rule.left})`;
			const [first, second] = rule.op === "between" && Array.isArray(rule.right) ? rule.right : [rule.right];
			return forms[rule.op]?.(left, operandSource(first), operandSource(second)) ?? left;
		}
		default: {
			const never: never = rule;
			return never;
		}
	}
}

function operandSource(v: Json | undefined): string {
	if (isObject(v) && typeof v.expr === "string") {
		return isName(v.expr) ? v.expr : `(${v.expr})`;
	}
	return v === null || v === undefined ? "nil" : JSON.stringify(v);
}
