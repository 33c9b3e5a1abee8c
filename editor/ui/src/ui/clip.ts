const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * The beginning of a text, at most so many UTF-16 units. What people see as one letter, such as a flag or an emoji with a colour of skin,
 * is in it whole or not at all, unless it is longer than that by itself.
 */
export function clip(text: string, most: number): string {
	if (text.length <= most) {
		return text;
	}
	const whole = letters.segment(text).containing(most)?.index ?? 0;
	return whole > 0 ? text.slice(0, whole) : text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}

/** A text of at most so many UTF-16 units: of a longer one the beginning, with … in place of the rest. */
export function shorten(text: string, most: number): string {
	return text.length > most ? `${clip(text, most - 1).trimEnd()}…` : text;
}

/** The first letter of a text as people see it; empty for an empty text. */
export function firstLetter(text: string): string {
	return letters.segment(text).containing(0)?.segment ?? "";
}
