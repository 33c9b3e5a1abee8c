import type { Schemas } from "./client";

// TEMPORARY: operations that the description does not have yet. To be removed when it has them.
interface Refused {
	default: { headers: { [name: string]: unknown }; content: { "application/problem+json": Schemas["Problem"] } };
}
type Given<T> = { 200: { headers: { [name: string]: unknown }; content: { "application/json": T } } } & Refused;
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
type Paged = { limit?: number; cursor?: string };

export interface Pending {
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
