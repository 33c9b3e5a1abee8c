import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { crowding } from "../browser/crowding";
import { Watch } from "../browser/watch";
import { Book } from "./book";
import { editing } from "./editing";
import { managing } from "./managing";
import type { Scene } from "./stage";
import { states } from "./states";
import type { Language } from "./words";

/** Where the pictures come to. */
const folder = path.resolve(import.meta.dirname, "../../.pictures/book");
const scenes = [...managing, ...states, ...editing];
const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** SCENARIST_BOOK=ru or =en,phone narrows it, as -t does by the name of a scene; all of it is some 700 pictures. */
const only = (process.env.SCENARIST_BOOK ?? "").split(",").filter(Boolean);
const wanted = <T extends string>(all: readonly T[]) =>
	all.some((a) => only.includes(a)) ? all.filter((a) => only.includes(a)) : all;

describe.each(wanted<Language>(["en", "ru"]))("%s", (language) => {
	let book: Book;
	beforeAll(async () => {
		mkdirSync(folder, { recursive: true });
		book = await Book.write(language);
	});
	afterAll(() => book?.close());

	describe.each(wanted(["wide", "phone"] as const))("%s", (size) => {
		const phone = size === "phone";
		let page: Page;
		afterEach(() => page?.context().close());

		it.each(scenes.filter((s) => !(phone && s.wide)))("$name", async (scene) => {
			page = await book.world.person({ ...sizes[size], language: language === "ru" ? "ru-RU" : "en-US" });
			page.setDefaultTimeout(12_000);
			if (!scene.outside) await (scene.viewer ? book.viewer : book.owner).enter(page);
			const watch = await Watch.over(page, book.world, { still: true });
			await lie(page, scene);
			const at = scene.at.replace(/[A-Z]{3,}/g, (place) => book.places[place] ?? place);
			if (scene.silent) {
				await page.goto(`${book.world.url}/#${at}`);
				await page
					.getByRole("status", { name: book.say("app.loading") })
					.first()
					.waitFor();
			} else {
				await watch.open(at);
			}
			await scene.act?.({ page, say: book.say, book, phone });
			await page.mouse.move(0, 0);
			// A panel that has just been opened is fetched.
			if (!scene.silent) {
				await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
			}
			await page.waitForTimeout(150);
			const name = path.join(folder, `${scene.name}-${size}-${language}`);
			await page.screenshot({ path: `${name}-light.png` });
			const wrong = [...(await crowding(page, { phone })), ...(await watch.barriers())];
			if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
				wrong.push("is wider than the screen");
			await watch.theme("dark");
			await page.screenshot({ path: `${name}-dark.png` });
			wrong.push(...(await watch.barriers({ runOnly: ["color-contrast"] })).map((b) => `dark: ${b}`));
			expect([...wrong, ...watch.complaints]).toEqual([]);
		});
	});
});

/** Answers in place of the server what the scene wants to be answered. */
async function lie(page: Page, { answers = {}, silent = [] }: Scene) {
	await page.route("**/api/v1/**", async (route) => {
		const { pathname } = new URL(route.request().url());
		if (silent.some((end) => pathname.endsWith(end))) return;
		const [, answer] = Object.entries(answers).find(([end]) => pathname.endsWith(end)) ?? [];
		if (answer === undefined) return route.fallback();
		const { status = 200 } = answer as { status?: number };
		return route.fulfill({ status, json: answer });
	});
}
