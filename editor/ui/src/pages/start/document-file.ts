/** Reads the text of a file that somebody chose as a bot; undefined if it is none. What is wrong inside one, the server says. */
export function readDocument(text: string): Record<string, unknown> | undefined {
	try {
		const read: unknown = JSON.parse(text);
		const whole = typeof read === "object" && read !== null ? (read as Record<string, unknown>) : {};
		return Array.isArray(whole.flows) ? whole : undefined;
	} catch {
		return undefined;
	}
}
