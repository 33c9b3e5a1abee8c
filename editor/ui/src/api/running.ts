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
	user_id: number;
	name: string;
	username?: string;
	language?: string;
	last_at: string;
	state: ContactState;
	/** Where they wait. */
	at?: Place;
}

export interface Order {
	id: string;
	title?: string;
	status: string;
	/** In the smallest unit of the currency. */
	amount?: number;
	currency?: string;
	at: string;
}

/** All that is known of one person. */
export interface Person extends Contact {
	variables: Record<string, Record<string, unknown>>;
	/** Where they stand: the newest first, below it what called it or was interrupted by it. */
	frames: (Place & { wait?: boolean })[];
	tags?: string[];
	orders?: Order[];
}

export interface SentMessage {
	at: string;
	/** From the bot. */
	out: boolean;
	/** In Telegram's HTML. */
	text: string;
	media?: string;
	buttons?: string[][];
	status?: string;
	error?: string;
}

/** One turn of a conversation: what came, the blocks it passed, what was sent. */
export interface Turn {
	id: string;
	at: string;
	person?: string;
	event: { kind: string; text?: string };
	blocks: TurnBlock[];
	calls: { method: string; text?: string; ok: boolean; error?: string }[];
}

export interface TurnBlock extends Place {
	type: string;
	exit?: string;
	error?: { code: string; text: string; detail?: string };
	sets?: { name: string; before: unknown; after: unknown }[];
	http?: { method: string; url: string; status: number; ms: number; request?: string; response?: string }[];
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

export interface MediaFile {
	name: string;
	/** In bytes. */
	size: number;
	type: string;
	url: string;
	/** How many places of the draft name it. */
	used: number;
}

export interface Day {
	/** YYYY-MM-DD, in the bot's time zone. */
	day: string;
	users: number;
	new: number;
	messages: number;
	errors: number;
	paid: number;
}

export interface Figures {
	days: Day[];
	/** How often each block was passed. */
	blocks: Record<string, number>;
	/** The same of each way out, as "block/exit". */
	edges: Record<string, number>;
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

/** What a contact's list of messages or turns is read by, the newest page first. */
function pagesOf<T>(bot: string, user: string, what: "messages" | "film") {
	return infiniteQueryOptions({
		queryKey: ["bot", bot, "contact", user, what],
		queryFn: ({ pageParam, signal }) => {
			const asked = new URLSearchParams({ limit: "50", ...(pageParam !== "" && { cursor: pageParam }) });
			const path = `${botPath(bot)}/contacts/${encodeURIComponent(user)}/${what}`;
			return call<List<T>>("GET", `${path}?${asked}`, { signal });
		},
		initialPageParam: "",
		getNextPageParam: (page) => page.next,
		refetchInterval: fresh,
	});
}

export const messagesQuery = (bot: string, user: string) => pagesOf<SentMessage>(bot, user, "messages");
export const filmQuery = (bot: string, user: string) => pagesOf<Turn>(bot, user, "film");

function listQuery<T>(bot: string, what: "letters" | "secrets" | "media") {
	return queryOptions({
		queryKey: ["bot", bot, what],
		queryFn: async ({ signal }) => (await call<List<T>>("GET", `${botPath(bot)}/${what}`, { signal })).items,
	});
}

export const lettersQuery = (bot: string) => ({ ...listQuery<Letter>(bot, "letters"), refetchInterval: fresh });
export const secretsQuery = (bot: string) => listQuery<Secret>(bot, "secrets");
export const mediaQuery = (bot: string) => listQuery<MediaFile>(bot, "media");

export const figuresQuery = (bot: string, days: number) =>
	queryOptions({
		queryKey: ["bot", bot, "figures", days],
		queryFn: ({ signal }) => call<Figures>("GET", `${botPath(bot)}/figures?days=${days}`, { signal }),
		placeholderData: keepPreviousData,
		refetchInterval: fresh,
	});
