import { createContext, use } from "react";
import { useTranslation } from "react-i18next";
import type { Catalogue, Issue, JsonSchema } from "../api/types";
import type { Command } from "../draft/store";
import type { BotDocument, Json } from "../flow/types";
import { type Called, calledBy } from "../values/called";
import type { Name } from "./names";

/** What every field of one form may ask for. */
export interface FormScope {
	bot: string;
	document: BotDocument;
	catalogue: Catalogue;
	/** The flow and block whose settings these are; left out for those of the bot. */
	flow?: string;
	block?: string;
	/** The schema whose definitions the parts refer to, and the settings as a whole. */
	root: JsonSchema;
	config: Json | undefined;
	/** Issues of the document, whose paths begin like the paths of the fields. */
	issues: readonly Issue[];
	/** What the fields can read, secrets and list elements too; fields leave out what is not theirs. */
	names: readonly Name[];
	/** Edits the document outside of these settings, such as declaring a variable. */
	edit(command: Command): void;
	/** Whether an edge leaves by the exit, so that its id must stay. */
	used(exit: string): boolean;
	/** Whether this is for somebody who may only look. */
	readOnly: boolean;
}

export const FormContext = createContext<FormScope | undefined>(undefined);

export function useForm(): FormScope {
	const scope = use(FormContext);
	if (!scope) {
		throw new Error("a field stands outside of a form");
	}
	return scope;
}

/** The words of the form, and the language of the page. */
export function useWords() {
	const { t, i18n } = useTranslation("form");
	return { t, language: i18n.language };
}

/** How a value is called in plain words. */
export function useNameTitle(): Called {
	const { t, i18n } = useTranslation("values");
	const scope = use(FormContext);
	return calledBy({
		variables: scope?.document.variables,
		own: (key) => t(key),
		// What the server says of a declared variable is its note.
		title: (path) => scope?.names.find((n) => n.name === path && n.group !== "variables")?.title,
		language: i18n.language,
	});
}

/** What every widget gets. */
export interface WidgetProps {
	schema: JsonSchema;
	value: Json | undefined;
	/** Undefined takes the setting away. */
	onChange(value: Json | undefined): void;
	/** JSON pointer of the setting in the document. */
	path: string;
	/** Accessible name, for what is inside of the frame. */
	label: string;
	/** The definition or block type that the setting belongs to, and its name there. */
	owner: string;
	name: string;
	required: boolean;
	item: boolean;
	secrets: boolean;
}
