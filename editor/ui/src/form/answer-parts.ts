import type { Json } from "../flow/types";

/** A value in the answer of a service. */
export interface AnswerPart {
	/** Where it is, as blocks/http reads it: order.items[0].price, ["a b"]. */
	from: string;
	/** The last name on the way to it. */
	name: string;
	value: Json;
	type: "text" | "number" | "bool" | "list";
}

/** How many parts are shown; the answers of some services have thousands. */
const most = 30;
const deepest = 8;

/** The values in an answer that a variable can keep, in their order; none where it is not JSON. Of a list, itself and its first entry. */
export function partsOf(body: string): AnswerPart[] {
	let whole: Json;
	try {
		whole = JSON.parse(body) as Json;
	} catch {
		return [];
	}
	const parts: AnswerPart[] = [];
	const walk = (value: Json, from: string, name: string, depth: number) => {
		if (parts.length >= most || depth > deepest || value === null) {
			return;
		}
		if (Array.isArray(value)) {
			parts.push({ from, name, value, type: "list" });
			if (typeof value[0] === "object" && value[0] !== null) {
				walk(value[0], `${from}[0]`, name, depth + 1);
			}
		} else if (typeof value === "object") {
			for (const [key, inner] of Object.entries(value)) {
				walk(inner ?? null, stepTo(from, key), key, depth + 1);
			}
		} else {
			const type = typeof value === "number" ? "number" : typeof value === "boolean" ? "bool" : "text";
			parts.push({ from, name, value, type });
		}
	};
	walk(whole, "", "", 0);
	return parts;
}

function stepTo(from: string, key: string): string {
	if (key === "" || /[.[\]"' $]/.test(key)) {
		return `${from}[${JSON.stringify(key)}]`;
	}
	return from === "" ? key : `${from}.${key}`;
}
