import type { Block, BotDocument, Change, Json } from "../flow/types";

/** A text by language; English is always there. */
export interface Text {
	en: string;
	[language: string]: string | undefined;
}

export interface Exit {
	name: string;
	title: Text;
	/** Without an edge the flow's, then the bot's handler of troubles takes over. */
	inherit?: boolean;
	/** Without an edge nothing happens, and that is fine. */
	optional?: boolean;
}

export interface BlockType {
	name: string;
	family: string;
	version: number;
	title: Text;
	help: Text;
	/** Name of an icon of the Tabler set. */
	icon: string;
	trigger: boolean;
	waits: boolean;
	exits: Exit[];
	outputs: { name: string; type: string; title: Text }[];
	example: Json;
	schema: JsonSchema;
}

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

export interface Catalogue {
	types: BlockType[];
	families: { name: string; title: Text }[];
	functions: { name: string; signature: string; help: Text }[];
}

export interface Issue {
	code: string;
	severity: "error" | "warning";
	/** JSON pointer into the document. */
	path: string;
	flow?: string;
	block?: string;
	message: string;
	from?: number;
	to?: number;
	fix?: { title: string; changes: { op: "add" | "remove" | "replace"; path: string; value?: Json }[] };
}

export interface Draft {
	version: number;
	document: BotDocument;
	/** Exits of every block as its settings make them, by block id. */
	exits: Record<string, Exit[]>;
	issues: Issue[];
	saved_at: string;
	saved_by?: { id: string; name: string };
}

/** A change that was not applied, since somebody else had changed the same element. */
export interface Conflict {
	path: string[];
	current: Json;
	yours: Json;
}

export interface Saved {
	version: number;
	exits: Record<string, Exit[]>;
	issues: Issue[];
	conflicts: Conflict[];
}

export interface SaveRequest {
	changes: Change[];
	/** Names this page among all that have the draft open. */
	client: string;
}

export interface ExitsRequest {
	blocks: Block[];
}

export interface Bot {
	id: string;
	workspace: string;
	name: string;
	telegram?: { id: number; username: string; link: string };
	state: "draft" | "running" | "paused" | "trouble";
	trouble?: string;
	receiver?: "polling" | "webhook";
	/** The published one, 0 for none. */
	revision: number;
	draft_version: number;
	/** The draft differs from what is published. */
	changed: boolean;
	issues: { errors: number; warnings: number };
	/** People who have ever written to it, and those of today; left out where nobody counts them. */
	users?: number;
	users_today?: number;
	updated_at: string;
	can: string[];
}

export interface Workspace {
	id: string;
	name: string;
	role: string;
	can: string[];
	members: number;
	bots: number;
}

export interface Session {
	user: { id: string; name: string; email: string; language: string; totp: boolean };
	workspaces: Workspace[];
}

export interface List<T> {
	items: T[];
	next?: string;
}
