import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Account } from "./account";
import { World } from "./world";

let world: World;
let owner: Account;

beforeAll(async () => {
	world = await World.start();
	owner = await Account.owner(world);
});

afterAll(() => world?.close());

async function open(bot: string): Promise<Page> {
	const page = await world.person({ width: 1440, height: 900 });
	page.setDefaultTimeout(15_000);
	await owner.enter(page);
	await page.goto(`${world.url}/#/bots/${bot}/edit`);
	await page.locator(".react-flow__node").first().waitFor();
	return page;
}

/** Cards as they stand on the canvas, in its own measure. */
function cards(page: Page) {
	return page.locator(".react-flow__node").evaluateAll((all) =>
		all.map((e) => {
			const { m41: x, m42: y } = new DOMMatrix(getComputedStyle(e).transform);
			const { offsetWidth: width, offsetHeight: height } = e as HTMLElement;
			return { id: (e as HTMLElement).dataset.id ?? "", x, y, width, height };
		}),
	);
}

/** Presses the dot of an exit and takes what is asked for from the list that opens. */
async function addAt(page: Page, block: string, exit: string, title: string): Promise<string> {
	const before = new Set((await cards(page)).map((c) => c.id));
	const dot = page.locator(`.react-flow__handle.source[data-nodeid="${block}"][data-handleid="${exit}"]`);
	await dot.dispatchEvent("click", { clientX: 600, clientY: 300 });
	const list = page.getByRole("dialog", { name: "Blocks" });
	await list.getByRole("combobox").fill(title);
	await list.getByRole("combobox").press("Enter");
	await expect.poll(async () => (await cards(page)).length).toBe(before.size + 1);
	return (await cards(page)).find((c) => !before.has(c.id))?.id ?? "";
}

/** Pairs of cards that lie on each other, or so near that nothing could be seen between them. */
async function crowded(page: Page): Promise<string[]> {
	const all = await cards(page);
	return all.flatMap((a, i) =>
		all.slice(i + 1).flatMap((b) => {
			const dx = Math.max(a.x, b.x) - Math.min(a.x + a.width, b.x + b.width);
			const dy = Math.max(a.y, b.y) - Math.min(a.y + a.height, b.y + b.height);
			return dx < 90 && dy < 20 ? [`${a.id} and ${b.id}: ${Math.round(dx)}, ${Math.round(dy)}`] : [];
		}),
	);
}

describe("blocks that are added quickly", () => {
	it("stand in a row with room for the edges between them", async () => {
		const bot = await owner.bot({});
		const page = await open(bot);
		let last = "hello";
		const made: string[] = [];
		const kinds = [
			"Ask for a text",
			"Message",
			"HTTP request",
			"Delay",
			"List",
			"Set variables",
			"Ask for a number",
			"Album",
			"Is typing",
			"Message",
		];
		for (const kind of kinds) {
			const exit = await page
				.locator(`.react-flow__node[data-id="${last}"] .react-flow__handle.source`)
				.first()
				.getAttribute("data-handleid");
			last = await addAt(page, last, exit ?? "", kind);
			made.push(last);
		}
		expect(await crowded(page)).toEqual([]);
		const row = (await cards(page)).filter((c) => c.id === "hello" || made.includes(c.id)).map((c) => c.x);
		expect(row.toSorted((a, b) => a - b).map((x) => x - (row[0] ?? 0))).toEqual(row.map((_, i) => i * 364));
		await page.context().close();
	});

	it("cover nothing where a block has several exits", async () => {
		const option = (id: string) => ({ id, label: id });
		const is = (right: string) => ({ left: "event.text", op: "eq", right });
		const bot = await owner.bot({
			document: {
				schema_version: 1,
				name: "Ways",
				language: "en",
				flows: [
					{
						id: "main",
						name: "Main",
						blocks: [
							{ id: "start", type: "trigger.command", config: { command: "start" } },
							{
								id: "q",
								type: "message.text",
								config: { text: "Which?", buttons: [["a", "b"].map(option), ["c"].map(option)] },
							},
							{
								id: "if",
								type: "logic.condition",
								config: { branches: ["x", "y", "z"].map((id) => ({ ...option(id), if: is(id) })) },
							},
						],
						edges: [{ from: "start", exit: "next", to: "q" }],
						notes: [{ id: "n", text: "A note in the way", x: 728, y: 200, w: 200, h: 120 }],
					},
				],
				layout: { main: { start: [0, 0], q: [364, 0], if: [728, 900] } },
			},
		});
		const page = await open(bot);
		for (const exit of ["button:a", "button:b", "button:c"]) {
			const next = await addAt(page, "q", exit, "Choice");
			await addAt(page, next, "answered", "Message");
		}
		for (const exit of ["branch:x", "branch:y", "branch:z", "else"]) {
			await addAt(page, "if", exit, "Message");
		}
		expect(await crowded(page)).toEqual([]);
		await page.context().close();
	});
});

describe("the palette", () => {
	it("begins a new search when a block was added, and leaves the focus where it was", async () => {
		const page = await open(await owner.bot({}));
		const { length } = await cards(page);
		const search = page.getByRole("combobox", { name: "Find a block" });
		await search.fill("delay");
		await search.press("Enter");
		await expect.poll(async () => (await cards(page)).length).toBe(length + 1);
		expect(await search.inputValue()).toBe("");
		expect(await search.evaluate((e) => e === document.activeElement)).toBe(true);
		await search.press("Enter"); // nothing is looked for
		await search.press("Control+z");
		await expect.poll(async () => (await cards(page)).length).toBe(length);

		await search.fill("promo");
		const option = page.getByRole("navigation", { name: "Blocks" }).getByRole("option").first();
		const name = (await option.textContent()) ?? "";
		await option.focus();
		await page.keyboard.press("Enter");
		await expect.poll(async () => (await cards(page)).length).toBe(length + 1);
		expect(await search.inputValue()).toBe("");
		const held = page.locator(":focus");
		expect(await held.textContent()).toBe(name);
		expect(await held.isVisible()).toBe(true);
		await page.context().close();
	});
});
