import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

/** Languages of the page. German's files are missing yet: adding a folder beside the others and its name here is all. */
export const languages = ["en", "ru"] as const;
export type Language = (typeof languages)[number];

type Words = Record<string, unknown>;

const files = import.meta.glob<Words>("./*/*.json", { import: "default" });

/** Each file beside its language's folder is a namespace: the words of a part of the page. */
const namespaces = [...new Set(Object.keys(files).map((path) => path.replace(/^.*\/|\.json$/g, "")))];

/** Reads a namespace of a language when somebody needs it; i18next reads each once. */
const backend: BackendModule = {
	type: "backend",
	init: () => undefined,
	read: (language, namespace, done) => {
		const file = files[`./${language}/${namespace}.json`];
		if (!file) {
			done(new Error(`there are no words ${language}/${namespace}`), false);
			return;
		}
		file().then(
			(words) => done(null, words),
			(error: unknown) => done(error instanceof Error ? error : new Error(String(error)), true),
		);
	},
};

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

/** Starts with the words of some parts of the page; those of the others come with their pages. */
export async function startWords(language = preferredLanguage(), first: readonly string[] = namespaces): Promise<void> {
	await i18next
		.use(initReactI18next)
		.use(backend)
		.init({
			lng: language,
			// A test sees to it that every language has every key: no other one is to be loaded beside it.
			fallbackLng: false,
			load: "currentOnly",
			ns: [...first],
			defaultNS: "app",
			interpolation: { escapeValue: false },
			returnNull: false,
		});
	document.documentElement.lang = language;
}

/** Loads a page together with its words, so that it is shown with both at once. */
export async function withWords<T>(page: Promise<T>, ...needed: readonly string[]): Promise<T> {
	const [loaded] = await Promise.all([page, i18next.loadNamespaces(needed)]);
	return loaded;
}

/** The language that the page is in. */
export function pageLanguage(): Language {
	return languages.find((l) => l === i18next.language) ?? "en";
}

/** Changes the language of the page and remembers it in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
	localStorage.setItem("scenarist.language", language);
	await i18next.changeLanguage(language);
	document.documentElement.lang = language;
}
