import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { pageLanguage } from "../i18n/words";
import { answer, api, type Schemas } from "./client";

/** Figures and people change by themselves, so what is shown of them is read again now and then. */
const fresh = 30_000;

export type Contact = Schemas["ContactItem"];

/** How a person and the bot stand to each other. */
export type ContactState = Contact["state"];
export const contactStates: readonly ContactState[] = ["inside", "idle", "failed", "blocked"];

export type Place = Schemas["PlaceAt"];

/** All that is known of one person. */
export type Person = Schemas["ContactDetail"];

/** An update that could not be handled, put aside for a person to decide. */
export type Letter = Schemas["Letter"];

/** A value that no one can read again; `used` says that the draft names it. */
export type Secret = Schemas["Secret"];

export const contactsQuery = (bot: string, q: string, state: ContactState | "") =>
	infiniteQueryOptions({
		queryKey: ["bot", bot, "contacts", q, state],
		queryFn: ({ pageParam, signal }) => {
			const query = { limit: 50, q: q || undefined, state: state || undefined, cursor: pageParam || undefined };
			return answer(api.GET("/bots/{bot}/contacts", { params: { path: { bot }, query }, signal }));
		},
		initialPageParam: "",
		getNextPageParam: (page) => page.next,
		placeholderData: keepPreviousData,
		refetchInterval: fresh,
	});

export const personQuery = (bot: string, user: string) =>
	queryOptions({
		queryKey: ["bot", bot, "contact", user],
		queryFn: ({ signal }) =>
			answer(api.GET("/bots/{bot}/contacts/{user}", { params: { path: { bot, user: Number(user) } }, signal })),
		refetchInterval: fresh,
	});

export const lettersQuery = (bot: string) =>
	queryOptions({
		queryKey: ["bot", bot, "letters"],
		queryFn: async ({ signal }) =>
			(await answer(api.GET("/bots/{bot}/letters", { params: { path: { bot } }, signal }))).items,
		refetchInterval: fresh,
	});

export const secretsQuery = (bot: string) =>
	queryOptions({
		queryKey: ["bot", bot, "secrets"],
		queryFn: async ({ signal }) =>
			(await answer(api.GET("/bots/{bot}/secrets", { params: { path: { bot } }, signal }))).items,
	});

/** What was said between the bot and a person. */
export type SentMessage = Schemas["ContactMessage"];

export const messagesQuery = (bot: string, user: string) =>
	infiniteQueryOptions({
		queryKey: ["bot", bot, "contact", user, "messages"],
		queryFn: ({ pageParam, signal }) => {
			const params = { path: { bot, user: Number(user) }, query: { limit: 50, cursor: pageParam || undefined } };
			return answer(api.GET("/bots/{bot}/contacts/{user}/messages", { params, signal }));
		},
		initialPageParam: "",
		getNextPageParam: (page) => page.next,
		refetchInterval: fresh,
	});

export const filmQuery = (bot: string, user: string) =>
	infiniteQueryOptions({
		queryKey: ["bot", bot, "contact", user, "film"],
		queryFn: ({ pageParam, signal }) => {
			const query = { limit: 50, cursor: pageParam || undefined, language: pageLanguage() };
			const params = { path: { bot, user: Number(user) }, query };
			return answer(api.GET("/bots/{bot}/contacts/{user}/film", { params, signal }));
		},
		initialPageParam: "",
		getNextPageParam: (page) => page.next,
		refetchInterval: fresh,
	});

/** How a bot does: by day, and by block and way, an edge being "block/exit". */
export type Figures = Schemas["Figures"];
export type Day = Figures["days"][number];

/** Of the last days, today among them. */
export const figuresQuery = (bot: string, days: number) =>
	queryOptions({
		queryKey: ["bot", bot, "figures", days],
		queryFn: ({ signal }) =>
			answer(api.GET("/bots/{bot}/figures", { params: { path: { bot }, query: { days } }, signal })),
		placeholderData: keepPreviousData,
		refetchInterval: fresh,
	});

/** A kind of trouble at a block, with how often and with whom it happened last. */
export type Trouble = Schemas["BlockTrouble"];

export const troublesQuery = (bot: string) =>
	queryOptions({
		queryKey: ["bot", bot, "troubles"],
		queryFn: ({ signal }) =>
			answer(api.GET("/bots/{bot}/troubles", { params: { path: { bot }, query: { days: 7 } }, signal })),
		refetchInterval: fresh,
	});
