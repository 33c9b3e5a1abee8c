/**
 * The body of a request or an answer as one reads it: JSON in lines, with letters instead of \u escapes. Anything else stays as it
 * came, and so does JSON with numbers that would lose digits here.
 */
export function readable(body: string): string {
	if (!/^\s*[[{]/.test(body) || /\d{16}|\d\.\d{15}/.test(body)) {
		return body;
	}
	try {
		return JSON.stringify(JSON.parse(body), null, 2);
	} catch {
		return body;
	}
}
