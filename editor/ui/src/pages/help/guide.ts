/** The chapters of the guide in their order; each is a file beside the others of its language. */
export const chapters = ["first-bot", "blocks", "variables", "payments", "hosting"] as const;
export type Chapter = (typeof chapters)[number];

const files = import.meta.glob<string>("../../help/*/*.md", { query: "?raw", import: "default" });

/** The text of a chapter; in English where a language has none. */
export async function chapterText(language: string, chapter: Chapter): Promise<string> {
	const file = files[`../../help/${language}/${chapter}.md`] ?? files[`../../help/en/${chapter}.md`];
	if (!file) {
		throw new Error(`the guide has no chapter ${chapter}`);
	}
	return file();
}
