import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Account } from "./account";
import { all, differs } from "./pictures";
import { Watch } from "./watch";
import { World } from "./world";

/** The bot that the guide builds in its chapter about selling, in the words of a language. */
function shop(language: "en" | "ru") {
	const say = (en: string, ru: string) => (language === "en" ? en : ru);
	const message = (id: string, text: string, last = true) => ({
		id,
		type: "message.text",
		config: { text },
		...(last && { exits: { next: "end" } }),
	});
	const [customer, cups, price] = language === "en" ? ["customer", "cups", "price"] : ["klient", "chashki", "cena"];
	// The page keeps what was typed where the name does not say it.
	const titled = (words: string) => (language === "ru" ? { title: words } : {});
	const way = (from: string, exit: string, to: string) => ({ from, exit, to });
	return {
		schema_version: 1,
		name: say("Coffee", "Кофе"),
		language,
		variables: [
			{ name: customer, ...titled("Клиент"), scope: "user", type: "text" },
			{ name: cups, ...titled("Чашки"), scope: "user", type: "number" },
			{ name: price, ...titled("Цена"), scope: "user", type: "number" },
		],
		flows: [
			{
				id: "main",
				name: say("Main", "Главный"),
				blocks: [
					{ id: "start", type: "trigger.command", config: { command: "start" } },
					message("hello", say("Welcome to the corner café!", "Добро пожаловать в кафе на углу!"), false),
					{
						id: "name",
						type: "ask.text",
						config: { prompt: { text: say("What is your name?", "Как вас зовут?") }, save_to: `user.${customer}` },
					},
					{
						id: "cups",
						type: "ask.number",
						config: { prompt: { text: say("How many cups?", "Сколько чашек?") }, save_to: `user.${cups}`, min: 1 },
					},
					{
						id: "large",
						type: "logic.condition",
						config: {
							branches: [
								{
									id: "large",
									label: say("A large order", "Большой заказ"),
									if: { left: `user.${cups}`, op: "gt", right: 10 },
								},
							],
						},
					},
					message("call", say(`We will call you, {{ user.${customer} }}.`, `Мы вам позвоним, {{ user.${customer} }}.`)),
					{
						id: "ask_price",
						type: "http.request",
						config: {
							method: "GET",
							url: `https://shop.example.com/price?cups={{ user.${cups} }}`,
							save: [{ from: "price", to: `user.${price}`, type: "number" }],
						},
					},
					message(
						"sorry",
						say("The till is resting. Try again in a minute.", "Касса отдыхает. Попробуйте через минуту."),
					),
					{
						id: "bill",
						type: "payment.invoice",
						config: {
							title: say("Coffee", "Кофе"),
							description: say("To go", "С собой"),
							currency: "XTR",
							amount: `{{ user.${price} }}`,
							lifetime: "15m",
						},
					},
					message("thanks", say("Thank you! It is ready in five minutes.", "Спасибо! Будет готово через пять минут.")),
				],
				edges: [
					way("start", "next", "hello"),
					way("hello", "next", "name"),
					way("name", "answered", "cups"),
					way("cups", "answered", "large"),
					way("large", "branch:large", "call"),
					way("large", "else", "ask_price"),
					way("ask_price", "ok", "bill"),
					way("ask_price", "5xx", "sorry"),
					way("bill", "paid", "thanks"),
					way("bill", "expired", "cups"),
				],
			},
		],
		layout: {
			main: {
				start: [0, 40],
				hello: [360, 40],
				name: [720, 20],
				cups: [1080, 20],
				large: [0, 330],
				call: [360, 250],
				ask_price: [360, 400],
				bill: [720, 300],
				sorry: [720, 520],
				thanks: [1080, 330],
			},
		},
	};
}

let world: World;
let anna: Account;

beforeAll(async () => {
	world = await World.start();
	anna = await Account.owner(world);
});

afterAll(() => world?.close());

describe.each(["en", "ru"] as const)("the guide in %s", (language) => {
	let page: Page;
	let watch: Watch;
	let bot: string;
	beforeAll(async () => {
		bot = await anna.bot({ document: shop(language) });
		await anna.call("PATCH", "/account", { language });
		page = await world.person({ width: 1200, height: 750, scale: 0.8, language });
		await anna.enter(page);
		watch = await Watch.over(page, world, { still: true });
	});

	const settings = (block: string) => () => watch.open(`/bots/${bot}/edit?flow=main&block=${block}`);
	const pictures: readonly [string, () => Promise<unknown>][] = [
		["canvas", () => watch.open(`/bots/${bot}/edit`)],
		["question", settings("name")],
		["condition", settings("large")],
		["request", settings("ask_price")],
		["invoice", settings("bill")],
		[
			"chat",
			async () => {
				await page
					.locator("[data-block-panel] [data-block]")
					.getByRole("button", { name: { en: "Close", ru: "Закрыть" }[language] })
					.click();
				await page.getByRole("button", { name: { en: "Try it", ru: "Проверить" }[language], exact: true }).click();
				const chat = page.getByRole("complementary", { name: { en: "Try the bot", ru: "Проверка бота" }[language] });
				await chat.getByRole("button", { name: { en: "Start", ru: "Начать" }[language], exact: true }).click();
				await chat.getByText({ en: "What is your name?", ru: "Как вас зовут?" }[language]).waitFor();
				await page.mouse.move(0, 0);
				await watch.settled();
			},
		],
		[
			"publish",
			async () => {
				await page.getByRole("button", { name: { en: "Publish", ru: "Опубликовать" }[language], exact: true }).click();
				await page.getByRole("dialog").getByRole("textbox").first().waitFor();
				await watch.settled();
			},
		],
	];

	it.each(pictures)("has a picture that shows the page as it is: %s", async (name, come) => {
		await come();
		const folder = path.resolve(import.meta.dirname, "../../src/help/pictures", language);
		const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
		expect(differs(all ? `guide-${language}-${name}` : name, picture, { folder, most: 0.01 })).toBeUndefined();
	});
});
