import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUp, World } from "./world";

let world: World;
let page: Page;
/** The editor's address of a new bot. */
let editor: string;
/** What the browser complained of: scripts that broke, what the policy of the page stopped. */
const complaints: string[] = [];

beforeAll(async () => {
	world = await World.start();
	page = await world.person();
	page.on("pageerror", (e) => complaints.push(e.message));
	page.on("console", (m) => {
		if (m.type() === "error" && !m.text().includes("Failed to load resource")) {
			complaints.push(m.text());
		}
	});
	await setUp(page, world);
	await page.getByRole("button", { name: "Start empty" }).click();
	await page.locator('[data-id="hello"]').waitFor();
	editor = page.url();
});

afterAll(() => world?.close());

async function write(at: Page, text: string) {
	await at.locator('[data-id="hello"]').click();
	await at
		.getByRole("complementary", { name: "Settings" })
		.getByRole("textbox", { name: "Text", exact: true })
		.fill(text);
}

function card(at: Page, text: string) {
	return at.locator('[data-id="hello"]', { hasText: text });
}

async function saved(at: Page) {
	await at.getByRole("status").filter({ hasText: "Saved" }).waitFor();
}

describe("the editor", () => {
	it("takes an edit back, also after the page was loaded anew", async () => {
		await write(page, "A first text");
		await saved(page);
		await page.reload();
		await card(page, "A first text").waitFor();
		await page.getByRole("button", { name: "Undo" }).click();
		await card(page, "Hi, ").waitFor();
		await saved(page);
		await page.getByRole("button", { name: "Redo" }).click();
		await card(page, "A first text").waitFor();
		await saved(page);
	});

	it("shows two people what the other one does, and neither loses anything", async () => {
		const other = await page.context().newPage();
		await other.goto(editor);
		await card(other, "A first text").waitFor();
		await write(page, "Written by Anna");
		await saved(page);
		await card(other, "Written by Anna").waitFor();
		await other.getByRole("option", { name: "Delay" }).click();
		await saved(other);
		await page.locator(".react-flow__node", { hasText: "Delay" }).waitFor();
		await card(page, "Written by Anna").waitFor();
		await other.close();
	});

	it("keeps what was written while the server is down, and brings it when it is back", async () => {
		await world.stopServer("SIGKILL");
		await write(page, "Written without a server");
		await page.getByRole("status").filter({ hasNotText: "Saved" }).first().waitFor();
		await world.startServer();
		await saved(page);
		await page.reload();
		await card(page, "Written without a server").waitFor();
	});

	it("shows HTML in a text as text", async () => {
		await write(page, '<img src=x onerror="document.title=1">');
		await saved(page);
		await card(page, "onerror").waitFor();
		expect(await page.locator('.react-flow img[src="x"]').count()).toBe(0);
	});

	it("shows all of a drawing clear of the bars over it", async () => {
		await page.setViewportSize({ width: 1280, height: 460 });
		await page.getByRole("button", { name: "Show all" }).click();
		const covered = () =>
			page.evaluate(() => {
				const bars = [...document.querySelectorAll("[role=toolbar]")].map((e) => e.getBoundingClientRect());
				return [...document.querySelectorAll(".react-flow__node")].filter((node) => {
					const card = node.getBoundingClientRect();
					return bars.some(
						(b) => card.bottom > b.top && card.top < b.bottom && card.right > b.left && card.left < b.right,
					);
				}).length;
			});
		await expect.poll(covered).toBe(0);
		await page.setViewportSize({ width: 1280, height: 800 });
	});

	it("is a list on a phone, in which a block is opened", async () => {
		const phone = await page.context().newPage();
		await phone.setViewportSize({ width: 390, height: 844 });
		await phone.goto(editor);
		await phone.getByText("onerror").first().click();
		await phone.getByRole("textbox", { name: "Text", exact: true }).waitFor();
		expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		await phone.close();
	});

	it("breaks nothing and asks for nothing that its policy forbids", () => {
		expect(complaints).toEqual([]);
	});
});
