import i18next from "i18next";
import { initReactI18next } from "react-i18next";

/** Languages of the page. German's files are missing yet: adding a folder beside the others and its name here is all. */
export const languages = ["en", "ru"] as const;
export type Language = (typeof languages)[number];

type Words = Record<string, unknown>;

const files = import.meta.glob<{ default: Words }>("./*/*.json");

/** Loads all namespaces of a language; each file beside its language's folder is one. */
async function load(language: Language): Promise<Record<string, Words>> {
	const out: Record<string, Words> = {};
	await Promise.all(
		Object.entries(files).map(async ([path, file]) => {
			const [, lang, name] = /^\.\/([a-z]+)\/([a-z]+)\.json$/.exec(path) ?? [];
			if (lang === language && name) {
				out[name] = (await file()).default;
			}
		}),
	);
	return out;
}

/** The language that was chosen here before, else the browser's, else English. */
export function preferredLanguage(): Language {
	const wanted = [localStorage.getItem("scenarist.language"), ...navigator.languages];
	for (const w of wanted) {
		const found = languages.find((l) => w?.toLowerCase().split("-")[0] === l);
		if (found) {
			return found;
		}
	}
	return "en";
}

export async function startWords(language = preferredLanguage()): Promise<void> {
	await i18next.use(initReactI18next).init({
		lng: language,
		fallbackLng: "en",
		resources: { [language]: await load(language) },
		interpolation: { escapeValue: false },
		returnNull: false,
	});
	document.documentElement.lang = language;
}

/** Changes the language of the page and remembers it in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
	for (const [name, words] of Object.entries(await load(language))) {
		i18next.addResourceBundle(language, name, words, true, true);
	}
	localStorage.setItem("scenarist.language", language);
	await i18next.changeLanguage(language);
	document.documentElement.lang = language;
}
