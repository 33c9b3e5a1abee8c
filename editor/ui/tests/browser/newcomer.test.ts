import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { failures } from "./pictures";
import { setUp, World } from "./world";

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(() => world?.close());

/** A token as BotFather gives them. */
const token = "4242424242:AAHsecretsecretsecretsecretsecretsecr";

/** The editor in the hands of somebody with a mouse. */
class Hands {
	readonly settings: Locator;
	constructor(readonly page: Page) {
		this.settings = page.getByRole("complementary", { name: "Settings" });
	}

	/** A field of the open block, by its heading. */
	field(label: string): Locator {
		return this.settings.getByRole("group", { name: new RegExp(`^${label}( \\*)?$`) }).first();
	}

	text(label: string): Locator {
		return this.field(label).getByRole("textbox").first();
	}

	/** Adds the next block at an exit of a block, and gives its id. It is open then. */
	async next(from: string, exit: string, type: string): Promise<string> {
		const { page } = this;
		const open = page.locator("[data-block-panel] [data-block]");
		const before = (await open.count()) > 0 ? await open.getAttribute("data-block") : null;
		const dot = page.locator(`[data-id="${from}"]`).getByTitle(exit, { exact: true });
		await this.bring(dot);
		await dot.click();
		const menu = page.getByRole("dialog", { name: "Blocks" });
		await menu.getByRole("combobox").fill(type);
		await menu.getByRole("option", { name: type, exact: true }).click();
		let id = "";
		await expect
			.poll(
				async () => {
					id = (await open.getAttribute("data-block")) ?? "";
					return id;
				},
				{ timeout: 60_000 },
			)
			.not.toBe(before ?? "");
		return id;
	}

	/** Draws the sheet until the dot is in the left half of it. */
	async bring(dot: Locator) {
		const sheet = await this.page.locator(".react-flow__pane").boundingBox();
		const at = await dot.boundingBox();
		if (!sheet || !at) {
			throw new Error("there is nothing to be drawn");
		}
		const [x, y] = [sheet.x + sheet.width / 2, sheet.y + sheet.height - 8];
		const { mouse } = this.page;
		await mouse.move(x, y);
		await mouse.down();
		await mouse.move(x + sheet.x + sheet.width * 0.35 - at.x, y + sheet.y + sheet.height * 0.4 - at.y, { steps: 4 });
		await mouse.up();
	}

	/** A new variable where a value is saved. */
	async saveTo(field: Locator, name: string, type?: string) {
		await field.getByRole("button", { name: "New" }).click();
		await field.getByLabel("What is kept").fill(name);
		if (type) {
			await field
				.getByRole("combobox", { name: "What it holds" })
				.or(field.getByLabel("What it holds"))
				.first()
				.click();
			await this.page.getByRole("option", { name: type, exact: true }).click();
		}
		await field.getByRole("button", { name: "Create" }).click();
	}

	/** Picks a value from the list that a button has opened. */
	async value(name: string) {
		await this.page
			.getByRole("button", { name: new RegExp(`^${name} `) })
			.last()
			.click();
	}
}

describe("a newcomer", () => {
	it("draws a bot that asks, decides, calls a service and takes money, tries and publishes it, and a user is answered", async () => {
		await world.act("bots", { token, username: "first_bot", name: "First" });
		const page = await world.person();
		onTestFailed(async () => void (await page.screenshot({ path: path.join(failures, "newcomer.png") })));
		await setUp(page, world);
		const hands = new Hands(page);
		const { settings } = hands;

		await page.getByRole("button", { name: "Start empty" }).click();
		await page.locator('[data-id="hello"]').click();
		await hands.text("Text").fill("Welcome to the shop");

		const name = await hands.next("hello", "Next", "Ask for a text");
		await hands.text("Text").fill("What is your name?");
		await hands.saveTo(hands.field("Save to"), "Name");

		const cups = await hands.next(name, "Answered", "Ask for a number");
		await hands.text("Text").fill("How many cups?");
		await hands.saveTo(hands.field("Save to"), "Cups", "Number");

		const large = await hands.next(cups, "Answered", "Condition");
		await hands.text("Name").fill("A large order");
		await settings.getByRole("textbox", { name: "What is looked at" }).click();
		await hands.value("cups");
		await settings
			.getByRole("combobox", { name: "How" })
			.or(settings.getByRole("textbox", { name: "How", exact: true }))
			.first()
			.click();
		await page.getByRole("option", { name: "is more than" }).click();
		await settings.getByRole("textbox", { name: "Compared with" }).first().fill("10");

		await hands.next(large, "A large order", "Message");
		await hands.text("Text").fill("We will call you");

		const price = await hands.next(large, "Otherwise", "HTTP request");
		await hands.text("Address").fill("https://shop.example.com/price");
		await hands.field("Save").getByRole("button", { name: "Add" }).click();
		await settings.getByRole("textbox", { name: "Place" }).fill("price");
		await hands.saveTo(hands.field("Into the variable"), "Price", "Number");

		const bill = await hands.next(price, "Done (2xx)", "Invoice");
		await hands.text("Title").fill("Coffee");
		await hands.field("Price").getByRole("button", { name: "Use a value of the bot" }).click();
		await hands.value("price");
		await hands.next(bill, "Paid", "Message");
		await hands.text("Text").fill("Thank you!");
		await hands.next(bill, "Not paid in time", "Message");
		await hands.text("Text").fill("Another time, then.");
		await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();

		await page.getByRole("button", { name: "Try it" }).click();
		const chat = page.getByRole("complementary", { name: "Try the bot" });
		await chat.getByRole("button", { name: "Start", exact: true }).click();
		await chat.getByText("What is your name?").waitFor();
		for (const said of ["Kim", "2"]) {
			await chat.getByPlaceholder("Write a message").fill(said);
			await chat.getByPlaceholder("Write a message").press("Enter");
			// What was said and when: a button may say the same.
			await chat
				.getByRole("listitem")
				.filter({ hasText: new RegExp(`^${said}\\d+:`) })
				.waitFor();
		}
		await chat.getByRole("button", { name: /Pay/ }).click();
		await page.getByRole("menuitem", { name: "It goes through" }).click();
		await chat.getByText("Thank you!").waitFor();

		await page.getByRole("button", { name: "Publish" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Token", { exact: true }).fill(token);
		await dialog.getByRole("button", { name: "Connect" }).click();
		await dialog.getByRole("button", { name: /^Publish/ }).click();
		await dialog
			.getByText(/@first_bot/)
			.first()
			.waitFor();

		await world.act("say", { token, person: "Anna", text: "/start" });
		await expect
			.poll(async () => (await world.screen(token, "Anna")).map((m) => m.text), { timeout: 60_000 })
			.toEqual(["/start", "Welcome to the shop", "What is your name?"]);
	}, 300_000);
});
