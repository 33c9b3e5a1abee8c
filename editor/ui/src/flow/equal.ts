/** Whether two values of JSON are the same. The order of an object's fields says nothing, and undefined is left out. */
export function equal(a: unknown, b: unknown): boolean {
	if (a === b) {
		return true;
	}
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
		return false;
	}
	if (Array.isArray(a) || Array.isArray(b)) {
		return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((v, i) => equal(v, b[i]));
	}
	const x = a as Record<string, unknown>;
	const y = b as Record<string, unknown>;
	return Object.keys(x).every((k) => equal(x[k], y[k])) && Object.keys(y).every((k) => k in x || y[k] === undefined);
}
