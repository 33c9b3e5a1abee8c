import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUp, World } from "./world";

let world: World;

beforeAll(async () => {
	world = await World.start();
});

afterAll(() => world?.close());

/** A token as BotFather gives them. */
const token = "4242424242:AAHsecretsecretsecretsecretsecretsecr";

describe("a newcomer", () => {
	it("makes a bot, tries it, connects and publishes it, and a user is answered", async () => {
		await world.act("bots", { token, username: "first_bot", name: "First" });
		const page = await world.person();
		await setUp(page, world);

		await page.getByRole("button", { name: "Start empty" }).click();
		await page.locator('[data-id="hello"]').click();
		const settings = page.getByRole("complementary", { name: "Settings" });
		const text = settings.getByRole("textbox", { name: "Text", exact: true });
		await text.fill("Welcome to the shop");
		await page.getByText("Saved", { exact: true }).waitFor();

		await page.getByRole("button", { name: "Try it" }).click();
		const chat = page.getByRole("complementary", { name: "Try the bot" });
		await chat.getByPlaceholder("Write a message").fill("/start");
		await chat.getByPlaceholder("Write a message").press("Enter");
		await chat.getByText("Welcome to the shop").waitFor();

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
			.toEqual(["/start", "Welcome to the shop"]);
	});
});
