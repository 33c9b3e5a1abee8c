import { vi } from "vitest";

/** What the page asked of the API, for tests. */
export interface Asked {
	method: string;
	/** Below the API's own place, with the query, such as "/bots?limit=2". */
	path: string;
	/** JSON as it was sent; undefined for none. */
	body: unknown;
}

/** Stands in for the server until vi.unstubAllGlobals: what it gives is sent as JSON, a Response as it is. */
export function stubAPI(answer: (asked: Asked) => unknown): void {
	vi.stubGlobal("fetch", async (request: Request) => {
		const { pathname, search } = new URL(request.url);
		const text = await request.text();
		const body: unknown = text === "" ? undefined : JSON.parse(text);
		const given = answer({ method: request.method, path: pathname.replace(/^.*\/api\/v1/, "") + search, body });
		return given instanceof Response ? given : Response.json(given);
	});
}
