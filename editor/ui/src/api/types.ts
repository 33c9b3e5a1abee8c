import type { BotDocument, Change, Json } from "../flow/types";
import type { Schemas } from "./client";

// Names for what the API's description calls by its own, and its values that are documents of another kind and are "any" there.

/** A text by language; English is always there. */
export type Text = { en: string; [language: string]: string };

export type Exit = Omit<Schemas["Exit"], "title"> & { title: Text };

export type Output = Omit<Schemas["Output"], "title"> & { title: Text };

export type BlockType = Omit<Schemas["BlockType"], "title" | "help" | "exits" | "outputs" | "example" | "schema"> & {
	title: Text;
	help: Text;
	exits: Exit[];
	outputs: Output[];
	example: Json;
	schema: JsonSchema;
};

/** The part of JSON Schema that our generator writes, with its x- words. */
export interface JsonSchema {
	$ref?: string;
	$defs?: Record<string, JsonSchema>;
	type?: string | string[];
	enum?: Json[];
	const?: Json;
	properties?: Record<string, JsonSchema>;
	required?: string[];
	items?: JsonSchema;
	additionalProperties?: JsonSchema | boolean;
	title?: string;
	description?: string;
	default?: Json;
	minimum?: number;
	maximum?: number;
	minLength?: number;
	maxLength?: number;
	minItems?: number;
	maxItems?: number;
	pattern?: string;
	format?: string;
	"x-widget"?: string;
	"x-title"?: Text;
	"x-help"?: Text;
	[key: string]: unknown;
}

type Family = Omit<Schemas["Family"], "title"> & { title: Text };
type FunctionOfExpressions = Omit<Schemas["Function"], "help"> & { help: Text };

export type Catalogue = { types: BlockType[]; families: Family[]; functions: FunctionOfExpressions[] };

export type Patch = Omit<Schemas["Patch"], "op" | "value"> & { op: "add" | "remove" | "replace"; value?: Json };

/** A defect of the document, by a JSON pointer into it. */
export type Issue = Omit<Schemas["Issue"], "severity" | "fix"> & {
	severity: "error" | "warning";
	fix?: { title: string; changes: Patch[] };
};

export type Draft = Omit<Schemas["Draft"], "document" | "exits" | "issues"> & {
	document: BotDocument;
	/** By the id of the block, as its settings make them. */
	exits: Record<string, Exit[]>;
	issues: Issue[];
};

/** A change that was not applied, since somebody else had changed the same element. */
export type Conflict = { path: string[]; current: Json; yours: Json };

export type Saved = {
	version: number;
	/** Of the blocks that were changed. */
	exits: Record<string, Exit[]>;
	issues: Issue[];
	conflicts: Conflict[];
};

export type SaveRequest = Omit<Schemas["DraftEditBody"], "changes"> & { changes: Change[] };

export type Bot = Schemas["Bot"];
export type Workspace = Schemas["Workspace"];
export type Session = Schemas["Session"];
