import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Account } from "./account";
import { World } from "./world";

type Config = Record<string, unknown>;

/** A kind of field: a block with a setting of that kind, what a person does at it, and what the block then has. */
interface Kind {
	kind: string;
	type: string;
	config: Config;
	/** Heading of the field. */
	label: string;
	edit(field: Locator, page: Page): Promise<void>;
	/** The setting with its new value. */
	after: Config;
	/** What is to be seen in the field, for those that show their value as a text of a control. */
	shows?: string;
}

/** What one writes into or presses: some fields also propose. */
const input = (field: Locator) => field.getByRole("textbox").or(field.getByRole("combobox")).first();

const fill = (value: string) => (field: Locator) => input(field).fill(value);

const choose = (option: string) => async (field: Locator, page: Page) => {
	await input(field).click({ force: true }); // some have a value in front of it
	await page.getByRole("option", { name: option, exact: true }).click();
};

const enter = (value: string) => async (field: Locator) => {
	await input(field).fill(value);
	await input(field).press("Enter");
};

const pressed = (name: string) => (field: Locator) => field.getByRole("button", { name }).click();

const kinds: readonly Kind[] = [
	{
		kind: "template",
		type: "message.text",
		config: { text: "Old" },
		label: "Text",
		edit: fill("New"),
		after: { text: "New" },
	},
	{
		kind: "buttons",
		type: "message.text",
		config: { text: "x", buttons: [[{ id: "a", label: "A" }]] },
		label: "Buttons",
		edit: pressed("Add a row"),
		after: { buttons: [[{ id: "a", label: "A" }], [{ id: "button", label: "Button" }]] },
	},
	{
		kind: "line",
		type: "chat.invite",
		config: { name: "Old" },
		label: "Name of the link",
		edit: fill("Friends"),
		after: { name: "Friends" },
	},
	{
		kind: "link",
		type: "http.request",
		config: { url: "https://example.com" },
		label: "Address",
		edit: fill("https://example.com/x"),
		after: { url: "https://example.com/x" },
	},
	{
		kind: "text",
		type: "data.counter",
		config: { name: "old" },
		label: "Name",
		edit: fill("orders"),
		after: { name: "orders" },
		shows: "orders",
	},
	{
		kind: "pattern",
		type: "ask.text",
		config: { pattern: "a" },
		label: "Pattern",
		edit: fill("[a-z]+"),
		after: { pattern: "[a-z]+" },
		shows: "[a-z]+",
	},
	{
		kind: "number",
		type: "ask.text",
		config: { attempts: 3 },
		label: "Attempts",
		edit: fill("5"),
		after: { attempts: 5 },
		shows: "5",
	},
	{
		kind: "switch",
		type: "ask.text",
		config: { delete_answer: true },
		label: "Delete the answer",
		edit: (field) => field.getByRole("switch").click({ force: true }),
		after: { delete_answer: undefined },
	},
	{
		kind: "duration",
		type: "ask.text",
		config: { timeout: "15m" },
		label: "Wait at most",
		edit: fill("20"),
		after: { timeout: "20m" },
		shows: "20",
	},
	{
		kind: "choice",
		type: "trigger.webhook",
		config: { name: "paid", method: "POST" },
		label: "Method",
		edit: choose("PUT"),
		after: { method: "PUT" },
		shows: "PUT",
	},
	{
		kind: "choices",
		type: "logic.delay",
		config: { days: ["mon"] },
		label: "Days of the week",
		edit: choose("Sunday"),
		after: { days: ["mon", "sun"] },
	},
	{
		kind: "time",
		type: "logic.delay",
		config: { at: "09:00" },
		label: "Time of day",
		edit: (field) => field.locator("input").fill("10:30"),
		after: { at: "10:30" },
		shows: "10:30",
	},
	{
		kind: "time zone",
		type: "logic.delay",
		config: { zone: "UTC" },
		label: "Time zone",
		edit: fill("Europe/Berlin"),
		after: { zone: "Europe/Berlin" },
		shows: "Europe/Berlin",
	},
	{
		kind: "times",
		type: "trigger.schedule",
		config: { at: ["09:00"] },
		label: "Times of day",
		edit: enter("11:00"),
		after: { at: ["09:00", "11:00"] },
	},
	{
		kind: "date",
		type: "trigger.schedule",
		config: { date: "2026-01-01 18:00" },
		label: "Once, at",
		edit: (field) => field.locator("input[type=date]").fill("2026-12-31"),
		after: { date: "2026-12-31 18:00" },
		shows: "2026-12-31",
	},
	{
		kind: "words",
		type: "ask.email",
		config: { blocked: ["a.org"] },
		label: "Refused domains",
		edit: enter("b.org"),
		after: { blocked: ["a.org", "b.org"] },
	},
	{
		kind: "condition",
		type: "logic.while",
		config: { if: "user.age >= 18" },
		label: "As long as",
		edit: pressed("Show as rules"),
		after: { if: { left: "user.age", op: "gte", right: 18 } },
	},
	{
		kind: "expression",
		type: "data.language",
		config: { from: "lower(user.language)" },
		label: "Take it from",
		edit: fill("lower(event.text)"),
		after: { from: "lower(event.text)" },
	},
	{
		kind: "value",
		type: "ask.number",
		config: { min: 1 },
		label: "At least",
		edit: fill("2"),
		after: { min: 2 },
		shows: "2",
	},
	{
		kind: "currency",
		type: "payment.invoice",
		config: { title: "Cup", currency: "EUR" },
		label: "Currency",
		edit: fill("USD"),
		after: { currency: "USD" },
		shows: "USD",
	},
	{
		kind: "money",
		type: "payment.invoice",
		config: { title: "Cup", currency: "EUR", amount: 1250 },
		label: "Price",
		edit: fill("13.00"),
		after: { amount: 1300 },
		shows: "13.00 EUR",
	},
	{
		kind: "list",
		type: "ask.text",
		config: { reminders: [{ after: "1h", text: "Still there?" }] },
		label: "Reminders",
		edit: (field) => field.getByRole("button", { name: /^Add/ }).last().click(),
		after: {
			reminders: [
				{ after: "1h", text: "Still there?" },
				{ after: "10m", text: "" },
			],
		},
	},
	{
		kind: "map",
		type: "ask.text",
		config: { messages: { invalid: "No" } },
		label: "Words for wrong answers",
		edit: (field) => field.getByRole("textbox").last().fill("Pardon?"), // the first is its name
		after: { messages: { invalid: "Pardon?" } },
	},
	{
		kind: "variable",
		type: "ask.text",
		config: { save_to: "user.city" },
		label: "Save to",
		edit: async (field) => {
			await field.getByRole("button", { name: "New" }).click();
			await field.getByLabel("What is kept").fill("Street");
			await field.getByRole("button", { name: "Create" }).click();
		},
		after: { save_to: "user.street" },
	},
	{
		kind: "flow",
		type: "logic.call",
		config: { flow: "main" },
		label: "Flow",
		edit: choose("Second"),
		after: { flow: "second" },
		shows: "Second",
	},
	{
		kind: "block",
		type: "logic.jump",
		config: { block: "start" },
		label: "Block",
		edit: choose("Target · Second"),
		after: { block: "target" },
		shows: "Target · Second",
	},
	{
		kind: "flows",
		type: "trigger.inactive",
		config: { after: ["1h"], flows: ["main"] },
		label: "Only in these flows",
		edit: choose("Second"),
		after: { flows: ["main", "second"] },
	},
	{
		kind: "blocks",
		type: "trigger.inactive",
		config: { after: ["1h"], blocks: ["start"] },
		label: "Only at these blocks",
		edit: choose("Target · Second"),
		after: { blocks: ["start", "target"] },
	},
	{
		kind: "table",
		type: "data.table.add",
		config: { table: "goods", values: {} },
		label: "Table",
		edit: choose("orders"),
		after: { table: "orders" },
		shows: "orders",
	},
	{
		kind: "columns",
		type: "data.table.add",
		config: { table: "goods", values: {} },
		label: "Values",
		edit: choose("price"),
		after: { values: { price: "" } },
	},
	{
		kind: "language",
		type: "data.language",
		config: { language: "en" },
		label: "Language",
		edit: fill("ru"),
		after: { language: "ru" },
		shows: "ru",
	},
	{
		kind: "secret",
		type: "trigger.webhook",
		config: { name: "paid", secret: "first" },
		label: "Secret",
		edit: choose("second"),
		after: { secret: "second" },
		shows: "second",
	},
];

const document = {
	schema_version: 1,
	name: "Every kind of field",
	language: "en",
	languages: ["en", "ru"],
	variables: [
		{ name: "city", scope: "user", type: "text" },
		{ name: "age", scope: "user", type: "number" },
	],
	tables: ["goods", "orders"].map((name) => ({ name, columns: [{ name: "price", type: "number" }] })),
	settings: { secrets: ["first", "second"] },
	flows: [
		{
			id: "main",
			name: "Main",
			blocks: [
				{ id: "start", type: "trigger.command", config: { command: "start" } },
				...kinds.map(({ type, config }, i) => ({ id: `b${i}`, type, config })),
			],
			edges: [],
		},
		{
			id: "second",
			name: "Second",
			blocks: [{ id: "target", type: "message.text", label: "Target", config: { text: "x" } }],
			edges: [],
		},
	],
};

let world: World;
let anna: Account;
let page: Page;
let bot: string;

beforeAll(async () => {
	world = await World.start();
	anna = await Account.owner(world);
	bot = await anna.bot({ document });
	page = await world.person();
	await anna.enter(page);
	await page.goto(`${world.url}/#/bots/${bot}/edit`);
	await page.locator('[data-id="start"]').waitFor();
});

afterAll(() => world?.close());

/** The field with the heading in the settings of the block. */
async function fieldOf(i: number, label: string): Promise<Locator> {
	await page.evaluate((hash) => window.location.assign(hash), `#/bots/${bot}/edit?flow=main&block=b${i}`);
	const panel = page.locator("[data-block-panel]");
	await panel.locator(`[data-block="b${i}"]`).waitFor();
	return panel.getByRole("group", { name: new RegExp(`^${label}( \\*)?$`) }).first();
}

describe("a field", () => {
	it.each(kinds.map((k, i) => ({ ...k, i })))("of the kind $kind takes a value", async ({ i, label, edit }) => {
		await edit(await fieldOf(i, label), page);
		await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
	});

	it("has its value on the server", async () => {
		const draft = await anna.call<{ document: typeof document }>("GET", `/bots/${bot}/draft`);
		const saved = Object.fromEntries(draft.document.flows[0]?.blocks.map((b) => [b.id, b.config as Config]) ?? []);
		for (const [i, { kind, config, after }] of kinds.entries()) {
			const whole = Object.fromEntries(Object.entries({ ...config, ...after }).filter(([, v]) => v !== undefined));
			expect(saved[`b${i}`], kind).toEqual(whole);
		}
	});

	it("shows its value when the page is loaded anew", async () => {
		await page.reload();
		await page.locator('[data-id="start"]').waitFor();
		for (const [i, { kind, label, shows }] of kinds.entries()) {
			if (shows !== undefined) {
				const field = await fieldOf(i, label);
				await expect
					.poll(() => field.locator("input").first().inputValue(), { message: kind, timeout: 60_000 })
					.toBe(shows);
			}
		}
	});
});
