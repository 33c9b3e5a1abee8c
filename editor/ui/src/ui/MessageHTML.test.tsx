import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { MessageHTML, plainText } from "./MessageHTML";

function html(text: string): string {
	const { container } = render(
		<MantineProvider>
			<MessageHTML html={text} />
		</MantineProvider>,
	);
	return container.querySelector("span")?.innerHTML ?? "";
}

describe("MessageHTML", () => {
	it.each([
		["<b>bold</b> and <i>italic</i>", "<strong>bold</strong> and <em>italic</em>"],
		["<u>u</u><ins>u</ins><s>s</s><del>s</del>", "<u>u</u><u>u</u><s>s</s><s>s</s>"],
		['<pre><code class="language-go">x &lt; y</code></pre>', "<pre><code>x &lt; y</code></pre>"],
		["<blockquote expandable>q</blockquote>", "<blockquote>q</blockquote>"],
		["one\ntwo<br>three", "one\ntwo\nthree"],
		["5 < 6 &amp; 7", "5 &lt; 6 &amp; 7"],
		['<tg-emoji emoji-id="1">🙂</tg-emoji>', "🙂"],
	])("shows %s", (from, to) => expect(html(from)).toBe(to));

	it.each([
		"<script>alert(1)</script>",
		"<style>*{display:none}</style>",
		"<img src=x onerror=alert(1)>",
		"<svg onload=alert(1)></svg>",
	])("shows nothing of %s", (from) => expect(html(`a${from}b`)).toBe("ab"));

	it("keeps the text of tags that are not Telegram's, without attributes", () => {
		expect(html('<h1 onclick="x()" style="color:red">big</h1>')).toBe("big");
		expect(html('<b onclick="x()" style="color:red">bold</b>')).toBe("<strong>bold</strong>");
	});

	it.each(["javascript:alert(1)", "data:text/html,x", "/relative", ""])("makes no link of %s", (href) => {
		expect(html(`<a href="${href}">text</a>`)).toBe("text");
	});

	it("opens links elsewhere", () => {
		html('<a href="https://example.com/a">text</a>');
		const link = screen.getByRole("link", { name: "text" });
		expect(link.getAttribute("href")).toBe("https://example.com/a");
		expect(link.getAttribute("rel")).toBe("noopener noreferrer");
	});

	it("opens a spoiler on demand", async () => {
		html("the end: <tg-spoiler>he wakes</tg-spoiler>");
		await userEvent.click(screen.getByRole("button"));
		expect(screen.queryByRole("button")).toBeNull();
		expect(screen.getByText("he wakes")).toBeTruthy();
	});
});

describe("plainText", () => {
	it("leaves the text", () => expect(plainText("<b>a</b> &amp; <a href='https://x.y'>b</a>")).toBe("a & b"));
});
