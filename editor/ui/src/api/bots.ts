import { queryOptions } from "@tanstack/react-query";
import type { BotDocument } from "../flow/types";
import { answer, api, type Schemas } from "./client";
import type { Bot, Catalogue, Draft } from "./types";

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
		const query = { workspace, limit: 100, cursor };
		const page: Schemas["ItemListBot"] = await answer(api.GET("/bots", { params: { query }, signal }));
		bots.push(...page.items);
		cursor = page.next;
	} while (cursor);
	return bots;
}

export const botQuery = (bot: string) =>
	queryOptions({
		queryKey: ["bot", bot],
		queryFn: ({ signal }) => answer(api.GET("/bots/{bot}", { params: { path: { bot } }, signal })),
		refetchInterval: fresh,
	});

export async function readDraft(bot: string, signal?: AbortSignal): Promise<Draft> {
	return (await answer(api.GET("/bots/{bot}/draft", { params: { path: { bot } }, signal }))) as Draft;
}

export const draftQuery = (bot: string) =>
	queryOptions({
		queryKey: ["draft", bot],
		queryFn: ({ signal }) => readDraft(bot, signal),
	});

/** A bot that ships with the program. */
export type Example = Schemas["Example"];

export const examplesQuery = queryOptions({
	queryKey: ["examples"],
	queryFn: async ({ signal }) => (await answer(api.GET("/examples", { signal }))).items,
	staleTime: Number.POSITIVE_INFINITY,
});

export const exampleQuery = (name: string, language: string) =>
	queryOptions({
		queryKey: ["example", name, language],
		queryFn: async ({ signal }) =>
			(await answer(
				api.GET("/examples/{name}", { params: { path: { name }, query: { language } }, signal }),
			)) as BotDocument,
		staleTime: Number.POSITIVE_INFINITY,
	});

/** How a bot and Telegram get along. */
export type Health = Schemas["Health"];

export const healthQuery = (bot: string) =>
	queryOptions({
		queryKey: ["bot", bot, "health"],
		queryFn: ({ signal }) => answer(api.GET("/bots/{bot}/health", { params: { path: { bot } }, signal })),
		refetchInterval: fresh,
	});

export const catalogueQuery = queryOptions({
	queryKey: ["catalogue"],
	queryFn: async ({ signal }) => (await answer(api.GET("/catalogue", { signal }))) as Catalogue,
	staleTime: Number.POSITIVE_INFINITY,
});
