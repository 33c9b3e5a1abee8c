import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { BotDocument } from "../flow/types";
import { answer, api, type Schemas } from "./client";
import type { Issue } from "./types";

/** A document that was published. */
export type Revision = Schemas["Revision"];

/** One side of a comparison. */
export type Side = number | "draft";

export type DiffItem = Schemas["DiffItem"];

/** How two documents differ: what people read, what the bot does, and how many things lie elsewhere. */
export type Diff = Schemas["Diff"];

/** A decision with what whoever decides needs to know. */
export type PlanBlock = Schemas["PlanBlock"];
export type Plan = Schemas["Plan"];

/** What becomes of those who stand at a block. */
export type Action = PlanBlock["do"];
export type BlockChange = NonNullable<PlanBlock["change"]>;

/** The part of a plan's block that is decided. */
export type Decision = Pick<PlanBlock, "block" | "behind" | "do" | "to" | "ask" | "text">;

/** What a publish would do; without saved tests there is no count of them. */
export type Planned = Omit<Schemas["Planned"], "issues" | "tests"> & {
	issues: Issue[];
	tests: Schemas["TestCount"] | null;
};

/** What is to be published: the newest version of the draft, or an earlier revision. */
export type Source = { version: number } | { revision: number };

export const revisionsQuery = (bot: string) =>
	infiniteQueryOptions({
		queryKey: ["bot", bot, "revisions"],
		queryFn: ({ pageParam, signal }) => {
			const query = { limit: 30, cursor: pageParam || undefined };
			return answer(api.GET("/bots/{bot}/revisions", { params: { path: { bot }, query }, signal }));
		},
		initialPageParam: "",
		getNextPageParam: (page) => page.next,
	});

export const revisionQuery = (bot: string, number: number) =>
	queryOptions({
		queryKey: ["bot", bot, "revision", number],
		queryFn: async ({ signal }) =>
			(await answer(
				api.GET("/bots/{bot}/revisions/{number}", { params: { path: { bot, number } }, signal }),
			)) as BotDocument,
		staleTime: Number.POSITIVE_INFINITY,
	});

/** Revisions never change; a draft does, so its version is part of the key. */
export const diffQuery = (bot: string, from: Side, to: Side, version = 0) =>
	queryOptions({
		queryKey: ["bot", bot, "diff", from, to, version],
		queryFn: ({ signal }) =>
			answer(api.POST("/bots/{bot}/diff", { params: { path: { bot } }, body: { from, to }, signal })),
		staleTime: Number.POSITIVE_INFINITY,
	});

export const planQuery = (bot: string, source: Source) =>
	queryOptions({
		queryKey: ["bot", bot, "plan", source],
		queryFn: async ({ signal }) =>
			(await answer(api.POST("/bots/{bot}/plan", { params: { path: { bot } }, body: source, signal }))) as Planned,
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
	const params = { path: { bot }, header: { "Idempotency-Key": key } };
	return answer(
		"version" in source
			? api.POST("/bots/{bot}/publish", { params, body: { ...source, ...body } })
			: api.POST("/bots/{bot}/rollback", { params, body: { ...source, ...body } }),
	);
}
