import type { Json } from "../flow/types";
import { isObject, type JsonObject } from "./pointer";

export interface Place {
	row: number;
	column: number;
}

/** Rows of buttons; what is none is left out. */
export function readRows(value: Json | undefined): JsonObject[][] {
	return Array.isArray(value) ? value.map((row) => (Array.isArray(row) ? row.filter(isObject) : [])) : [];
}

/** The rows with one button moved in front of another place, and where it stands then; a row that gets empty goes. */
export function moveButton(rows: readonly JsonObject[][], from: Place, to: Place): { rows: JsonObject[][]; at: Place } {
	const button = rows[from.row]?.[from.column];
	if (!button) {
		return { rows: [...rows], at: from };
	}
	const marked = { ...button };
	const out = [...rows, ...(to.row >= rows.length ? [[]] : [])].map((row) => [...row]);
	const target = Math.max(0, Math.min(to.row, out.length - 1));
	out[from.row]?.splice(from.column, 1);
	const column = from.row === target && from.column < to.column ? to.column - 1 : to.column;
	out[target]?.splice(Math.max(0, Math.min(column, out[target]?.length ?? 0)), 0, marked);
	const kept = out.filter((row) => row.length > 0);
	const row = kept.findIndex((r) => r.includes(marked));
	return { rows: kept, at: { row, column: kept[row]?.indexOf(marked) ?? 0 } };
}
