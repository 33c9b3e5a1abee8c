import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUp, World } from "./world";

let world: World;
let page: Page;

beforeAll(async () => {
	world = await World.start();
	page = await world.person();
	await setUp(page, world);
});

afterAll(() => world?.close());

/** A token as BotFather gives them. */
const token = "4343434343:AAHsecretsecretsecretsecretsecretsecr";

/** One white pixel. */
const picture = Buffer.from(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==",
	"base64",
);

/** Calls the API as the page does. */
function call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
	return page.evaluate(
		async ([method, path, body]) => {
			const headers = { "Content-Type": "application/json" };
			const answer = await fetch(`api/v1${path}`, { method, headers, body });
			const text = await answer.text();
			if (!answer.ok) {
				throw new Error(`${method} ${path}: ${answer.status} ${text}`);
			}
			return text === "" ? {} : JSON.parse(text);
		},
		[method, path, body === undefined ? undefined : JSON.stringify(body)] as const,
	);
}

/** Makes a bot that greets, and gives its id. */
async function makeBot(change: (document: Record<string, unknown>) => unknown = (d) => d): Promise<string> {
	const session = await call("GET", "/session");
	const [workspace] = session.workspaces as { id: string }[];
	const first = await call("POST", "/bots", { workspace: workspace?.id, from: {} });
	const document = change(await call("GET", `/bots/${first.id}/export`));
	const bot = await call("POST", "/bots", { workspace: workspace?.id, from: { document } });
	return String(bot.id);
}

describe("files", () => {
	it("are uploaded where a block wants one, and sent", async () => {
		const bot = await makeBot((document) => {
			const text = JSON.stringify(document);
			const [flow] = document.flows as { blocks: { id: string; type: string; config: unknown }[] }[];
			const hello = flow?.blocks.find((b) => b.type === "message.text");
			if (!hello) {
				throw new Error(`the first bot says nothing: ${text}`);
			}
			hello.type = "message.media";
			hello.config = { kind: "photo", text: "Our latte" };
			return document;
		});
		await page.goto(`${world.url}/#/bots/${bot}/edit`);
		await page.getByText("Our latte").first().click();
		const settings = page.getByRole("complementary", { name: "Settings" });
		await settings.getByRole("button", { name: "File of the library", exact: true }).click();
		const library = page.getByRole("dialog", { name: "Choose a file" });
		await library
			.locator("input[type=file]")
			.setInputFiles({ name: "latte.png", mimeType: "image/png", buffer: picture });
		await settings.getByText("latte.png", { exact: true }).waitFor();
		await page.getByText("Saved", { exact: true }).waitFor();

		await page.getByRole("button", { name: "Try it" }).click();
		const chat = page.getByRole("complementary", { name: "Try the bot" });
		await chat.getByPlaceholder("Write a message").fill("/start");
		await chat.getByPlaceholder("Write a message").press("Enter");
		await chat.locator("img").waitFor();

		await page.getByRole("link", { name: "Files" }).click();
		const card = page.getByRole("listitem").filter({ hasText: "latte.png" });
		await card.getByRole("button", { name: "Used in 1 place" }).waitFor();
		await card.getByRole("button", { name: "Menu of latte.png" }).click();
		await page.getByRole("menuitem", { name: "Delete" }).click();
		await card.waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Undo" }).click();
		await card.waitFor();
	});
});

describe("a bot that was talked to", () => {
	it("shows its figures, and why somebody got what they got", async () => {
		await world.act("bots", { token, username: "running_bot", name: "Running" });
		const bot = await makeBot();
		await call("PUT", `/bots/${bot}/token`, { token });
		await call("POST", `/bots/${bot}/publish`, { version: 1 });
		await world.act("say", { token, person: "Anna", text: "/start" });
		await expect
			.poll(async () => (await world.screen(token, "Anna")).length, { timeout: 60_000 })
			.toBeGreaterThanOrEqual(2);

		await page.goto(`${world.url}/#/bots/${bot}/figures`);
		await page.getByRole("button", { name: /^New people\s*1$/ }).waitFor();
		await page.getByRole("link", { name: "Show on the canvas" }).click();
		await page.getByTitle("Passed 1 time").first().waitFor();
		await page.getByRole("button", { name: "Hide figures" }).first().click();
		await page.getByTitle("Passed 1 time").first().waitFor({ state: "detached" });

		await page.getByRole("link", { name: "People" }).click();
		await page.getByRole("link", { name: /Anna/ }).click();
		await page.getByText("/start", { exact: true }).waitFor();
		await page.getByText("What happened", { exact: true }).click();
		await page.getByRole("button", { name: /\/start/ }).click();
		await page.getByRole("button", { name: "Show on the canvas" }).click();
		await page.locator('[data-lit="true"]').nth(1).waitFor();
		await page.getByRole("region", { name: "The way of Anna" }).getByRole("link", { name: "Anna" }).waitFor();
		await page.getByRole("button", { name: "Put away" }).click();
		await page.locator('[data-lit="true"]').first().waitFor({ state: "detached" });
	});

	it("says what went wrong in the reader's language", async () => {
		const own = "4545454545:AAHsecretsecretsecretsecretsecretsecr";
		await world.act("bots", { token: own, username: "price_bot", name: "Prices" });
		const bot = await makeBot((document) => {
			const [flow] = document.flows as { blocks: { id: string; type: string; config: unknown }[] }[];
			const hello = flow?.blocks.find((b) => b.type === "message.text");
			if (!hello) {
				throw new Error("the first bot says nothing");
			}
			hello.type = "data.variable";
			hello.config = { assignments: [{ var: "user.price", value: "{{ 10 / user.visits }}" }] };
			const number = { scope: "user", type: "number" };
			document.variables = [
				{ ...number, name: "visits", default: 0 },
				{ ...number, name: "price" },
			];
			return document;
		});
		await call("PUT", `/bots/${bot}/token`, { token: own });
		await call("POST", `/bots/${bot}/publish`, { version: 1 });
		await world.act("say", { token: own, person: "Anna", text: "/start" });
		const troubles = async () => (await call("GET", `/bots/${bot}/troubles`)).items;
		await expect.poll(troubles, { timeout: 60_000, interval: 50 }).toHaveLength(1);
		await page.evaluate(() => localStorage.setItem("scenarist.language", "ru"));
		await page.goto(`${world.url}/#/bots/${bot}/health`);
		await page.reload();
		await page.getByText("user.visits равно 0, а на 0 делить нельзя").waitFor();
		await page.evaluate(() => localStorage.removeItem("scenarist.language"));
	});
});
