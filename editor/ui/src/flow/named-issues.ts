import type { Catalogue, Exit, Issue } from "../api/types";
import { exitsOf } from "./exits";
import type { BotDocument } from "./types";

/** What a draft is made of, as far as issues speak of it. */
interface Draft {
	document: BotDocument;
	catalogue: Catalogue;
	exits: Readonly<Record<string, Exit[]>>;
}

const quoted = /(["“«])([^"“”«»]+)(["”»])/g;

const variable = /(?<![\p{L}\p{Nd}_.])[a-z]+\.[\p{L}_][\p{L}\p{Nd}_]*/gu;

/**
 * The issues with the names that the page has for flows, blocks, exits and variables in place of the ids that the server knows:
 * nobody who draws has ever seen an id. Whatever else is quoted has the quotes of the page.
 */
export function namedIssues(
	issues: readonly Issue[],
	draft: Draft,
	language: string,
	quote: (name: string) => string,
): Issue[] {
	const titles = new Map((draft.document.variables ?? []).map((v) => [`${v.scope}.${v.name}`, v.title]));
	return issues.map((issue) => {
		const names = namesAround(issue, draft, language);
		// Whoever wrote a name by hand that there is not reads the right one as it is written.
		const known = issue.code === "variable_unknown" ? new Map<string, string>() : titles;
		const named = (text: string) => {
			const said = text.replace(quoted, (_whole, _open, id: string) => {
				return quote(names.get(id) || known.get(id) || id);
			});
			return said.replace(variable, (name) => {
				const title = known.get(name);
				return title ? quote(title) : name;
			});
		};
		const { message, fix } = issue;
		return { ...issue, message: named(message), ...(fix && { fix: { ...fix, title: named(fix.title) } }) };
	});
}

/** The names of what an issue can speak of, by id: the flows, the blocks of its flow, the exits of its block. */
function namesAround({ flow, block }: Issue, { document, catalogue, exits }: Draft, language: string) {
	const says = (text: Partial<Record<string, string>> | undefined) => text?.[language] || text?.en || "";
	const typeOf = (name: string) => catalogue.types.find((t) => t.name === name);
	const names = new Map(document.flows.map((f) => [f.id, f.name]));
	for (const b of document.flows.find((f) => f.id === flow)?.blocks ?? []) {
		const type = typeOf(b.type);
		names.set(b.id, b.label || says(type?.title));
		if (b.id === block) {
			for (const exit of exitsOf(b, type, exits[b.id])) {
				names.set(exit.name, says(exit.title));
			}
		}
	}
	return names;
}
