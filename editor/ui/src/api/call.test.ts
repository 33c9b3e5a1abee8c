import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { call } from "./call";
import { useConnection } from "./connection";
import { Problem } from "./problem";

const answer = vi.fn<typeof fetch>();

beforeEach(() => {
	vi.stubGlobal("fetch", answer);
	useConnection.setState({ reachable: true, ends: 0 });
});
afterEach(() => vi.unstubAllGlobals());

async function refusal(): Promise<Problem> {
	const error: unknown = await call("GET", "/x").then(
		() => undefined,
		(e: unknown) => e,
	);
	if (!(error instanceof Problem)) {
		throw new Error("the call was not refused");
	}
	return error;
}

describe("call", () => {
	it("gives the JSON of an answer, and nothing for an empty one", async () => {
		answer.mockResolvedValueOnce(new Response('{"a":1}'));
		expect(await call("POST", "/x", { body: { b: 2 } })).toEqual({ a: 1 });
		expect(answer.mock.lastCall?.[0]).toBe("api/v1/x");
		expect(answer.mock.lastCall?.[1]).toMatchObject({ method: "POST", body: '{"b":2}' });
		answer.mockResolvedValueOnce(new Response(null, { status: 204 }));
		expect(await call("DELETE", "/x")).toBeUndefined();
	});

	it("tells a refusal with its reasons", async () => {
		const issues = [{ code: "short", severity: "error", path: "/name", message: "Too short." }];
		const body = JSON.stringify({ status: 422, code: "invalid", title: "No", detail: "Why", issues });
		answer.mockResolvedValueOnce(new Response(body, { status: 422, headers: { "Retry-After": "90" } }));
		expect(await refusal()).toMatchObject({
			status: 422,
			code: "invalid",
			message: "No",
			detail: "Why",
			issues,
			retryAfter: 90,
		});
	});

	it("makes a problem of an answer that is none", async () => {
		answer.mockResolvedValueOnce(new Response("<html>bad gateway", { status: 502 }));
		expect(await refusal()).toMatchObject({ status: 502, code: "unknown", retryAfter: undefined });
		expect(useConnection.getState()).toMatchObject({ reachable: true, ends: 0 });
	});

	it("notices that the session has ended", async () => {
		answer.mockResolvedValueOnce(new Response('{"code":"login_required"}', { status: 401 }));
		await refusal();
		expect(useConnection.getState().ends).toBe(1);
	});

	it("does not take a wrong password for the end of a session", async () => {
		answer.mockResolvedValueOnce(new Response('{"code":"wrong_login"}', { status: 401 }));
		await refusal();
		expect(useConnection.getState().ends).toBe(0);
	});

	it("notices that the server is gone and that it is back", async () => {
		answer.mockRejectedValueOnce(new TypeError("Failed to fetch"));
		expect(await refusal()).toMatchObject({ status: 0, code: "unreachable" });
		expect(useConnection.getState().reachable).toBe(false);
		answer.mockResolvedValueOnce(new Response("{}"));
		await call("GET", "/x");
		expect(useConnection.getState().reachable).toBe(true);
	});
});
