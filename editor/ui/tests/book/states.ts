import { button, press, type Scene, type Stage, steps, wait } from "./stage";

/** A bot of the list that the server does not have. */
function bot(number: number, more: object = {}) {
	return {
		id: `bot${number}`,
		workspace: "",
		name: `Bot ${number}`,
		state: "running",
		can: ["bot.read"],
		changed: number % 3 === 0,
		revision: 1,
		draft_version: 1,
		updated_at: "2026-03-02T11:42:00Z",
		issues: { errors: 0, warnings: 0 },
		users: 1000 * number,
		users_today: number * 7,
		errors_today: number % 4,
		telegram: { id: number, name: `Bot ${number}`, username: `studio_${number}_bot`, link: "https://t.me/" },
		...more,
	};
}

const many = {
	"/bots": {
		items: [
			bot(1, { name: "Corner Pizza, its second restaurant at the railway station, and catering for weddings" }),
			bot(2, {
				state: "trouble",
				trouble: "Telegram says that the token is not valid any more: set a new one on the page of the bot.",
			}),
			bot(3, { state: "paused" }),
			bot(4, { name: "Donaudampfschifffahrtsgesellschaftskapitänsmützenverkauf" }),
			...Array.from({ length: 20 }, (_, i) => bot(i + 5)),
		],
	},
};

/** The bot is told to be without a token that Telegram knows. */
const refused = async ({ page, book }: Stage) => {
	const trouble =
		book.language === "en"
			? "Telegram refuses the token: it was revoked or belongs to no bot. Take a new one from @BotFather, and connect the bot with it."
			: "Telegram не принимает токен: его отозвали, или он не принадлежит ни одному боту. Возьмите у @BotFather новый и подключите бота с ним.";
	await page.route(`**/api/v1/bots/${book.places.BOT}`, async (route) => {
		const json = await (await route.fetch()).json();
		await route.fulfill({
			json: { ...json, state: "trouble", trouble, token_refused: true, token_refused_at: json.updated_at },
		});
	});
	// What comes by itself would tell the truth.
	await page.route("**/api/v1/**", (route) => {
		if (!route.request().headers().accept?.includes("text/event-stream")) return route.fallback();
	});
	await page.reload();
	await button(page, book.say("start.connection.new_token")).waitFor();
};

const broken = { status: 500, code: "internal", message: "Something broke on our side." };

/** The pages of managing as they are when there is much, nothing yet, or trouble, and for whoever may only look. */
export const states: readonly Scene[] = [
	{
		name: "setup",
		at: "/setup?token=TOKEN",
		outside: true,
		answers: { "/setup": { needed: true } },
	},
	{ name: "setup-no-link", at: "/setup", outside: true, answers: { "/setup": { needed: true } } },

	// Much.
	{ name: "bots-many", at: "/", answers: many },
	{
		name: "bots-none-found",
		at: "/",
		answers: many,
		act: async ({ page, say }) => page.getByLabel(say("start.bots.search")).fill("zzz"),
	},
	{ name: "overview-long", at: "/bots/LONG" },
	{
		name: "overview-narrow",
		at: "/bots/BOT",
		wide: true,
		act: async ({ page, say }) => {
			await page.setViewportSize({ width: 1200, height: 800 });
			const row = page.getByRole("navigation", { name: say("app.tab.title") }).locator("> div > div");
			if (await row.evaluate((e) => e.scrollWidth > e.clientWidth))
				throw new Error("not all pages of the bot are seen");
		},
	},
	{
		name: "people-not-found",
		at: "/bots/BOT/contacts",
		act: async ({ page, say }) => {
			await page.getByLabel(say("running.contacts.search")).fill("zzz");
			await page.getByText(say("running.contacts.not_found"), { exact: true }).waitFor();
		},
	},

	// Nothing yet.
	{ name: "bots-loading", at: "/", silent: ["/bots"] },
	{ name: "people-loading", at: "/bots/BOT/contacts", silent: ["/contacts"] },
	{ name: "health-loading", at: "/bots/BOT/health", silent: ["/health", "/letters", "/troubles"] },
	{ name: "team-loading", at: "/workspace", silent: ["/members", "/invitations"] },

	// Trouble.
	{ name: "overview-refused", at: "/bots/BOT", act: refused },
	{
		name: "overview-refused-token",
		at: "/bots/BOT",
		act: steps(refused, press("start.connection.new_token"), wait(400)),
	},
	{ name: "health-refused", at: "/bots/BOT/health", act: refused },
	{ name: "bots-error", at: "/", answers: { "/bots": broken } },
	{ name: "figures-error", at: "/bots/BOT/figures", answers: { "/figures": broken } },
	{
		name: "account-wrong",
		at: "/account",
		act: async ({ page, say }) => {
			await page.getByLabel(say("account.password.old"), { exact: true }).fill("not my password");
			await page.getByLabel(say("account.password.new"), { exact: true }).fill("short");
			await page.getByRole("button", { name: say("account.password.change") }).focus();
		},
	},

	// Whoever may only look, and whoever has a second step.
	{ name: "bots-viewer", at: "/", viewer: true },
	{ name: "overview-viewer", at: "/bots/BOT", viewer: true },
	{ name: "overview-draft-viewer", at: "/bots/EMPTY", viewer: true },
	{ name: "media-viewer", at: "/bots/BOT/media", viewer: true },
	{
		name: "account-code-on",
		at: "/account",
		act: async ({ page, say, book }) => {
			await book.coded.enter(page);
			await page.reload();
			await page.getByText(say("account.totp.title"), { exact: true }).scrollIntoViewIfNeeded();
		},
	},
];
