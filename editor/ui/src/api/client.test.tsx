import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answer as answerOf, api, apiBase } from "./client";
import { useConnection } from "./connection";
import { Problem } from "./problem";

const answer = vi.fn<typeof fetch>();

beforeEach(() => {
	vi.stubGlobal("fetch", answer);
	useConnection.setState({ reachable: true, ends: 0 });
});
afterEach(() => vi.unstubAllGlobals());

async function refusal(): Promise<Problem> {
	const error: unknown = await api.GET("/setup").then(
		() => undefined,
		(e: unknown) => e,
	);
	if (!(error instanceof Problem)) {
		throw new Error("the call was not refused");
	}
	return error;
}

describe("api", () => {
	it("gives the JSON of an answer, and nothing for an empty one", async () => {
		answer.mockResolvedValueOnce(new Response('{"a":1}'));
		expect(await answerOf(api.POST("/login", { body: { email: "a@b", password: "c" } }))).toEqual({ a: 1 });
		const asked = answer.mock.lastCall?.[0];
		expect(asked).toBeInstanceOf(Request);
		if (asked instanceof Request) {
			expect([asked.method, asked.url, asked.credentials]).toEqual(["POST", `${apiBase}/login`, "same-origin"]);
			expect(await asked.json()).toEqual({ email: "a@b", password: "c" });
		}
		answer.mockResolvedValueOnce(new Response(null, { status: 204 }));
		expect(await answerOf(api.POST("/logout"))).toBeUndefined();
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
		await api.GET("/setup");
		expect(useConnection.getState().reachable).toBe(true);
	});
});
