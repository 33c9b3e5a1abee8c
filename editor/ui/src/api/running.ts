import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import type { List } from "./types";

/** Figures and people change by themselves, so what is shown of them is read again now and then. */
const fresh = 30_000;

/** How a person and the bot stand to each other. */
export const contactStates = ["inside", "idle", "failed", "blocked"] as const;
export type ContactState = (typeof contactStates)[number];

export interface Place {
	flow: string;
	block: string;
}

export interface Contact {
	user_id: string;
	name: string;
	username?: string;
	language?: string;
	/** Left out where they have done nothing yet. */
	last_at?: string;
	state: ContactState;
	/** Where they wait. */
	at?: Place;
}

/** All that is known of one person. */
export interface Person extends Contact {
	variables: Record<string, Record<string, unknown>>;
	/** Where they stand: the running flow last, before it what called it or was interrupted by it. */
	frames: (Place & { waits: boolean })[];
}

/** An update that could not be handled, put aside for a person to decide. */
export interface Letter {
	id: string;
	at: string;
	error: string;
	tries: number;
	/** As Telegram sent it, in JSON. */
	update: string;
}

export interface Secret {
	name: string;
	set: boolean;
	/** The draft names it. */
	used: boolean;
}

export const botPath = (bot: string) => `/bots/${encodeURIComponent(bot)}`;

export const contactsQuery = (bot: string, q: string, state: ContactState | "") =>
	infiniteQueryOptions({
		queryKey: ["bot", bot, "contacts", q, state],
		queryFn: ({ pageParam, signal }) => {
			const asked = new URLSearchParams({
				limit: "50",
				...(q !== "" && { q }),
				...(state !== "" && { state }),
				...(pageParam !== "" && { cursor: pageParam }),
			});
			return call<List<Contact>>("GET", `${botPath(bot)}/contacts?${asked}`, { signal });
		},
		initialPageParam: "",
		getNextPageParam: (page) => page.next,
		placeholderData: keepPreviousData,
		refetchInterval: fresh,
	});

export const personQuery = (bot: string, user: string) =>
	queryOptions({
		queryKey: ["bot", bot, "contact", user],
		queryFn: ({ signal }) => call<Person>("GET", `${botPath(bot)}/contacts/${encodeURIComponent(user)}`, { signal }),
		refetchInterval: fresh,
	});

function listQuery<T>(bot: string, what: "letters" | "secrets") {
	return queryOptions({
		queryKey: ["bot", bot, what],
		queryFn: async ({ signal }) => (await call<List<T>>("GET", `${botPath(bot)}/${what}`, { signal })).items,
	});
}

export const lettersQuery = (bot: string) => ({ ...listQuery<Letter>(bot, "letters"), refetchInterval: fresh });
export const secretsQuery = (bot: string) => listQuery<Secret>(bot, "secrets");
