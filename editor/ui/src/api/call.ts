import { useConnection } from "./connection";
import { Problem, type ProblemIssue } from "./problem";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface CallOptions {
	body?: unknown;
	headers?: Record<string, string>;
	signal?: AbortSignal;
}

/** The API lies beside the page. */
export const apiBase = "api/v1";

/** Makes a call of the API and gives its JSON; undefined for an empty answer. A refusal is thrown as a Problem. */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
	const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
	let body: BodyInit | undefined;
	if (options.body instanceof FormData) {
		body = options.body;
	} else if (options.body !== undefined) {
		headers["Content-Type"] = "application/json";
		body = JSON.stringify(options.body);
	}
	let response: Response;
	try {
		response = await fetch(apiBase + path, {
			method,
			headers,
			body,
			signal: options.signal,
			credentials: "same-origin",
		});
	} catch (error) {
		if (error instanceof DOMException && error.name === "AbortError") {
			throw error;
		}
		useConnection.getState().lost();
		throw new Problem(0, "unreachable", "The server cannot be reached.");
	}
	useConnection.getState().reached();
	const text = await response.text();
	if (!response.ok) {
		const problem = problemOf(response, text);
		if (problem.code === "login_required") {
			useConnection.getState().ended();
		}
		throw problem;
	}
	return (text === "" ? undefined : JSON.parse(text)) as T;
}

function problemOf({ status, headers }: Response, text: string): Problem {
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
