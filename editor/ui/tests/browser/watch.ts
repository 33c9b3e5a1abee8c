import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import type { World } from "./world";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

declare global {
	interface Window {
		axe: { run(options: RunOptions): Promise<AxeResults> };
		/** How far things have moved by themselves since it was set to zero; Chromium's measure of layout shift. */
		shift: number;
	}
}

/** Watches what a page does that nobody should have to see, and fixes what changes from run to run: clock and times. */
export class Watch {
	/** Scripts that broke, what the policy of the page stopped, requests that went elsewhere. */
	readonly complaints: string[] = [];

	private constructor(
		readonly page: Page,
		private readonly world: World,
	) {}

	static async over(page: Page, world: World, { still = false } = {}): Promise<Watch> {
		const watch = new Watch(page, world);
		page.on("pageerror", (e) => watch.complaints.push(e.message));
		page.on("console", (m) => {
			if (m.type() === "error" && !m.text().includes("Failed to load resource")) {
				watch.complaints.push(m.text());
			}
		});
		page.on("request", (r) => {
			if (!r.url().startsWith(`${world.url}/`) && !r.url().startsWith("data:") && !r.url().startsWith("blob:")) {
				watch.complaints.push(`asks ${r.url()}`);
			}
		});
		await page.addInitScript({ path: axe });
		await page.addInitScript(() => {
			window.shift = 0;
			new PerformanceObserver((list) => {
				for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
					window.shift += entry.hadRecentInput ? 0 : entry.value;
				}
			}).observe({ type: "layout-shift", buffered: true });
		});
		if (still) {
			await watch.stopClock();
		}
		return watch;
	}

	/** It is always the same moment, and all that ever happened was a little before. */
	private async stopClock() {
		await this.page.clock.setFixedTime("2026-03-02T12:00:00Z");
		await this.page.route("**/api/v1/**", async (route) => {
			if (route.request().headers().accept?.includes("text/event-stream")) {
				return route.continue();
			}
			const answer = await route.fetch();
			if (!answer.headers()["content-type"]?.includes("json")) {
				return route.fulfill({ response: answer }); // a picture is no text
			}
			const body = (await answer.text()).replace(/"20\d\d-\d\d-\d\dT[\d:.]+Z"/g, '"2026-03-02T11:42:00Z"');
			return route.fulfill({ response: answer, body });
		});
	}

	/** Opens a page of the product and waits until nothing of it is still to come. */
	async open(address: string): Promise<void> {
		await this.page.evaluate(() => {
			window.shift = 0;
		});
		await this.page.goto(`${this.world.url}/#${address}`);
		await this.settled();
	}

	async settled(): Promise<void> {
		await this.page.waitForFunction(() =>
			[...document.querySelectorAll("h1, .react-flow, aside, ol, [role=alert] h2")].some((e) => e.checkVisibility()),
		);
		await this.atRest(); // what is there may have something to bring into view
		await this.page.waitForFunction(() => !document.querySelector("[aria-busy=true], .mantine-Skeleton-root"));
		await this.page.evaluate(() => document.fonts.ready);
		await this.atRest();
	}

	async theme(colorScheme: "light" | "dark"): Promise<void> {
		await this.page.emulateMedia({ colorScheme });
		await this.page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
		await this.atRest();
	}

	/** Waits until nothing is on its way from one colour or place to another. */
	private async atRest(): Promise<void> {
		await this.page.evaluate(async () => {
			await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
			await Promise.allSettled(
				document
					.getAnimations()
					.map(
						(a) =>
							a.playState === "running" &&
							a.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY &&
							a.finished,
					),
			);
		});
	}

	shift(): Promise<number> {
		return this.page.evaluate(() => window.shift);
	}

	/** What axe finds that keeps somebody from using the page: one line each. */
	async barriers(options: RunOptions = {}): Promise<string[]> {
		const results = await this.page.evaluate((o) => window.axe.run(o), {
			resultTypes: ["violations"],
			runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
			...options,
		} as RunOptions);
		return results.violations
			.filter((v) => v.impact === "serious" || v.impact === "critical")
			.flatMap((v) =>
				v.nodes.map(
					(n) => `${v.id} (${v.help}): ${n.html.slice(0, 160)} ${n.failureSummary?.split("\n").at(-1)?.trim() ?? ""}`,
				),
			);
	}
}
