/** An expression that pickers can show: one value, or two with a sign between them. */
export type Simple =
	| { kind: "value"; name: string }
	| { kind: "pair"; left: Operand; sign: Sign; right: Operand };

export type Operand = { kind: "name"; name: string } | { kind: "constant"; value: string | number | boolean };

export const signs = ["+", "-", "*", "/", "==", "!=", ">", ">=", "<", "<="] as const;
export type Sign = (typeof signs)[number];

const namePattern = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
const reserved: ReadonlySet<string> = new Set(["true", "false", "nil", "not", "and", "or", "in", "let"]);

export function isName(text: string): boolean {
	return namePattern.test(text) && !reserved.has(text);
}

function operand(text: string): Operand | undefined {
	const t = text.trim();
	if (isName(t)) {
		return { kind: "name", name: t };
	}
	if (/^-?\d+(\.\d+)?$/.test(t)) {
		return { kind: "constant", value: Number(t) };
	}
	if (t === "true" || t === "false") {
		return { kind: "constant", value: t === "true" };
	}
	if (/^"([^"\\]|\\.)*"$/.test(t)) {
		try {
			return { kind: "constant", value: JSON.parse(t) as string };
		} catch {
			return undefined;
		}
	}
	return undefined;
}

/** Reads an expression that pickers can show; undefined for any other. */
export function readSimple(source: string): Simple | undefined {
	const text = source.trim();
	if (isName(text)) {
		return { kind: "value", name: text };
	}
	const found = /^("(?:[^"\\]|\\.)*"|[^\s"]+)\s*(\+|-|\*|\/|==|!=|>=|<=|>|<)\s*("(?:[^"\\]|\\.)*"|[^\s"]+)$/.exec(text);
	const left = operand(found?.[1] ?? "");
	const right = operand(found?.[3] ?? "");
	const sign = signs.find((s) => s === found?.[2]);
	return left && right && sign ? { kind: "pair", left, sign, right } : undefined;
}

export function writeOperand(o: Operand): string {
	return o.kind === "name" ? o.name : JSON.stringify(o.value);
}

export function writeSimple(simple: Simple): string {
	return simple.kind === "value"
		? simple.name
		: `${writeOperand(simple.left)} ${simple.sign} ${writeOperand(simple.right)}`;
}

/** The word before the caret that completion goes on with, such as user.fi. */
export function wordBefore(text: string, caret: number): string {
	return /[A-Za-z_][\w.]*$/.exec(text.slice(0, caret))?.[0] ?? "";
}
