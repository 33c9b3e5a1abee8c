import type { Json } from "../flow/types";

export const units = ["s", "m", "h", "d", "w"] as const;
export type Unit = (typeof units)[number];

const seconds: Readonly<Record<Unit, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

export interface Span {
	count: number;
	unit: Unit;
}

/** Reads a time span such as "1h30m" or 90 as a number of the largest unit that goes into it; undefined if it is none. */
export function readSpan(value: Json | undefined): Span | undefined {
	const total = typeof value === "number" ? value : typeof value === "string" ? spelled(value) : undefined;
	if (total === undefined || !Number.isFinite(total) || total < 0) {
		return undefined;
	}
	const unit = units.findLast((u) => total >= seconds[u] && total % seconds[u] === 0) ?? "s";
	return { count: total / seconds[unit], unit };
}

function spelled(text: string): number | undefined {
	if (/^[0-9]+$/.test(text)) {
		return Number(text);
	}
	const found = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
	if (!found || text === "") {
		return undefined;
	}
	const [, w, d, h, m, s] = found;
	return [w, d, h, m, s].reduce((sum, n, i) => sum + Number(n ?? 0) * seconds[units[4 - i] ?? "s"], 0);
}

export function writeSpan(span: Span): string {
	return `${span.count}${span.unit}`;
}
