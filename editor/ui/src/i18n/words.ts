import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

/** A language in its own words, as whoever looks for it reads them. */
export function ownName(language: string): string {
	const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
	return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

type Words = Record<string, unknown>;

const files = import.meta.glob<Words>("./*/*.json", { import: "default" });

/**
 * Languages of the page: a folder of words beside this file is all that one takes; the guide may have a folder for it, too. Each
 * file in it is a namespace: the words of a part of the page.
 */
export const { languages, namespaces } = inFolders(Object.keys(files));

/** What there are files of words for, each in order and once. */
export function inFolders(paths: readonly string[]): { languages: readonly string[]; namespaces: readonly string[] } {
	const steps = paths.map((path) => path.replace(/\.json$/, "").split("/"));
	const each = (place: number) => [...new Set(steps.map((s) => s.at(place) ?? ""))].sort();
	return { languages: each(-2), namespaces: each(-1) };
}

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
export function preferredLanguage(among = languages): string {
	const wanted = [localStorage.getItem("scenarist.language"), ...navigator.languages];
	for (const w of wanted) {
		const found = among.find((l) => w?.toLowerCase().split("-")[0] === l);
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
export function pageLanguage(): string {
	return languages.find((l) => l === i18next.language) ?? "en";
}

/** A name in the quotes of the language. */
export function quoted(name: string): string {
	return i18next.t("app:quoted", { what: name });
}

/** Changes the language of the page and remembers it in this browser. */
export async function chooseLanguage(language: string): Promise<void> {
	localStorage.setItem("scenarist.language", language);
	await i18next.changeLanguage(language);
	document.documentElement.lang = language;
}
