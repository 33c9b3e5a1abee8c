import { describe, expect, it } from "vitest";
import { inFolders, languages, namespaces, ownName } from "./words";

const files = import.meta.glob<Record<string, unknown>>("./*/*.json", { eager: true, import: "default" });

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { eager: true, query: "?raw", import: "default" });

const ending = /_(zero|one|two|few|many|other)$/;

function keys(words: Record<string, unknown>, before = ""): string[] {
	return Object.entries(words).flatMap(([k, v]) =>
		typeof v === "object" && v !== null ? keys(v as Record<string, unknown>, `${before}${k}.`) : [before + k],
	);
}

/** Plural forms differ by language: those of a key count as one. */
function plain(list: string[]): string[] {
	return [...new Set(list.map((k) => k.replace(ending, "")))].sort();
}

/** The forms that whole numbers take in a language. */
function forms(language: string): string[] {
	const rules = new Intl.PluralRules(language);
	return [...new Set(Array.from({ length: 200 }, (_, n) => rules.select(n)))];
}

function wordsOf(language: string, namespace: string): string[] {
	return keys(files[`./${language}/${namespace}.json`] ?? {});
}

const parts = languages.flatMap((language) => namespaces.map((namespace) => ({ language, namespace })));

describe("words", () => {
	it("are there in English and in Russian", () => {
		expect(languages).toEqual(expect.arrayContaining(["en", "ru"]));
		expect(wordsOf("en", "app").length).toBeGreaterThan(20);
	});

	it.each(parts)("of $namespace are all there in $language, in every form that a number takes", (part) => {
		const { language, namespace } = part;
		const found = wordsOf(language, namespace);
		expect(plain(found)).toEqual(plain(wordsOf("en", namespace)));
		const counted = found.filter((k) => ending.test(k)).map((k) => k.replace(ending, ""));
		const missing = [...new Set(counted)].flatMap((k) =>
			forms(language)
				.map((form) => `${k}_${form}`)
				.filter((form) => !found.includes(form)),
		);
		expect(missing).toEqual([]);
	});

	it("of a new language take no more than a folder", () => {
		const paths = ["./en/app.json", "./en/start.json", "./de/start.json", "./de/app.json"];
		expect(inFolders(paths)).toEqual({ languages: ["de", "en"], namespaces: ["app", "start"] });
		expect(["de", "en", "ru"].map(ownName)).toEqual(["Deutsch", "English", "Русский"]);
		expect(Object.keys(sources).length).toBeGreaterThan(200);
		const named = Object.entries(sources).filter(
			([file, text]) => !/\.test\.tsx?$|schema\.d\.ts$/.test(file) && /^\s*ru:|\["en", "ru"\]|[=(] ?"ru"/m.test(text),
		);
		expect(named.map(([file]) => file)).toEqual([]);
	});
});
