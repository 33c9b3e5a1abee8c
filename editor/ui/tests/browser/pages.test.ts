import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Account } from "./account";
import { crowding } from "./crowding";
import { all, differs } from "./pictures";
import { Watch } from "./watch";
import { World } from "./world";

interface Place {
	name: string;
	address: string;
	/** What is opened there. */
	press?: string;
	/** Whether its pictures are kept. */
	kept?: boolean;
}

/** Every page, and what opens over one. */
const pages: readonly Place[] = [
	{ name: "start", address: "/", kept: true },
	{ name: "bot-menu", address: "/", press: "Menu of Corner Coffee" },
	{ name: "account-menu", address: "/", press: "Account of Anna" },
	{ name: "gallery", address: "/start", kept: true },
	{ name: "overview", address: "/bots/BOT" },
	{ name: "canvas", address: "/bots/BOT/edit", kept: true },
	{ name: "settings", address: "/bots/BOT/edit?flow=order&block=hello", kept: true },
	{ name: "chat", address: "/bots/BOT/edit", press: "Try it", kept: true },
	{ name: "publish", address: "/bots/BOT/edit", press: "Publish", kept: true },
	{ name: "people", address: "/bots/BOT/contacts", kept: true },
	{ name: "person", address: "/bots/BOT/contacts/USER" },
	{ name: "figures", address: "/bots/BOT/figures" }, // of these days
	{ name: "files", address: "/bots/BOT/media" },
	{ name: "health", address: "/bots/BOT/health", kept: true },
	{ name: "history", address: "/bots/BOT/history" },
	{ name: "secrets", address: "/bots/BOT/secrets" },
	{ name: "team", address: "/workspace" },
	{ name: "journal", address: "/workspace/audit" },
	{ name: "blocks", address: "/workspace/blocks" },
	{ name: "account", address: "/account" },
	{ name: "guide", address: "/help", kept: true },
	{ name: "guide-payments", address: "/help?page=payments" },
	{ name: "reference", address: "/help/blocks" },
	{ name: "reference-block", address: "/help/blocks?block=ask.choice" },
	{ name: "nowhere", address: "/nowhere" },
	{ name: "login", address: "/login" },
	{ name: "invitation", address: "/invitation/TOKEN" },
	{ name: "reset", address: "/reset?token=TOKEN" },
];
const outside = new Set(["login", "invitation", "reset"]);

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
type Size = keyof typeof sizes;

let world: World;
let anna: Account;
const inside = {} as Record<Size, Watch>;
const without = {} as Record<Size, Watch>;
const places: Record<string, string> = {};

/** The address with the ids of what is there. */
const placed = (address: string) => address.replace(/[A-Z]{3,}/g, (place) => places[place] ?? place);

beforeAll(async () => {
	world = await World.start();
	anna = await Account.owner(world);
	const bot = await anna.bot({ example: "coffee" });
	const token = await anna.publish(bot, "corner_coffee_bot", "Corner Coffee");
	await anna.bot({ example: "quiz" });
	await anna.bot({}, "A shop with a name so long that no card of it has room for all of its many words");
	for (const person of ["Boris", "Clara", "Dmitri"]) {
		await world.act("say", { token, person, text: "/start" });
	}
	const workspace = await anna.workspace();
	await anna.invite("editor", "Eva");
	const { link } = await anna.call<{ link: string }>("POST", `/workspaces/${workspace}/invitations`, {
		role: "viewer",
	});
	await anna.call("PUT", `/bots/${bot}/secrets/delivery_key`, { value: "x".repeat(20) });
	const people = await vi.waitUntil(
		async () => {
			const { items } = await anna.call<{ items: { user_id: number; name: string }[] }>("GET", `/bots/${bot}/contacts`);
			return items.length === 3 && items;
		},
		{ timeout: 60_000, interval: 200 },
	);
	const user = String(people.find((p) => p.name === "Clara")?.user_id);
	Object.assign(places, { BOT: bot, USER: user, TOKEN: link.split("/").at(-1) ?? "" });
	for (const [name, size] of Object.entries(sizes) as [Size, (typeof sizes)[Size]][]) {
		const page = await world.person({ ...size, scale: all ? 1 : 0.5 });
		await anna.enter(page);
		inside[name] = await Watch.over(page, world, { still: true });
		without[name] = await Watch.over(await world.person({ ...size, scale: all ? 1 : 0.5 }), world, { still: true });
	}
});

afterAll(() => world?.close());

describe.each(Object.keys(sizes) as Size[])("%s", (size) => {
	it.each(pages)(
		"$name can be used by everybody, in light and dark, and stands still",
		async ({ name, address, press, kept = false }) => {
			const { [size]: watch } = outside.has(name) ? without : inside;
			const { page } = watch;
			await page.emulateMedia({ colorScheme: "light" });
			if (address.includes("/edit")) {
				await page.goto("about:blank"); // the editor keeps what is open in it
			}
			await watch.open(placed(address));
			if (press) {
				await page.getByRole("button", { name: press, exact: true }).click();
				const opened = page.getByRole("complementary", { name: "Try the bot" });
				await opened.or(page.getByRole("dialog")).or(page.getByRole("menu")).first().waitFor();
				await watch.settled();
			}
			const shift = await watch.shift();
			const wide = size === "wide";
			// Colours are the same on every screen.
			const wrong: (string | undefined)[] = await watch.barriers(
				wide ? {} : { rules: { "color-contrast": { enabled: false } } },
			);
			wrong.push(...(await crowding(page, { phone: !wide })));
			wrong.push(await picture(name, "light"));
			if (wide || all) {
				await watch.theme("dark");
				wrong.push(...(await watch.barriers({ runOnly: ["color-contrast"] })).map((b) => `dark: ${b}`));
				wrong.push(await picture(name, "dark"));
			}
			if ((await page.evaluate(() => document.documentElement.scrollWidth)) > sizes[size].width) {
				wrong.push("is wider than the screen");
			}
			if (press) {
				await page.goto("about:blank"); // or what is open would stay so over the next page
			} else if (shift > 0.1) {
				wrong.push(`has moved by itself: ${shift}`);
			}
			expect([...wrong.filter((w) => w !== undefined), ...watch.complaints.splice(0)]).toEqual([]);

			async function picture(of: string, theme: string) {
				return kept || all ? differs(`${of}-${size}-${theme}`, await page.screenshot()) : undefined;
			}
		},
	);
});

it("keeps the place of what is on its way, and says so where it does not come", async () => {
	const page = await inside.wide.page.context().newPage();
	let refuse = false;
	await page.route("**/api/v1/**", async (route) => {
		if (new URL(route.request().url()).pathname.endsWith("/session")) {
			return route.continue();
		}
		const problem = { status: 403, code: "forbidden", title: "You may not do this." };
		return refuse && route.fulfill({ status: 403, json: problem }); // else it does not come
	});
	const wrong: string[] = [];
	const shows = (what: string) => page.locator(what).filter({ visible: true }).first().waitFor({ timeout: 20_000 });
	for (const { name, address, press } of pages) {
		if (outside.has(name) || press || /^(guide|nowhere)/.test(name)) {
			continue;
		}
		for (const what of ["[role=status], [aria-busy=true], .mantine-Skeleton-root", "[role=alert]"]) {
			refuse = what === "[role=alert]";
			await page.goto("about:blank");
			await page.goto(`${world.url}/#${placed(address)}`);
			await shows(what).catch(() => wrong.push(`${name} has no ${what}`));
		}
	}
	await page.unrouteAll({ behavior: "ignoreErrors" });
	await page.close();
	expect(wrong).toEqual([]);
}, 300_000);

it("has all pages of a bot in its bar on a small laptop, and shows on a phone that there are more", async () => {
	await anna.call("PATCH", "/account", { language: "ru" }); // the longer words
	const page = await world.person({ width: 1200, height: 800, language: "ru-RU" });
	await anna.enter(page);
	await page.goto(`${world.url}/#/bots/${places.BOT}`);
	const bar = page.getByRole("navigation", { name: "Бот", exact: true });
	const more = bar.locator("button[aria-hidden]");
	await bar.getByRole("link", { name: "Секреты" }).waitFor();
	expect(await bar.getByRole("link").last().evaluate(inView)).toBe(true);
	await more.waitFor({ state: "hidden" });
	await page.setViewportSize(sizes.phone);
	await more.click();
	await vi.waitUntil(() => bar.getByRole("link").nth(4).evaluate(inView), { timeout: 10_000 });
	await anna.call("PATCH", "/account", { language: "en" });
	await page.context().close();

	function inView(e: Element) {
		const { left, right } = e.getBoundingClientRect();
		const row = e.parentElement?.getBoundingClientRect();
		return row !== undefined && left >= row.left && right <= row.right + 1;
	}
});

it("comes with at most 350 kB", async () => {
	const page = await world.person();
	let bytes = 0;
	const sizes: Promise<void>[] = [];
	page.on("requestfinished", (r) => {
		sizes.push(
			r.sizes().then((s) => {
				bytes += s.responseBodySize;
			}),
		);
	});
	await page.goto(world.url);
	await page.getByRole("heading", { level: 1 }).waitFor();
	await page.evaluate(() => document.fonts.ready);
	await Promise.all(sizes);
	expect(bytes).toBeGreaterThan(100_000);
	expect(bytes).toBeLessThanOrEqual(350_000);
	await page.context().close();
});
