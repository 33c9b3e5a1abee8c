import { useDebouncedValue } from "@mantine/hooks";
import { skipToken, useQuery } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client";
import type { Issue } from "../api/types";
import { useForm } from "./context";

type Kind = Schemas["ExpressionRequestBody"]["kind"];

/** How long somebody has to stop typing before what they wrote is looked at. */
const pause = 350;

/** The server looks at no longer ones. */
const longest = 16_384;

const nothing: readonly Issue[] = [];

/**
 * What the server finds wrong in a text while it is written, beside what the draft is known to have. Nothing while it is not
 * sure, and for no text.
 */
export function useTextIssues(text: string, kind: Kind, where: { item: boolean; secrets: boolean }): readonly Issue[] {
	const { bot, flow = "", block } = useForm();
	const [settled] = useDebouncedValue(text, pause);
	const body = { flow, block, text: settled, kind, ...where };
	const { data } = useQuery({
		queryKey: ["bot", bot, "expression", body],
		queryFn:
			settled.trim() === "" || settled.length > longest || flow === ""
				? skipToken
				: async ({ signal }) => {
						const params = { path: { bot } };
						const found = await answer(api.POST("/bots/{bot}/expression", { params, body, signal }));
						return found.issues.map((issue): Issue => inText(issue as Issue, settled));
					},
		staleTime: 30_000,
		gcTime: 60_000,
		retry: false,
	});
	return text === settled ? (data ?? nothing) : nothing;
}

/** The server counts bytes of UTF-8, a text here UTF-16 units. */
export function inText(issue: Issue, text: string): Issue {
	return issue.from === undefined
		? issue
		: { ...issue, from: unitAt(text, issue.from), to: issue.to === undefined ? undefined : unitAt(text, issue.to) };
}

/** Which UTF-16 unit of a text a byte of its UTF-8 is in; its length for what is behind its end. */
export function unitAt(text: string, byte: number): number {
	let bytes = 0;
	let units = 0;
	for (const sign of text) {
		if (bytes >= byte) {
			break;
		}
		const code = sign.codePointAt(0) ?? 0;
		bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		units += sign.length;
	}
	return units;
}
