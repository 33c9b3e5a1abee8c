import { plainName } from "../blocks/words";
import type { Variable } from "../flow/types";
import { isName } from "../form/expression";
import { freeID } from "../form/ids";
import { variableName } from "../form/names";
import { clip } from "../ui/clip";

/** Characters that the title of a variable may have: flow.MaxNameLength of the server. */
export const longestTitle = 100;

/** What a value may be, in the order in which it is offered. */
export const valueTypes = ["text", "number", "bool", "date", "list", "object", "any"] as const;

/** What somebody typed, with single spaces and none around. */
function tidy(words: string): string {
	return words.trim().replace(/\s+/g, " ");
}

/** The variable of a scope that is called so already, by its title or its name. */
export function variableCalled(words: string, scope: string, variables: readonly Variable[]): Variable | undefined {
	const typed = tidy(words).toLowerCase();
	return variables.find(
		(v) => v.scope === scope && [v.title, plainName(`${scope}.${v.name}`)].some((w) => w?.toLowerCase() === typed),
	);
}

/**
 * A new variable that somebody calls so. The words stay its title where the name that is made of them does not say the same.
 * Undefined if nothing can be made of them.
 */
export function declaration(
	words: string,
	scope: string,
	type: string,
	variables: readonly Variable[],
): Variable | undefined {
	const title = tidy(words);
	// Of some alphabets no letter is left; the title says what the name cannot.
	const wanted = variableName(title, scope) || (/\p{L}/u.test(title) ? "value" : "");
	if (!isName(wanted)) {
		return undefined;
	}
	const name = freeID(
		wanted,
		variables.flatMap((v) => (v.scope === scope ? [v.name] : [])),
	);
	const same = plainName(`${scope}.${name}`).toLowerCase() === title.toLowerCase();
	return { scope, name, type, ...(same ? {} : { title: clip(title, longestTitle) }) };
}
