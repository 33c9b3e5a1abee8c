import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { Account } from "./account";
import { failures } from "./pictures";
import { World } from "./world";

/** A bot whose blocks have settings that fold, lists, conditions, buttons and switches. */
const document = {
	schema_version: 1,
	name: "Shop",
	language: "en",
	languages: ["en", "de"],
	variables: [{ name: "city", scope: "user", type: "text" }],
	flows: [
		{
			id: "main",
			name: "Main",
			blocks: [
				{ id: "start", type: "trigger.command", config: { command: "start" } },
				{
					id: "hello",
					type: "message.text",
					note: "Says hello",
					cooldown: "10m",
					skip_if: "user.city == 'Bonn'",
					config: {
						text: { en: "Hello, {{ user.first_name }}", de: "Guten Tag" },
						buttons: [[{ id: "go", label: "Go on" }]],
						silent: true,
					},
				},
				{
					id: "call",
					type: "http.request",
					config: { url: "https://example.com", headers: { "X-Shop": "yes" }, save_to: "user.city" },
				},
				{
					id: "way",
					type: "logic.condition",
					config: {
						branches: [{ id: "bonn", label: "Bonn", if: { all: [{ left: "user.city", op: "eq", right: "Bonn" }] } }],
					},
				},
			],
			edges: [
				{ from: "start", exit: "next", to: "hello" },
				{ from: "hello", exit: "button:go", to: "call" },
				{ from: "call", exit: "next", to: "way" },
			],
		},
	],
};

let world: World;
let viewer: Account;
let bot: string;

beforeAll(async () => {
	world = await World.start();
	const owner = await Account.owner(world);
	bot = await owner.bot({ document });
	viewer = await owner.invite("viewer", "Walter");
});

afterAll(() => world?.close());

async function open(address: string, size: { width?: number; height?: number } = {}): Promise<Page> {
	const page = await world.person(size);
	await viewer.enter(page);
	page.setDefaultTimeout(8_000);
	onTestFailed(async ({ task }) => {
		await page.screenshot({ path: path.join(failures, `${task.name.replaceAll(/\W+/g, "-")}.png`) });
	});
	await page.goto(`${world.url}/#/bots/${bot}/edit${address}`);
	return page;
}

const settings = (page: Page) =>
	page
		.getByLabel("Settings", { exact: true })
		.filter({ has: page.getByRole("tablist") })
		.last();

/** Opens what is folded, until nothing is. */
async function unfold(page: Page): Promise<void> {
	const folded = settings(page)
		.locator("[data-read-only] button[aria-expanded=false]:enabled")
		.filter({ visible: true });
	for (let left = 40; left > 0 && (await folded.count()) > 0; left--) {
		await folded.first().click();
	}
	expect(await folded.count()).toBe(0);
}

/** What could be changed in the settings as they are shown: one line each. */
function changeable(page: Page): Promise<string[]> {
	return page.locator("[data-read-only]").evaluateAll((places) =>
		places.flatMap((place) =>
			[
				...place.querySelectorAll<HTMLElement>(
					"input, textarea, [role=textbox], [data-edits], [inert], [draggable=true]",
				),
			]
				.filter((e) => e.checkVisibility() && !(e instanceof HTMLInputElement && e.readOnly))
				.filter((e) => !(e instanceof HTMLTextAreaElement && e.readOnly))
				.filter((e) => e.getAttribute("aria-readonly") !== "true")
				.filter((e) => e.closest("[role=radiogroup]")?.getAttribute("aria-readonly") !== "true")
				// Which language of a text is shown is chosen, and changes nothing.
				.filter((e) => !e.closest("[role=radiogroup]")?.getAttribute("aria-label")?.startsWith("Language"))
				.map((e) => e.outerHTML.slice(0, 160)),
		),
	);
}

describe("whoever may only look", () => {
	it.each(["start", "hello", "call", "way"])("unfolds all settings of %s and can change none", async (block) => {
		const page = await open(`?flow=main&block=${block}`);
		await settings(page).getByRole("tab").first().waitFor();
		for (const tab of ["Settings", "Behaviour", "Exits"]) {
			await settings(page).getByRole("tab", { name: tab }).click();
			await unfold(page);
			expect(await changeable(page), tab).toEqual([]);
		}
		await page.context().close();
	});

	it("reads a text in each language, a button and an exit, and presses and keys change nothing", async () => {
		const page = await open("?flow=main&block=hello");
		const panel = settings(page);
		await panel.getByText("DE", { exact: true }).click();
		const text = panel.getByRole("textbox", { name: "Text (de)" });
		await text.focus();
		await page.keyboard.type("no");
		expect(await text.textContent()).toBe("Guten Tag");
		await panel.getByRole("button", { name: "Go on" }).click();
		const label = panel.getByRole("textbox", { name: /^Label/ });
		expect(await label.first().textContent()).toBe("Go on");
		await unfold(page);
		const protect = panel.getByRole("switch", { checked: true }).first();
		await protect.focus();
		await page.keyboard.press("Space");
		expect(await protect.isChecked()).toBe(true);

		await panel.getByRole("tab", { name: "Behaviour" }).click();
		const note = panel.getByRole("textbox", { name: "Note" });
		expect(await note.inputValue()).toBe("Says hello");
		await note.focus();
		await page.keyboard.type("no");
		expect(await note.inputValue()).toBe("Says hello");

		await panel.getByRole("tab", { name: "Exits" }).click();
		await panel.getByRole("button", { name: "Show the block" }).and(panel.locator(":enabled")).first().click();
		await page.locator('[data-block="call"]').waitFor();
		const { version } = await viewer.call<{ version: number }>("GET", `/bots/${bot}/draft`);
		expect(version).toBe(1);
		await page.context().close();
	});

	it("reads the settings of the bot and can change none, on a phone too", async () => {
		const page = await open("", { width: 390, height: 844 });
		await page.getByRole("button", { name: "Settings of the bot" }).click();
		await page.getByRole("region", { name: "Variables" }).getByText("user.city").waitFor();
		expect(await changeable(page)).toEqual([]);
		await page.context().close();
	});
});
