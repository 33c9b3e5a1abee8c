/** The chapters of the guide in their order; each is a file beside the others of its language. */
export const chapters = ["first-bot", "selling", "blocks", "variables", "payments", "hosting"] as const;
export type Chapter = (typeof chapters)[number];

const files = import.meta.glob<string>("../../help/*/*.md", { query: "?raw", import: "default" });

const pictures = import.meta.glob<string>("../../help/pictures/*/*.png", {
	query: "?url",
	import: "default",
	eager: true,
});

/** Size of all pictures, in points of the page: a place is kept for each before it has come. */
export const pictureSize = { width: 960, height: 600 };

/** The address of a picture, which a test in a browser takes of the page itself; in English where a language has none. */
export function pictureOf(language: string, name: string): string | undefined {
	return pictures[`../../help/pictures/${language}/${name}.png`] ?? pictures[`../../help/pictures/en/${name}.png`];
}

/** The page for who makes blocks: the one of the repository, in English, which is not a chapter since few readers need it. */
export const ownBlock = "own-block";

const pages = import.meta.glob<string>("../../../../../examples/blocks/README.md", {
	query: "?raw",
	import: "default",
});

/** The text of that page, without its title. */
export async function ownBlockText(): Promise<string> {
	const [load] = Object.values(pages);
	if (!load) {
		throw new Error("the page about blocks of one's own is not there");
	}
	return (await load()).replace(/^# .*\n/, "");
}

/** The text of a chapter; in English where a language has none. */
export async function chapterText(language: string, chapter: Chapter): Promise<string> {
	const file = files[`../../help/${language}/${chapter}.md`] ?? files[`../../help/en/${chapter}.md`];
	if (!file) {
		throw new Error(`the guide has no chapter ${chapter}`);
	}
	return file();
}
