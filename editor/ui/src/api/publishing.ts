import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { BotDocument } from "../flow/types";
import { call } from "./call";
import type { Issue, List, Text } from "./types";

/** A document that was published. */
export interface Revision {
	number: number;
	at: string;
	/** Nobody: it was published on the command line. */
	who?: { id: string; name: string };
	note?: string;
	/** In bytes. */
	size: number;
	/** It is what the bot does now. */
	published: boolean;
}

/** One side of a comparison. */
export type Side = number | "draft";

export interface DiffItem {
	kind: "added" | "removed" | "changed" | "moved";
	flow?: string;
	block?: string;
	/** JSON pointer inside the block, or the names of the element. */
	path: string;
	title: string;
	before?: unknown;
	after?: unknown;
}

/** How two documents differ: what people read, what the bot does, and how many things lie elsewhere. */
export interface Diff {
	texts: DiffItem[];
	logic: DiffItem[];
	layout: number;
}

/** What becomes of those who stand at a block. */
export type Action = "stay" | "move" | "map" | "restart" | "end" | "finish";

export interface Decision {
	block: string;
	/** Those who stand there in an earlier revision, in which they were to finish. */
	behind?: boolean;
	do: Action;
	/** The block for map, the trigger for restart. */
	to?: string;
	/** The question is put anew. */
	ask?: boolean;
	/** What they read at a restart or an end, by language. */
	text?: Partial<Text>;
}

export type BlockChange = "changed" | "moved" | "replaced" | "removed" | "unchanged" | "behind";

/** A decision with what whoever decides needs to know. */
export interface PlanBlock extends Decision {
	title?: string;
	flow?: string;
	type?: string;
	change?: BlockChange;
	/** Of a changed block: config, envelope, exits. */
	what?: string[];
	revision?: number;
	/** A new block that is as the removed one was. */
	suggest?: string;
	here: { people: number; covered?: number; payments?: number; jobs?: number; times?: number };
}

export interface Plan {
	/** The revision that is published now. */
	from: number;
	/** In the middle of something. */
	people: number;
	blocks: PlanBlock[];
	added?: string[];
}

/** What a publish would do. */
export interface Planned {
	/** Left out where errors are in the way. */
	plan?: Plan;
	issues: Issue[];
	/** How the saved tests went, null if there are none. */
	tests: { failed: number; of: number } | null;
}

/** What is to be published: the newest version of the draft, or an earlier revision. */
export type Source = { version: number } | { revision: number };

const path = (bot: string) => `/bots/${encodeURIComponent(bot)}`;

export const revisionsQuery = (bot: string) =>
	infiniteQueryOptions({
		queryKey: ["bot", bot, "revisions"],
		queryFn: ({ pageParam, signal }) => {
			const asked = new URLSearchParams({ limit: "30", ...(pageParam ? { cursor: pageParam } : {}) });
			return call<List<Revision>>("GET", `${path(bot)}/revisions?${asked}`, { signal });
		},
		initialPageParam: "",
		getNextPageParam: (page) => page.next,
	});

export const revisionQuery = (bot: string, number: number) =>
	queryOptions({
		queryKey: ["bot", bot, "revision", number],
		queryFn: ({ signal }) => call<BotDocument>("GET", `${path(bot)}/revisions/${number}`, { signal }),
		staleTime: Number.POSITIVE_INFINITY,
	});

/** Revisions never change; a draft does, so its version is part of the key. */
export const diffQuery = (bot: string, from: Side, to: Side, version = 0) =>
	queryOptions({
		queryKey: ["bot", bot, "diff", from, to, version],
		queryFn: ({ signal }) => call<Diff>("POST", `${path(bot)}/diff`, { body: { from, to }, signal }),
		staleTime: Number.POSITIVE_INFINITY,
	});

export const planQuery = (bot: string, source: Source) =>
	queryOptions({
		queryKey: ["bot", bot, "plan", source],
		queryFn: ({ signal }) => call<Planned>("POST", `${path(bot)}/plan`, { body: source, signal }),
		staleTime: 0,
		gcTime: 0,
	});

/** Publishes a version of the draft, or an earlier revision. The key makes a repeated call the same publish. */
export function publish(
	bot: string,
	source: Source,
	body: { note?: string; plan?: { from: number; blocks: Decision[] } },
	key: string,
): Promise<{ revision: number }> {
	const address = "version" in source ? "publish" : "rollback";
	return call("POST", `${path(bot)}/${address}`, {
		body: { ...source, ...body },
		headers: { "Idempotency-Key": key },
	});
}
