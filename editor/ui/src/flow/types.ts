/** The bot document, as package flow of the server has it. It is data only; what a block type means is the catalogue's. */
export interface BotDocument {
	schema_version: number;
	name: string;
	description?: string;
	descriptions?: Record<string, string>;
	language: string;
	languages?: string[];
	time_zone?: string;
	settings?: Settings;
	/** Versions of the packages that blocks are of, by vendor/name: a newer one that is installed changes no bot by itself. */
	uses?: Record<string, string>;
	variables?: Variable[];
	tables?: Table[];
	flows: Flow[];
	layout?: Layout;
}

export interface Settings {
	on_error?: Handler;
	texts?: Record<string, Record<string, string>>;
	secrets?: string[];
	[key: string]: unknown;
}

export interface Handler {
	flow: string;
	block?: string;
}

export interface Variable {
	name: string;
	/** How people call it, where the name does not say so. */
	title?: string;
	scope: string;
	type: string;
	default?: Json;
	note?: string;
}

export interface Table {
	name: string;
	[key: string]: Json | undefined;
}

export interface Flow {
	id: string;
	name: string;
	note?: string;
	params?: { name: string; type: string; required?: boolean }[];
	on_error?: Handler;
	/** Notes and frames of the canvas; nothing but the editor reads them. */
	notes?: CanvasNote[];
	blocks: Block[];
	edges: Edge[];
}

/** A sheet of paper on the canvas, or a frame around blocks. Lengths in pixels of the canvas. */
export interface CanvasNote {
	id: string;
	text: string;
	x: number;
	y: number;
	w: number;
	h: number;
	color?: string;
	frame?: boolean;
}

export interface Block {
	id: string;
	type: string;
	/** Version of the config; left out means 1. */
	v?: number;
	label?: string;
	note?: string;
	config?: Json;
	/** What an exit without an edge does: "end" or "inherit". */
	exits?: Record<string, string>;
	timeout?: string | number;
	on_error?: { retries: number; backoff?: string | number };
	skip_if?: string;
	skip_exit?: string;
	once_per?: string;
	cooldown?: string | number;
	goal?: string;
	cost?: number;
	roles?: string[];
}

export interface Edge {
	from: string;
	exit: string;
	to: string;
}

/** Where blocks stand: flow, then block, then x and y in pixels of the canvas. */
export type Layout = Record<string, Record<string, [number, number]>>;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** One element of a document set, replaced (both) or removed (after is null). See the server's package editor/draft. */
export interface Change {
	path: string[];
	before: Json;
	after: Json;
}
