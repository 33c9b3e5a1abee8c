import { queryOptions } from "@tanstack/react-query";
import type { BotDocument } from "../flow/types";
import { call } from "./call";
import type { Bot, Catalogue, Draft, List } from "./types";

/** Bots change by themselves (users, errors), so what is shown of them is read again now and then. */
const fresh = 30_000;

export const botsQuery = (workspace: string) =>
	queryOptions({
		queryKey: ["bots", workspace],
		queryFn: ({ signal }) => everyBot(workspace, signal),
		refetchInterval: fresh,
	});

async function everyBot(workspace: string, signal: AbortSignal): Promise<Bot[]> {
	const bots: Bot[] = [];
	let cursor: string | undefined;
	do {
		const asked = new URLSearchParams({ workspace, limit: "100", ...(cursor ? { cursor } : {}) });
		const page: List<Bot> = await call("GET", `/bots?${asked}`, { signal });
		bots.push(...page.items);
		cursor = page.next;
	} while (cursor);
	return bots;
}

export const botQuery = (bot: string) =>
	queryOptions({
		queryKey: ["bot", bot],
		queryFn: ({ signal }) => call<Bot>("GET", `/bots/${encodeURIComponent(bot)}`, { signal }),
		refetchInterval: fresh,
	});

export const draftQuery = (bot: string) =>
	queryOptions({
		queryKey: ["draft", bot],
		queryFn: ({ signal }) => call<Draft>("GET", `/bots/${encodeURIComponent(bot)}/draft`, { signal }),
	});

/** A bot that ships with the program. */
export interface Example {
	name: string;
	title: string;
	description: string;
	descriptions?: Record<string, string>;
	blocks: number;
}

export const examplesQuery = queryOptions({
	queryKey: ["examples"],
	queryFn: async ({ signal }) => (await call<List<Example>>("GET", "/examples", { signal })).items,
	staleTime: Number.POSITIVE_INFINITY,
});

export const exampleQuery = (name: string) =>
	queryOptions({
		queryKey: ["example", name],
		queryFn: ({ signal }) => call<BotDocument>("GET", `/examples/${encodeURIComponent(name)}`, { signal }),
		staleTime: Number.POSITIVE_INFINITY,
	});

/** How a bot and Telegram get along. */
export interface Health {
	state: string;
	trouble?: string;
	/** Where Telegram delivers messages; without it, it is asked for them. */
	webhook?: string;
	/** Messages that wait at Telegram. */
	pending: number;
	last_error?: string;
	last_error_at?: string;
	/** Another program takes the bot's messages. */
	other_program: boolean;
	/** What became of all that came: received is the sum of the others. */
	tally: { received: number; handled: number; waiting: number; dead: number; dropped: number };
}

export const healthQuery = (bot: string) =>
	queryOptions({
		queryKey: ["bot", bot, "health"],
		queryFn: ({ signal }) => call<Health>("GET", `/bots/${encodeURIComponent(bot)}/health`, { signal }),
		refetchInterval: fresh,
	});

export const catalogueQuery = queryOptions({
	queryKey: ["catalogue"],
	queryFn: ({ signal }) => call<Catalogue>("GET", "/catalogue", { signal }),
	staleTime: Number.POSITIVE_INFINITY,
});
