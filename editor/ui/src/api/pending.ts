import type { Schemas } from "./client";

// TEMPORARY: operations that the description does not have yet. To be removed when it has them.
interface Refused {
	default: { headers: { [name: string]: unknown }; content: { "application/problem+json": Schemas["Problem"] } };
}
type Given<T> = { 200: { headers: { [name: string]: unknown }; content: { "application/json": T } } } & Refused;
type Nothing = { 204: { headers: { [name: string]: unknown }; content?: never } } & Refused;
interface No {
	parameters: { query?: never; header?: never; path?: never; cookie?: never };
	get?: never;
	put?: never;
	post?: never;
	delete?: never;
	options?: never;
	head?: never;
	patch?: never;
	trace?: never;
}
type Op<Path, Query, R> = {
	parameters: { query?: Query; header?: never; path: Path; cookie?: never };
	requestBody?: never;
	responses: R;
};
type Bodied<Path, B, R> = {
	parameters: { query?: never; header?: never; path: Path; cookie?: never };
	requestBody: { content: { "application/json": B } };
	responses: R;
};
type Bot = { bot: string };
type Man = { bot: string; user: number };
type Paged = { limit?: number; cursor?: string };

export interface PendingFigures {
	/** Who came so far, ever. */
	users: number;
	days: {
		day: string;
		users: number;
		new: number;
		received: number;
		sent: number;
		turns: number;
		errors: number;
		paid: number;
	}[];
	blocks: Record<string, number>;
	edges: Record<string, number>;
	standing: Record<string, number>;
}
export interface PendingMessage {
	at: string;
	out: boolean;
	kind: string;
	text: string;
	media?: string[];
	buttons?: string[][];
	state?: string;
	error?: string;
}
export interface PendingTrouble {
	flow: string;
	block: string;
	code: string;
	text: string;
	count: number;
	first_at: string;
	last_at: string;
	last_user: string;
}
export interface Pending {
	"/bots/{bot}/troubles": Omit<No, "get"> & { get: Op<Bot, { days?: number }, Given<{ items: PendingTrouble[] }>> };
	"/bots/{bot}/figures": Omit<No, "get"> & { get: Op<Bot, { days?: number }, Given<PendingFigures>> };
	"/bots/{bot}/contacts/{user}/messages": Omit<No, "get"> & {
		get: Op<Man, Paged, Given<{ items: PendingMessage[]; next?: string }>>;
	};
	"/bots/{bot}/contacts/{user}/film": Omit<No, "get"> & {
		get: Op<Man, Paged, Given<{ items: Schemas["ChatTurn"][]; next?: string }>>;
	};
	"/bots/{bot}/contacts/{user}/reset": Omit<No, "post"> & { post: Bodied<Man, { variables: boolean }, Nothing> };
	"/account/audit": Omit<No, "get"> & {
		get: {
			parameters: { query?: Paged; header?: never; path?: never; cookie?: never };
			requestBody?: never;
			responses: Given<{ items: Schemas["Entry"][]; next?: string }>;
		};
	};
	"/login/options": Omit<No, "get"> & {
		get: {
			parameters: { query?: never; header?: never; path?: never; cookie?: never };
			requestBody?: never;
			responses: Given<{ oidc?: { name: string; url: string } }>;
		};
	};
}
