import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { Account, password } from "./account";
import { failures } from "./pictures";
import { World } from "./world";

let world: World;
let anna: Account;

beforeAll(async () => {
	world = await World.start();
	anna = await Account.owner(world);
});

afterAll(() => world?.close());

async function browserOf(who: Account, size: { width?: number; height?: number } = {}): Promise<Page> {
	const page = await world.person(size);
	await who.enter(page);
	onTestFailed(async ({ task }) => {
		await page.screenshot({ path: path.join(failures, `${task.name.replaceAll(/\W+/g, "-")}.png`) });
	});
	return page;
}

const saved = (page: Page) => page.getByRole("status").filter({ hasText: "Saved" }).waitFor();

/** Goes on with the key until the control has the focus, as somebody without a mouse does. */
async function reach(page: Page, control: Locator, key: "Tab" | "Shift+Tab" = "Tab") {
	await control.waitFor();
	for (let i = 0; i < 150; i++) {
		if (await control.evaluate((e) => e === document.activeElement)) {
			return;
		}
		await page.keyboard.press(key);
	}
	throw new Error(`the focus does not come to ${control}`);
}

describe("by keyboard alone", () => {
	it("a bot is made, tried, connected and published", async () => {
		const token = "4343434343:AAHkeyboardkeyboardkeyboardkeyboardk";
		await world.act("bots", { token, username: "keys_bot", name: "Keys" });
		const page = await browserOf(anna);
		const { keyboard } = page;
		await page.goto(world.url);
		await reach(page, page.getByRole("button", { name: "Start empty" }));
		await keyboard.press("Enter");

		const canvas = page.getByLabel(/^Drawing of/);
		await page.locator('[data-id="hello"]').waitFor();
		await reach(page, canvas);
		await keyboard.press("ArrowRight"); // the first block
		await keyboard.press("Tab"); // along its exit
		await page.locator('[data-block="hello"]').waitFor();
		await keyboard.press(".");
		await page.getByRole("dialog", { name: "Blocks" }).waitFor();
		await keyboard.insertText("Ask for a text");
		await keyboard.press("Enter");
		const settings = page.getByRole("complementary", { name: "Settings" });
		await reach(page, settings.getByRole("textbox", { name: "Text", exact: true }));
		await keyboard.press("Control+A");
		await keyboard.insertText("What is your name?");
		await page.locator(".react-flow__node", { hasText: "What is your name?" }).waitFor();
		await saved(page);

		await reach(page, page.getByRole("button", { name: "Try it" }), "Shift+Tab");
		await keyboard.press("Enter");
		const chat = page.getByRole("complementary", { name: "Try the bot" });
		await reach(page, chat.getByPlaceholder("Write a message"));
		await keyboard.insertText("/start");
		await keyboard.press("Enter");
		await chat.getByText("What is your name?").waitFor();

		await reach(page, page.getByRole("button", { name: "Publish", exact: true }), "Shift+Tab");
		await keyboard.press("Enter");
		const dialog = page.getByRole("dialog");
		await reach(page, dialog.getByLabel("Token", { exact: true }));
		await keyboard.insertText(token);
		await reach(page, dialog.getByRole("button", { name: "Connect" }));
		await keyboard.press("Enter");
		await reach(page, dialog.getByRole("button", { name: /^Publish/ }));
		await keyboard.press("Enter");
		await dialog
			.getByText(/@keys_bot/)
			.first()
			.waitFor();
		await keyboard.press("Escape");
		await dialog.waitFor({ state: "hidden" });

		await world.act("say", { token, person: "Kim", text: "/start" });
		await expect
			.poll(async () => (await world.screen(token, "Kim")).map((m) => m.text), { timeout: 60_000 })
			.toContain("What is your name?");
		await page.context().close();
	}, 300_000);
});

/** What each role has in the bar above, in the bar of a bot, and whether it may change, publish, and make bots. */
const roles = [
	{
		role: "editor",
		places: ["Bots", "Examples", "Blocks", "Team", "Help"],
		tabs: ["Overview", "Edit", "People", "Figures", "Files", "Health", "History", "Secrets"],
		edits: true,
	},
	{
		role: "operator",
		places: ["Bots", "Blocks", "Team", "Help"],
		tabs: ["Overview", "Edit", "People", "Figures", "Files", "Health", "History"],
	},
	{
		role: "analyst",
		places: ["Bots", "Blocks", "Help"],
		tabs: ["Overview", "Edit", "People", "Figures", "Files", "Health", "History"],
	},
	{
		role: "viewer",
		places: ["Bots", "Blocks", "Help"],
		tabs: ["Overview", "Edit", "Figures", "Files", "Health", "History"],
	},
] as const;

describe("somebody who is", () => {
	let bot: string;
	beforeAll(async () => {
		bot = await anna.bot({}, "Shared");
	});

	it("an owner sees everything", async () => {
		const page = await browserOf(anna);
		await page.goto(`${world.url}/#/bots`);
		await page.goto(world.url);
		expect(await links(page, "Workspace")).toEqual(["Bots", "Examples", "Blocks", "Team", "Journal", "Help"]);
		await page.context().close();
	});

	it.each(roles)("$role sees what is for that role, and cannot do more", async ({ role, places, tabs, ...may }) => {
		const edits = "edits" in may;
		const page = await browserOf(await anna.invite(role, role));
		await page.goto(world.url);
		await page.getByRole("link", { name: "Shared" }).waitFor();
		expect(await links(page, "Workspace")).toEqual(places);
		expect(
			await page
				.getByRole("link", { name: "New bot" })
				.or(page.getByRole("button", { name: "New bot" }))
				.count(),
		).toBe(edits ? 1 : 0);
		await page.goto(`${world.url}/#/bots/${bot}/edit`);
		await page.locator('[data-id="hello"]').click();
		expect(await links(page, "Bot")).toEqual(tabs);
		const settings = page.getByRole("complementary", { name: "Settings" });
		await settings.getByText("Settings").first().waitFor();
		expect(await settings.locator("[data-read-only]").count()).toBe(edits ? 0 : 1);
		expect(await page.getByText("View only").count()).toBe(edits ? 0 : 1);
		expect(await page.getByRole("button", { name: "Publish", exact: true }).count()).toBe(edits ? 1 : 0);
		await page.context().close();
	});

	/** The words of the links of a bar. */
	async function links(page: Page, bar: string): Promise<string[]> {
		const nav = page.getByRole("navigation", { name: bar, exact: true });
		await nav.getByRole("link").first().waitFor();
		return nav.getByRole("link").allInnerTexts();
	}
});

describe("on a phone", () => {
	it("blocks are added, edited and deleted in the list, and the bot is tried", async () => {
		const bot = await anna.bot({}, "Pocket");
		const page = await browserOf(anna, { width: 390, height: 844 });
		await page.goto(`${world.url}/#/bots/${bot}/edit`);
		const list = page.getByRole("list", { name: /^Blocks of/ });
		await list.getByRole("button", { name: "More for “Message”" }).click();
		await page.getByRole("menuitem", { name: "Next", exact: true }).click();
		await page
			.getByRole("dialog", { name: "Add a block" })
			.getByRole("option", { name: "Message", exact: true })
			.click();
		const settings = page.getByRole("dialog", { name: "Settings" });
		await settings.getByRole("textbox", { name: "Text", exact: true }).fill("Second words");
		await settings.getByRole("button", { name: "Close" }).click();
		await list.getByText("Second words").waitFor();
		await saved(page);

		await page.getByRole("button", { name: "Try it" }).click();
		const chat = page.getByRole("complementary", { name: "Try the bot" });
		await chat.getByPlaceholder("Write a message").fill("/start");
		await chat.getByPlaceholder("Write a message").press("Enter");
		await chat.getByText("Second words").waitFor();
		await chat.getByRole("button", { name: "Close" }).click();

		await list.getByRole("button", { name: "More for “Message”" }).last().click();
		await page.getByRole("menuitem", { name: "Delete" }).click();
		await list.getByText("Second words").waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Undo" }).last().click();
		await list.getByText("Second words").waitFor();
		await page.context().close();
	});
});

describe("a session that has ended", () => {
	it("leads to the login, and from there back to the same place with the work that was not saved", async () => {
		const bot = await anna.bot({}, "Ends");
		const page = await browserOf(anna);
		const place = `${world.url}/#/bots/${bot}/edit?flow=main&block=hello`;
		await page.goto(place);
		const text = page
			.getByRole("complementary", { name: "Settings" })
			.getByRole("textbox", { name: "Text", exact: true });
		await text.waitFor();
		await page.context().clearCookies();
		await text.fill("Written when the session was over");
		await page.getByLabel(/e-?mail/i).fill("anna@example.com");
		await page.locator("input[type=password]").fill(password);
		await page.getByRole("button", { name: "Log in" }).click();
		await page.locator('[data-id="hello"]', { hasText: "Written when the session was over" }).waitFor();
		await saved(page);
		expect(page.url()).toBe(place);
		const draft = await anna.call("GET", `/bots/${bot}/draft`);
		expect(JSON.stringify(draft)).toContain("Written when the session was over");
		await page.context().close();
	});
});

describe("a draft that was written by hand", () => {
	it("opens with its issues, whatever nonsense is in it", async () => {
		const bot = await anna.bot({
			document: {
				schema_version: 1,
				name: "Nonsense",
				language: "en",
				flows: [
					{
						id: "main",
						name: "Main",
						blocks: [
							{ id: "start", type: "trigger.command", config: { command: 7 } },
							{ id: "odd", type: "no.such_type", config: { a: [1] } },
							{ id: "text", type: "message.text", config: { text: ["?"], buttons: "none" } },
						],
						edges: [
							{ from: "start", exit: "next", to: "nowhere" },
							{ from: "text", exit: "nothing", to: "odd" },
						],
					},
				],
			},
		});
		const page = await browserOf(anna);
		const complaints: string[] = [];
		page.on("pageerror", (e) => complaints.push(e.message));
		await page.goto(`${world.url}/#/bots/${bot}/edit`);
		for (const id of ["odd", "text"]) {
			await page.locator(`[data-id="${id}"]`).click();
			await page.locator(`[data-block="${id}"]`).waitFor();
		}
		await page.getByRole("button", { name: /errors? stops? publishing/ }).click();
		const issues = page.getByRole("complementary", { name: "What to mend" });
		await issues.getByRole("listitem").or(issues.getByRole("button")).nth(3).waitFor();
		expect(complaints).toEqual([]);
		await page.context().close();
	});
});
