import createClient, { type Middleware } from "openapi-fetch";
import { useConnection } from "./connection";
import { Problem, type ProblemIssue } from "./problem";
import type { components, paths } from "./schema";

/** Everything that the API's description names. */
export type Schemas = components["schemas"];

/** The operations of the description, by their place below the API's own. */
type Operations = { [P in keyof paths as P extends `/api/v1${infer Place}` ? Place : never]: paths[P] };

/** The API lies beside the page, wherever that is mounted. */
export const apiBase = new URL("api/v1", document.baseURI.replace(/#.*/, "")).href;

/**
 * The typed client of the API, made of schemas/openapi.json by `npm run api`. Its words are in the language of the page; what
 * is refused is thrown as a Problem.
 */
export const api = createClient<Operations>({
	baseUrl: apiBase,
	credentials: "same-origin",
	headers: { Accept: "application/json" },
	fetch: (request) => fetch(request),
});

const refusals: Middleware = {
	onRequest({ request }) {
		request.headers.set("Accept-Language", document.documentElement.lang);
		return request;
	},
	onError({ error }) {
		if (error instanceof DOMException && error.name === "AbortError") {
			return; // whoever asked does not want it any more: it is thrown on as it is
		}
		useConnection.getState().lost();
		return new Problem(0, "unreachable", "The server cannot be reached.");
	},
	async onResponse({ response }) {
		useConnection.getState().reached();
		if (!response.ok) {
			throw refused(response, await response.text());
		}
	},
};
api.use(refusals);

/** Gives what a call was answered with; undefined for an empty answer. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
	return (await call).data as T;
}

/** The Problem that an answer is; an answer that asks for a login tells the shell. */
export function refused({ status, headers }: Pick<Response, "status" | "headers">, text: string): Problem {
	const problem = problemOf(status, headers, text);
	if (problem.code === "login_required") {
		useConnection.getState().ended();
	}
	return problem;
}

function problemOf(status: number, headers: Headers, text: string): Problem {
	const wait = Number(headers.get("Retry-After") ?? Number.NaN);
	const retryAfter = Number.isFinite(wait) ? wait : undefined;
	try {
		const p = JSON.parse(text) as { code?: string; title?: string; detail?: string; issues?: ProblemIssue[] };
		const title = p.title ?? `Error ${status}`;
		return new Problem(status, p.code ?? "unknown", title, p.detail ?? "", p.issues ?? [], retryAfter);
	} catch {
		return new Problem(status, "unknown", `Error ${status}`, "", [], retryAfter);
	}
}
