/** A value with its name, as a row shows it; parts of objects have names of their own. */
export interface Row {
	name: string;
	value: string;
}

/** The values of a scope as rows, by name, each as the bot's author calls it. What is empty is left out. */
export function rowsOf(
	values: Record<string, unknown>,
	words: { yes: string; no: string },
	language: string,
	called: (name: string) => string = plain,
): Row[] {
	const out: Row[] = [];
	const add = (name: string, value: unknown) => {
		if (value === null || value === undefined || value === "") {
			return;
		}
		if (typeof value === "object" && !Array.isArray(value)) {
			for (const [part, v] of Object.entries(value)) {
				add(`${name} › ${plain(part)}`, v);
			}
			return;
		}
		out.push({ name, value: said(value, words, language) });
	};
	for (const [name, value] of Object.entries(values).sort(([a], [b]) => a.localeCompare(b))) {
		add(called(name), value);
	}
	return out;
}

const plain = (name: string) => name.replaceAll("_", " ");

/** Any value in words. A moment is shown in the language's own way. */
export function said(value: unknown, words: { yes: string; no: string }, language: string): string {
	switch (typeof value) {
		case "string":
			return moment(value, language) ?? value;
		case "number":
			return value.toLocaleString(language);
		case "boolean":
			return value ? words.yes : words.no;
		case "object":
			if (Array.isArray(value)) {
				return value.map((v) => said(v, words, language)).join(", ");
			}
			return value === null
				? ""
				: Object.entries(value)
						.map(([name, v]) => `${plain(name)}: ${said(v, words, language)}`)
						.join(", ");
		default:
			return "";
	}
}

function moment(text: string, language: string): string | undefined {
	if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) {
		return undefined;
	}
	const date = new Date(text);
	return Number.isNaN(date.getTime())
		? undefined
		: date.toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}
