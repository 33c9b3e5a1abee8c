import { block, button, canvas, press, type Scene, steps, talk, view, wait } from "./stage";

/** What one sees who draws a bot, tries it and publishes it. */
export const editing: readonly Scene[] = [
	// Drawing.
	{ name: "canvas", at: canvas },
	{ name: "canvas-empty", at: "/bots/EMPTY/edit" },
	{ name: "block-trigger", at: block("start") },
	{ name: "block-message", at: block("hello") },
	{ name: "block-album", at: block("album") },
	{ name: "block-question", at: block("name") },
	{ name: "block-condition", at: block("large") },
	{ name: "block-request", at: block("ask_price") },
	{ name: "block-invoice", at: block("bill") },
	{
		name: "block-behaviour",
		at: block("ask_price"),
		act: async (stage) => {
			await stage.page.getByText(stage.say("form.behaviour"), { exact: true }).first().click();
			await stage.page.getByText(stage.say("form.behaviour"), { exact: true }).first().scrollIntoViewIfNeeded();
		},
	},
	{
		name: "block-try",
		at: block("ask_price"),
		act: async (stage) => {
			await button(stage.page, stage.say("form.try")).click();
			// On a phone the chat's button behind the sheet is called so, too.
			await stage.page
				.getByRole("button", { name: stage.say("form.try_run"), exact: true })
				.last()
				.click();
			await stage.page.getByText(stage.say("form.try_sets"), { exact: true }).scrollIntoViewIfNeeded();
		},
	},
	{
		name: "expression",
		at: "/bots/BROKEN/edit?flow=main&block=large",
		act: async (stage) => {
			const formula = button(stage.page, stage.say("form.as_expression"));
			const field = stage.page.locator("textarea").filter({ visible: true }).first();
			await formula.or(field).first().waitFor();
			// It is a formula already where another size was photographed before.
			if (await formula.isVisible()) {
				await formula.click();
				await stage.page.getByText(stage.say("form.expression.write"), { exact: true }).first().click();
			}
			await field.fill("user.pieces > ");
			await stage.page.waitForTimeout(1200);
		},
	},
	{
		name: "value-picker",
		at: block("call"),
		act: async (stage) => {
			await button(stage.page, stage.say("form.insert_value")).click();
			await stage.page.getByPlaceholder(stage.say("form.search_values")).waitFor();
		},
	},
	{
		name: "emoji",
		at: block("call"),
		act: async (stage) => {
			await button(stage.page, stage.say("form.emoji")).click();
			await stage.page.waitForTimeout(800);
		},
	},
	{
		name: "palette-search",
		at: canvas,
		wide: true,
		act: async ({ page, say }) =>
			page.getByRole("combobox", { name: say("canvas.palette.search") }).fill(say("canvas.family.payment").slice(0, 4)),
	},
	{
		name: "selected",
		at: canvas,
		wide: true,
		act: async ({ page }) => {
			await page.keyboard.press("Escape");
			await page
				.getByLabel(/^(Drawing of|Схема «)/)
				.first()
				.focus();
			await page.keyboard.press("Control+A");
			await page.waitForTimeout(400);
		},
	},
	{
		name: "search",
		at: canvas,
		wide: true,
		act: async (stage) => {
			await stage.page.keyboard.press("Control+F");
			await stage.page
				.getByPlaceholder(stage.say("canvas.search.hint"))
				.fill(stage.book.language === "en" ? "pizza" : "пицц");
			await stage.page.waitForTimeout(400);
		},
	},
	{
		name: "where-used",
		at: canvas,
		act: async ({ page, say }) => {
			await button(page, say("canvas.flow.menu")).click();
			await page.getByRole("menuitem", { name: say("canvas.uses.open") }).click();
		},
	},
	{
		name: "keys",
		at: canvas,
		wide: true,
		act: async ({ page, say }) => button(page, say("canvas.tools.keys")).click(),
	},
	{
		name: "flow-menu",
		at: canvas,
		act: async ({ page, say }) => button(page, say("canvas.flow.menu")).click(),
	},
	{
		name: "publish-as-block",
		at: `${canvas}?flow=address`,
		act: async ({ page, say }) => {
			await button(page, say("canvas.flow.menu")).click();
			await page.getByRole("menuitem", { name: say("canvas.flow.publish") }).click();
			await page.getByRole("dialog").waitFor();
		},
	},
	{
		name: "issues",
		at: "/bots/BROKEN/edit",
		act: async ({ page }) => button(page, /errors? stops? publishing|меша[а-я]+ публикации/).click(),
	},
	{
		name: "issues-none",
		at: canvas,
		act: async ({ page }) => button(page, /Nothing to mend|hints?$|нечего|замечани/i).click(),
	},
	{ name: "bot-settings", at: canvas, act: steps(press("canvas.side.bot"), wait(800)) },
	{
		name: "bot-settings-below",
		at: canvas,
		act: steps(press("canvas.side.bot"), wait(800), async ({ page, say }) =>
			page.getByText(say("form.bot_texts"), { exact: true }).scrollIntoViewIfNeeded(),
		),
	},
	{
		name: "outline",
		at: canvas,
		wide: true,
		act: async ({ page, say }) => page.getByTitle(say("canvas.view.outline"), { exact: true }).click(),
	},
	{
		name: "outline-errors",
		at: "/bots/BROKEN/edit",
		act: async ({ page, say, phone }) => {
			if (!phone) await page.getByTitle(say("canvas.view.outline"), { exact: true }).click();
		},
	},
	{
		name: "canvas-figures",
		at: `${canvas}`,
		wide: true,
		act: async ({ page, book }) => {
			await page.goto(`${book.url}/#/bots/${book.places.BOT}/figures`);
			await page.getByRole("link", { name: book.say("running.figures.canvas") }).click();
			await page.waitForTimeout(1500);
		},
	},
	{
		name: "offline",
		at: "/bots/BROKEN/edit?flow=main&block=call",
		act: async (stage) => {
			await stage.page.route("**/api/v1/**", (route) => route.abort());
			await stage.page
				.getByRole("textbox", { name: stage.book.language === "en" ? "Text" : "Текст", exact: true })
				.first()
				.fill("…");
			await stage.page.getByText(stage.say("canvas.saving.offline")).first().waitFor();
		},
	},
	{
		name: "conflict",
		at: "/bots/TWO/edit?flow=main&block=hello",
		act: async ({ page, say, book, phone }) => {
			const en = book.language === "en";
			const [mine, theirs] = en
				? ["Good evening! What shall we bring you?", "Hello! Today every second pizza is for half its price."]
				: ["Добрый вечер! Что вам привезти?", "Здравствуйте! Сегодня каждая вторая пицца — за полцены."];
			const held = (url: URL) => url.pathname.endsWith("/draft");
			await page.route(held, (route) => (route.request().method() === "GET" ? route.fallback() : route.abort()));
			await page
				.getByRole("textbox", { name: en ? "Text" : "Текст", exact: true })
				.first()
				.fill(mine ?? "");
			await book.rewrite(book.places.TWO ?? "", "hello", `${theirs}${phone ? " 🍕" : ""}`);
			await page
				.getByRole("button", { name: say("canvas.conflict.keep_mine"), includeHidden: true })
				.first()
				.waitFor({ state: "attached" });
			if (phone) await button(page, say("form.close")).click();
		},
	},

	// Much, little, and nothing.
	{ name: "crowded", at: "/bots/CROWD/edit" },
	{ name: "crowded-message", at: "/bots/CROWD/edit?flow=main&block=hello" },
	{ name: "crowded-condition", at: "/bots/CROWD/edit?flow=main&block=way" },
	{ name: "crowded-chat", at: "/bots/CROWD/edit", act: talk("/start") },
	{ name: "crowded-bot-settings", at: "/bots/CROWD/edit", act: steps(press("canvas.side.bot"), wait(800)) },
	{ name: "flow-empty", at: "/bots/CROWD/edit?flow=flow_1" },
	{ name: "editor-viewer", at: canvas, viewer: true },
	{ name: "block-viewer", at: block("hello"), viewer: true },
	{
		name: "block-viewer-unfolded",
		at: block("ask_price"),
		viewer: true,
		act: async ({ page }) => {
			const folded = page.locator("[data-read-only] button[aria-expanded=false]:enabled").filter({ visible: true });
			while ((await folded.count()) > 0) await folded.first().click();
		},
	},
	{
		name: "exits-viewer",
		at: block("hello"),
		viewer: true,
		act: async ({ page, say }) => page.getByRole("tab", { name: say("form.exits") }).click(),
	},
	{
		name: "editor-error",
		at: canvas,
		answers: { "/draft": { status: 403, code: "forbidden" } },
	},

	// The test chat.
	{ name: "chat-empty", at: canvas, act: press("canvas.side.chat") },
	{ name: "chat-talk", at: canvas, act: talk("/start", "#🍕", "Anna") },
	{
		name: "chat-album",
		at: canvas,
		act: steps(async (stage) => talk("/start", `#${stage.book.language === "en" ? "Menu" : "Меню"}`)(stage), wait(500)),
	},
	{ name: "chat-invoice", at: canvas, act: talk("/start", "#🍕", "Anna", "2") },
	{
		name: "chat-rating",
		at: canvas,
		act: async (stage) => talk("/start", `#${stage.book.language === "en" ? "Rate" : "Оценить"}`)(stage),
	},
	{ name: "chat-film", at: canvas, act: steps(talk("/start", "#🍕", "Anna", "2"), view("film")) },
	{ name: "chat-values", at: canvas, act: steps(talk("/start", "#🍕", "Anna", "2"), view("values")) },
	{ name: "chat-services", at: canvas, act: steps(talk("/start", "#🍕", "Anna", "2"), view("services")) },
	{ name: "chat-tests", at: canvas, act: steps(talk("/start"), view("tests"), press("chat.run_tests"), wait(1500)) },
	{ name: "chat-faults", at: canvas, act: steps(talk("/start"), press("chat.faults")) },
	{ name: "chat-clock", at: canvas, act: steps(talk("/start", "#🍕"), press("chat.skip")) },
	{ name: "chat-people", at: canvas, act: steps(talk("/start"), press("chat.add_person"), wait(400)) },
	{ name: "chat-broken", at: "/bots/BROKEN/edit", act: steps(press("canvas.side.chat"), wait(1000)) },

	// Publishing.
	{ name: "publish-connect", at: "/bots/EMPTY/edit", act: steps(press("app.publish.button"), wait(1500)) },
	{ name: "publish-changes", at: canvas, act: steps(press("app.publish.button"), wait(1500)) },
	{
		name: "publish-changes-below",
		at: canvas,
		act: steps(press("app.publish.button"), wait(1500), async ({ page, say }) =>
			page.getByLabel(say("publish.note.label")).scrollIntoViewIfNeeded(),
		),
	},
	{ name: "publish-stopped", at: "/bots/FAULTY/edit", act: steps(press("app.publish.button"), wait(1500)) },
	{ name: "history-none", at: "/bots/EMPTY/history" },
	{ name: "history-error", at: "/bots/BOT/history", answers: { "/revisions": { status: 500, code: "internal" } } },
	{ name: "history-viewer", at: "/bots/BOT/history", viewer: true },
	{ name: "history", at: "/bots/BOT/history" },
	{ name: "history-compare", at: "/bots/BOT/history", act: steps(press("publish.history.compare"), wait(1000)) },
	{
		name: "history-rollback",
		at: "/bots/BOT/history",
		act: steps(async ({ page, say }) => button(page, new RegExp(say("publish.history.back"))).click(), wait(1500)),
	},
];
