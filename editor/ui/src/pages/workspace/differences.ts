import { shorten } from "../../ui/clip";

/** One field of what was changed, before and after, in words. */
export interface Difference {
	/** Path of the field, its parts apart by a dot; empty for the whole. */
	field: string;
	before: string;
	after: string;
}

/** Longer values are cut: a journal tells what was done, the whole is in the history of the bot. */
const longest = 160;

/** The fields that differ between two states of a thing, each with its values in words; equal ones are left out. */
export function differences(before: unknown, after: unknown): Difference[] {
	const old = flat(before);
	const fresh = flat(after);
	return [...new Set([...old.keys(), ...fresh.keys()])]
		.map((field) => ({ field, before: old.get(field) ?? "", after: fresh.get(field) ?? "" }))
		.filter((d) => d.before !== d.after);
}

function flat(value: unknown, field = "", out = new Map<string, string>()): Map<string, string> {
	if (value === undefined || value === null || value === "") {
		return out;
	}
	if (Array.isArray(value) && value.every((v) => typeof v !== "object" || v === null)) {
		out.set(field, shorten(value.map(String).join(", "), longest));
		return out;
	}
	if (typeof value === "object") {
		for (const [key, inner] of Object.entries(value)) {
			flat(inner, field === "" ? key : `${field}.${key}`, out);
		}
		return out;
	}
	out.set(field, shorten(String(value), longest));
	return out;
}
