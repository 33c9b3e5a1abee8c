import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { answer, api, type Schemas } from "../api/client";
import type { Catalogue, Text } from "../api/types";
import type { BotDocument } from "../flow/types";
import { type Name, type NameGroup, namesOf } from "./names";

/** The names that the server says a block may use, of a version of the draft. */
const namesQuery = (bot: string, version: number, flow: string, block: string) =>
	queryOptions({
		queryKey: ["bot", bot, "names", flow, block, version],
		queryFn: async ({ signal }) => {
			const params = { path: { bot }, query: { flow, block } };
			return (await answer(api.GET("/bots/{bot}/names", { params, signal }))).variables;
		},
		placeholderData: keepPreviousData,
		gcTime: 60_000,
	});

const groups: Readonly<Record<string, NameGroup>> = {
	user: "user",
	event: "event",
	chat: "chat",
	secret: "secrets",
	item: "item",
	index: "item",
};

/** What the page knows at once, with what only the server knows: types, titles, and what blocks leave behind elsewhere. */
export function mergedNames(own: readonly Name[], known: readonly Schemas["KnownName"][]): Name[] {
	const out = new Map(own.map((n) => [n.name, n]));
	for (const { name, type, title, from } of known) {
		const there = out.get(name);
		const group = there?.group ?? groups[name.split(".")[0] ?? ""] ?? "answers";
		const words = title?.en === undefined ? undefined : (title as Text);
		out.set(name, {
			name,
			type: there === undefined || there.type === "any" ? type : there.type,
			group,
			title: there?.title ?? words,
			from: there?.from ?? from,
		});
	}
	return [...out.values()];
}

/** The names that the settings of a block may read, secrets and elements of lists too. */
export function useNames(options: {
	bot: string;
	version: number;
	document: BotDocument;
	catalogue: Catalogue;
	flow: string;
	block: string;
	language: string;
}): readonly Name[] {
	const { bot, version, document, catalogue, flow, block, language } = options;
	const { data: known } = useQuery(namesQuery(bot, version, flow, block));
	return useMemo(
		() => mergedNames(namesOf(document, catalogue, { flow, item: true, secrets: true, language }), known ?? []),
		[document, catalogue, flow, language, known],
	);
}
