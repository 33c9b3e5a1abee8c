import { readdirSync } from "node:fs";
import { render } from "@testing-library/react";
import { marked } from "marked";
import { describe, expect, it, vi } from "vitest";
import { chapters, chapterText, ownBlockText } from "./guide";
import { Markdown } from "./Markdown";

vi.mock("@tanstack/react-router", () => ({
	Link: ({ search, children }: { search: { page: string }; children: React.ReactNode }) => (
		<a href={`#/help?page=${search.page}`}>{children}</a>
	),
}));

/** Those that the guide is written in. */
const languages = readdirSync("src/help").filter((folder) => folder !== "pictures");

/** What a text is made of, so that a chapter can be held against itself in another language. */
function shape(text: string): string[] {
	return marked.lexer(text).flatMap((token) => (token.type === "space" ? [] : [token.type]));
}

describe("the guide", () => {
	it("is there in English and in Russian", () => expect(languages).toEqual(expect.arrayContaining(["en", "ru"])));

	it.each(languages)("has every chapter in %s, and no other file", (language) => {
		expect(readdirSync(`src/help/${language}`).sort()).toEqual(chapters.map((c) => `${c}.md`).sort());
	});

	it.each(chapters)("%s has the same parts in every language", async (chapter) => {
		const english = shape(await chapterText("en", chapter));
		for (const language of languages) {
			expect(shape(await chapterText(language, chapter)), language).toEqual(english);
		}
	});

	it.each(chapters)("%s has its pictures, with words for who cannot see them", async (chapter) => {
		for (const language of languages) {
			const { container, unmount } = render(
				<Markdown text={await chapterText(language, chapter)} language={language} />,
			);
			expect(container.querySelectorAll("img").length).toBe(
				(await chapterText(language, chapter)).split("![").length - 1,
			);
			for (const picture of container.querySelectorAll("img")) {
				expect(picture.getAttribute("src")).toContain(`/${language}/`);
				expect(picture.alt.length).toBeGreaterThan(10);
			}
			unmount();
		}
	});

	it.each(chapters)("%s has links that lead somewhere", async (chapter) => {
		const { container } = render(<Markdown text={await chapterText("en", chapter)} language="en" />);
		for (const link of container.querySelectorAll("a")) {
			expect(link.getAttribute("href")).toMatch(/^(https:\/\/|#\/help\?page=)/);
		}
	});
});

describe("the page for who makes blocks", () => {
	it("is shown without its title, and links into the repository are words", async () => {
		const { container } = render(<Markdown text={await ownBlockText()} language="en" />);
		expect(container.querySelector("h1")).toBeNull();
		expect(container.textContent).toContain("name: acme/weather");
		for (const link of container.querySelectorAll("a")) {
			expect(link.getAttribute("href")).toMatch(/^https:/);
		}
	});
});

describe("Markdown", () => {
	it("shows what the guide is written in", () => {
		const { container } = render(
			<Markdown
				text={
					"## A\n\nOne **two** *three* `four` [blocks](blocks.md)\n\n1. x\n2. y\n\n> q\n\n| a |\n|---|\n| b |\n\n```\nc < d\n```"
				}
				language="en"
			/>,
		);
		const html = container.firstElementChild?.innerHTML ?? "";
		expect(html).toContain("<h2>A</h2><p>One <strong>two</strong> <em>three</em> <code>four</code>");
		expect(html).toContain('<a href="#/help?page=blocks">blocks</a>');
		expect(html).toContain("<ol><li>x</li><li>y</li></ol><blockquote><p>q</p></blockquote>");
		expect(html).toContain('<th scope="col">a</th>');
		expect(html).toContain("<pre><code>c &lt; d</code></pre>");
	});

	it("makes no HTML of HTML", () => {
		const { container } = render(<Markdown text={"<img src=x onerror=alert(1)>\n\nok <b>no</b>"} language="en" />);
		expect(container.querySelector("img, b")).toBeNull();
	});
});
