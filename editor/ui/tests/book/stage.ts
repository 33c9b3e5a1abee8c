import type { Page } from "playwright-core";
import type { Book } from "./book";
import type { Say } from "./words";

/** What is photographed: a place, and what is done there first. */
export interface Scene {
	name: string;
	/** Address in the page; BOT, PERSON and the like stand for what the book has made. */
	at: string;
	/** Without an account. */
	outside?: boolean;
	/** As somebody who may only look. */
	viewer?: boolean;
	/** What the server is made to answer. */
	answers?: Record<string, unknown>;
	/** Ends of addresses that the server does not answer, so that one sees what is shown meanwhile. */
	silent?: readonly string[];
	act?(stage: Stage): Promise<unknown>;
	/** Only where the screen is wide: on a phone it is not there. */
	wide?: boolean;
}

export interface Stage {
	page: Page;
	say: Say;
	book: Book;
	phone: boolean;
}

export const button = (page: Page, name: string | RegExp) =>
	page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).first();
export const press = (key: string, values?: Record<string, string>) => (stage: Stage) =>
	button(stage.page, stage.say(key, values)).click();

/** Goes through steps one after the other. */
export const steps =
	(...all: ((stage: Stage) => Promise<unknown>)[]) =>
	async (stage: Stage) => {
		for (const step of all) {
			await step(stage);
		}
	};

export const chat = ({ page, say }: Stage) => page.getByRole("complementary", { name: say("chat.title") });

/** Opens the test chat and says the words, each when the bot has answered the last. */
export const talk =
	(...words: string[]) =>
	async (stage: Stage) => {
		await press("canvas.side.chat")(stage);
		for (const word of words) {
			const panel = chat(stage);
			const before = await panel
				.getByRole("list", { name: stage.say("chat.messages") })
				.getByRole("listitem")
				.count();
			if (word.startsWith("#")) {
				await panel
					.getByRole("button", { name: word.slice(1) })
					.last()
					.click();
			} else {
				await panel.getByPlaceholder(stage.say("chat.write")).fill(word);
				await panel.getByPlaceholder(stage.say("chat.write")).press("Enter");
			}
			await stage.page
				.waitForFunction(
					([label, before]) => document.querySelectorAll(`[aria-label="${label}"] li`).length > Number(before),
					[stage.say("chat.messages"), String(before)],
				)
				.catch(() => {});
			await stage.page.waitForTimeout(600);
		}
	};

export const view = (which: string) => async (stage: Stage) => {
	await chat(stage)
		.getByText(stage.say(`chat.view_of.${which}`), { exact: true })
		.click();
	await stage.page.waitForTimeout(300);
};

export const wait =
	(ms: number) =>
	({ page }: Stage) =>
		page.waitForTimeout(ms);

export const canvas = "/bots/BOT/edit";
export const block = (id: string) => `${canvas}?flow=main&block=${id}`;
export const settings = ({ page }: Stage) => page.locator("[data-block]").first();
