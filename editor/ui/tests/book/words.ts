import { readFileSync } from "node:fs";
import path from "node:path";

export type Language = "en" | "ru";

/** What the page calls something: the text of a key such as "chat.view_of.film", with its values. */
export type Say = (key: string, values?: Record<string, string>) => string;

/** The words of the page in a language, so that a scene is the same in all of them. */
export function wordsOf(language: Language): Say {
	const files: Record<string, unknown> = {};
	return (key, values = {}) => {
		const [file = "", ...places] = key.split(".");
		files[file] ??= JSON.parse(
			readFileSync(path.resolve(import.meta.dirname, `../../src/i18n/${language}/${file}.json`), "utf8"),
		);
		let found: unknown = files[file];
		for (const place of places) {
			found = (found as Record<string, unknown> | undefined)?.[place];
		}
		if (typeof found !== "string") {
			throw new Error(`${language} has no text ${key}`);
		}
		return found.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
	};
}
