import type { Schemas } from "./client";
import type { Text } from "./types";

// TEMPORARY: operations on installed blocks, which the description does not have yet. To be removed when it has them.
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
type Op<Path, R> = {
	parameters: { query?: never; header?: never; path: Path; cookie?: never };
	requestBody?: never;
	responses: R;
};
type Bodied<Path, B, R> = {
	parameters: { query?: never; header?: never; path: Path; cookie?: never };
	requestBody: { content: { "application/json": B } };
	responses: R;
};
type Place = { workspace: string };
type Block = Place & { vendor: string; block: string };

export interface PendingPermissions {
	hosts: string[];
	read: string[];
	write: string[];
	secrets: string[];
	contacts: boolean;
	files: boolean;
	ledger: boolean;
}
export interface PendingVersion {
	version: string;
	digest: string;
	installed_at?: string;
	installed_by?: string;
	source: string;
	url?: string;
	permissions: PendingPermissions;
}
export interface PendingInstalled {
	name: string;
	kind: string;
	title: Text;
	help: Text;
	icon: string;
	disabled: boolean;
	versions: PendingVersion[];
}
export interface PendingUse {
	bot: string;
	bot_name: string;
	version: string;
	revision: number;
	published: boolean;
}
export interface PendingShipped {
	name: string;
	version: string;
	title: Text;
	help: Text;
	icon: string;
	kind: string;
}
export interface PendingManifest {
	name: string;
	version: string;
	kind: string;
	title: Text;
	help: Text;
	icon?: string;
	config?: unknown;
	exits: { name: string; title: Text }[];
	outputs?: { name: string; type: string; title: Text }[];
	examples: { title?: Text }[];
}
export interface PendingInspection {
	digest?: string;
	manifest?: PendingManifest;
	permissions?: PendingPermissions;
	examples?: { title: Text; ok: boolean; error?: string }[];
	problems: { path: string; message: string; line?: number; column?: number }[];
	installed?: PendingVersion;
	same: boolean;
	changes: string[];
}
export interface PendingSource {
	archive?: string;
	manifest?: string;
	url?: string;
	shipped?: string;
}
export interface PendingBlocks {
	"/workspaces/{workspace}/blocks": Omit<No, "get" | "post"> & {
		get: Op<Place, Given<{ items: PendingInstalled[] }>>;
		post: Bodied<Place, PendingSource & { digest: string; permissions: PendingPermissions }, Given<PendingVersion>>;
	};
	"/workspaces/{workspace}/blocks/shipped": Omit<No, "get"> & { get: Op<Place, Given<{ items: PendingShipped[] }>> };
	"/workspaces/{workspace}/blocks/inspect": Omit<No, "post"> & {
		post: Bodied<Place, PendingSource, Given<PendingInspection>>;
	};
	"/workspaces/{workspace}/blocks/{vendor}/{block}": Omit<No, "patch"> & {
		patch: Bodied<Block, { disabled: boolean }, Nothing>;
	};
	"/workspaces/{workspace}/blocks/{vendor}/{block}/usage": Omit<No, "get"> & {
		get: Op<Block, Given<{ items: PendingUse[] }>>;
	};
	"/workspaces/{workspace}/blocks/{vendor}/{block}/versions/{version}": Omit<No, "get" | "delete"> & {
		get: Op<Block & { version: string }, Given<{ manifest: PendingManifest }>>;
		delete: Op<Block & { version: string }, Nothing>;
	};
	"/bots/{bot}/catalogue": Omit<No, "get"> & { get: Op<{ bot: string }, Given<Schemas["Catalogue"]>> };
}
