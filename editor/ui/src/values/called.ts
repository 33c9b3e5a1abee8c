import type { Catalogue, Text } from "../api/types";
import { pathIn, plainName } from "../blocks/words";
import { once } from "../flow/once";
import type { Variable } from "../flow/types";
import { inLanguage } from "../form/schema";
import { ownTitles } from "./given";

/** How people call the value of an expression: the title of a variable, never its name in the document. */
export type Called = (expression: string) => string;

interface Sources {
	/** What the bot declares. */
	variables: readonly Variable[] | undefined;
	/** Our own words by key: user_first_name. */
	own: (key: string) => string;
	/** What the catalogue calls a value that blocks leave behind. */
	title?: (path: string) => Text | undefined;
	language: string;
}

const declared = once(
	(variables: readonly Variable[]) => new Map(variables.map((v) => [`${v.scope}.${v.name}`, v.title ?? ""])),
);

/** The one way to call values: as the bot's author does, else as we do, else as the catalogue does, else by the name in words. */
export function calledBy({ variables, own, title, language }: Sources): Called {
	return (expression) => {
		const path = pathIn(expression);
		return (
			(variables && declared(variables).get(path)) ||
			(ownTitles.has(path) ? own(path.replace(".", "_")) : "") ||
			inLanguage(title?.(path), language) ||
			plainName(path)
		);
	};
}

/** What the blocks of a catalogue call the values that they leave behind. Those of packages are where their settings say. */
export const outputTitles = once((catalogue: Catalogue) => {
	const titles = new Map<string, Text>();
	for (const type of catalogue.types) {
		for (const output of type.package ? [] : type.outputs) {
			if (!titles.has(output.name)) {
				titles.set(output.name, output.title);
			}
		}
	}
	return titles;
});

const variable = /^(session|local|user|chat|bot|workspace|event)(\.[\p{L}_][\p{L}\p{Nd}_]*)+$/u;

/** A setting as a text to be shown: one that only names a variable becomes a template of it. */
export function asTemplate(setting: string): string {
	return variable.test(setting) ? `{{ ${setting} }}` : setting;
}

/** An expression with its values called as people call them; what is in quotes stays. */
export function sentenceOf(expression: string, called: Called): string {
	const part = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\p{L}_][\p{L}\p{Nd}_]*(?:\.[\p{L}_][\p{L}\p{Nd}_]*)+/gu;
	return expression.replace(part, (found) => (/^["']/.test(found) ? found : `‹${called(found)}›`));
}

/** Which values of a bot are called by a word, or nearly so; names with a dot, as texts and settings have them. */
export function valuesCalled(word: string, variables: readonly Variable[] | undefined, called: Called): string[] {
	const wanted = word.trim().toLowerCase();
	const names = [
		...(variables ?? []).map((v) => `${v.scope}.${v.name}`),
		...[...ownTitles].filter((name) => name.includes(".")),
	];
	return wanted === "" ? [] : names.filter((name) => called(name).toLowerCase().includes(wanted));
}
