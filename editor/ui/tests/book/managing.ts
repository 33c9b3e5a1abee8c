import { button, press, type Scene } from "./stage";

/** What one sees beside the editor: the way in, lists of bots, how a bot runs, the workspace, the account, help. */
export const managing: readonly Scene[] = [
	// Without an account.
	{ name: "login", at: "/login", outside: true },
	{
		name: "login-wrong",
		at: "/login",
		outside: true,
		act: async ({ page, say }) => {
			await page.getByLabel(/e-?mail|почт/i).fill("anna@example.com");
			await page.locator("input[type=password]").fill("not my password");
			await button(page, say("account.login.button")).click();
			await page.getByRole("alert").first().waitFor();
		},
	},
	{
		name: "login-code",
		at: "/login",
		outside: true,
		act: async ({ page, say, book }) => {
			await page.getByLabel(/e-?mail|почт/i).fill("vera@example.com");
			await page.locator("input[type=password]").fill(book.password);
			await button(page, say("account.login.button")).click();
			await page.getByText(say("account.login.code_about")).waitFor();
		},
	},
	{ name: "setup-again", at: "/setup", outside: true },
	{ name: "invitation", at: "/invitation/TOKEN", outside: true },
	{ name: "reset", at: "/reset?token=TOKEN", outside: true },

	// Bots.
	{ name: "welcome", at: "/", answers: { "/bots": { items: [] } } },
	{ name: "bots", at: "/" },
	{
		name: "bots-menu",
		at: "/",
		act: async ({ page, say, book }) => button(page, say("start.menu.of", { name: book.name })).click(),
	},
	{
		name: "bots-rename",
		at: "/",
		act: async ({ page, say, book }) => {
			await button(page, say("start.menu.of", { name: book.name })).click();
			await page.getByRole("menuitem", { name: say("start.menu.rename") }).click();
			await page.getByRole("dialog").waitFor();
		},
	},
	{ name: "gallery", at: "/start" },
	{
		name: "import-wrong",
		at: "/start",
		act: async ({ page }) => {
			await page
				.locator("input[type=file]")
				.first()
				.setInputFiles({ name: "prices.json", mimeType: "application/json", buffer: Buffer.from('{"a": 1}') });
			await page.waitForTimeout(800);
		},
	},
	{ name: "overview", at: "/bots/BOT" },
	{ name: "overview-draft", at: "/bots/EMPTY" },
	{
		name: "connect-no-token",
		at: "/bots/EMPTY",
		act: async ({ page, say }) => {
			await page.getByLabel(say("start.connect.token"), { exact: true }).fill("what BotFather said");
			await page.waitForTimeout(500);
		},
	},
	{
		name: "connect-taken",
		at: "/bots/EMPTY",
		act: async ({ page, say, book }) => {
			await page.getByLabel(say("start.connect.token"), { exact: true }).fill(book.token);
			await page.getByText(book.name).last().waitFor();
			await page.waitForTimeout(800);
		},
	},
	{
		name: "connect-advanced",
		at: "/bots/EMPTY",
		act: press("start.connect.advanced"),
	},

	// Running.
	{ name: "people", at: "/bots/BOT/contacts" },
	{ name: "people-none", at: "/bots/EMPTY/contacts" },
	{ name: "person", at: "/bots/BOT/contacts/PERSON" },
	{
		name: "person-film",
		at: "/bots/BOT/contacts/PERSON",
		act: async ({ page, say }) => {
			await page.getByText(say("running.contact.film"), { exact: true }).click();
			await page.getByRole("main").getByRole("button", { expanded: false }).filter({ hasText: "3" }).first().click();
			await page.waitForTimeout(500);
		},
	},
	{ name: "person-reset", at: "/bots/BOT/contacts/PERSON", act: press("running.reset.open") },
	{ name: "figures", at: "/bots/BOT/figures" },
	{ name: "figures-none", at: "/bots/EMPTY/figures" },
	{ name: "health", at: "/bots/BOT/health" },
	{
		name: "health-stolen",
		at: "/bots/BOT/health",
		answers: {
			"/health": {
				state: "trouble",
				pending: 12,
				other_program: true,
				other_polls: true,
				last_error: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
				last_error_at: "2026-03-02T11:00:00Z",
				sessions: { idle: 3 },
				tally: { received: 120, handled: 116, waiting: 2, dead: 2, dropped: 0 },
				reached: [{ kind: "sends", of: "workspace", limit: 200000 }],
			},
			"/letters": {
				items: [1, 2].map((id) => ({
					id: String(id),
					at: "2026-03-02T11:00:00Z",
					error: "The store cannot be reached.",
					tries: 5,
					update: `{"update_id":${id},"message":{"message_id":${id},"text":"/start","chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Boris"}}}`,
				})),
			},
		},
	},
	{ name: "secrets", at: "/bots/BOT/secrets" },
	{ name: "secrets-add", at: "/bots/BOT/secrets", act: press("running.secrets.add") },
	{ name: "secrets-missing", at: "/bots/LEAD/secrets" },
	{ name: "media", at: "/bots/BOT/media" },
	{ name: "media-none", at: "/bots/EMPTY/media" },
	{
		name: "media-menu",
		at: "/bots/BOT/media",
		act: async ({ page, say }) => button(page, say("media.menu", { name: "funghi.png" })).click(),
	},

	// Workspace.
	{ name: "team", at: "/workspace" },
	{ name: "team-invite", at: "/workspace", act: press("workspace.invitations.new") },
	{
		name: "team-link",
		at: "/workspace",
		act: async ({ page, say }) => {
			await button(page, say("workspace.invitations.new")).click();
			await page.getByRole("dialog").waitFor();
			await page
				.getByRole("dialog")
				.getByRole("button", { name: say("workspace.invitations.make") })
				.click();
			await page.getByText(say("workspace.invitations.made")).waitFor();
		},
	},
	{ name: "journal", at: "/workspace/audit" },
	{ name: "blocks", at: "/workspace/blocks" },
	{ name: "blocks-add", at: "/workspace/blocks", act: press("blocks.add") },
	{
		name: "blocks-look",
		at: "/workspace/blocks",
		act: async ({ page, say }) => {
			await button(page, /amoCRM/).click();
			await button(page, say("blocks.confirm.install")).waitFor();
		},
	},
	{
		name: "blocks-wrong",
		at: "/workspace/blocks",
		act: async ({ page, say }) => {
			await button(page, say("blocks.add")).click();
			await page
				.getByRole("dialog")
				.locator("input[type=file]")
				.setInputFiles({
					name: "block.yaml",
					mimeType: "text/yaml",
					buffer: Buffer.from("manifest: 1\nname: acme/weather\nkind: http\nconfig: 7\n"),
				});
			await page.getByText(say("blocks.problems")).waitFor();
		},
	},
	{ name: "blocks-details", at: "/workspace/blocks?block=exchangerate/rate" },
	{
		name: "workspace-menu",
		at: "/",
		act: async ({ page }) => button(page, /^(Workspace|Рабочее пространство)/).click(),
	},
	{
		name: "workspace-new",
		at: "/",
		act: async ({ page, say }) => {
			await button(page, /^(Workspace|Рабочее пространство)/).click();
			await page.getByRole("menuitem", { name: say("app.workspace.new") }).click();
			await page.getByRole("dialog").waitFor();
		},
	},

	// Account.
	{ name: "account", at: "/account" },
	{
		name: "account-menu",
		at: "/",
		act: async ({ page }) => button(page, /^(Account of|Аккаунт)/).click(),
	},
	{
		name: "account-code",
		at: "/account",
		act: async ({ page, say }) => {
			await button(page, say("account.totp.begin")).click();
			await page.getByAltText(say("account.totp.qr")).waitFor();
			await page.getByAltText(say("account.totp.qr")).scrollIntoViewIfNeeded();
		},
	},
	{ name: "account-token", at: "/account", act: press("account.tokens.new") },
	{
		name: "account-token-made",
		at: "/account",
		act: async ({ page, say }) => {
			await button(page, say("account.tokens.new")).click();
			await page.getByRole("dialog").getByRole("textbox").first().fill("Nightly export");
			await page.getByRole("dialog").getByRole("combobox").selectOption(""); // the clock stands still, in the past
			await button(page, say("account.tokens.make")).click();
			await page.getByText(say("account.tokens.once")).waitFor();
		},
	},

	// Help.
	{ name: "guide", at: "/help" },
	{ name: "guide-selling", at: "/help?page=selling" },
	{ name: "reference", at: "/help/blocks" },
	{ name: "reference-block", at: "/help/blocks?block=payment.invoice" },
	{ name: "nowhere", at: "/nowhere" },
	{
		name: "forbidden",
		at: "/bots/BOT/health",
		answers: { "/health": { status: 403, code: "forbidden", title: "You may not do this." } },
	},
];
