import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { queries } from "../api/queries";
import { type Asked, stubAPI } from "../api/testing";
import { sessionQuery } from "../app/session";
import { startWords } from "../i18n/words";
import { ResetForm } from "./ResetPage";

const session = {
	user: { id: "u1", name: "Ann", email: "ann@example.com", language: "en", totp: false },
	workspaces: [],
};

const sent: Asked[] = [];
let answer: { status: number; body: unknown };
const done = vi.fn(async () => {});

beforeAll(() => startWords("en"));
beforeEach(() => {
	sent.length = 0;
	done.mockClear();
	queries.clear();
	stubAPI((asked) => {
		sent.push(asked);
		return Response.json(answer.body, { status: answer.status });
	});
});
afterEach(() => vi.unstubAllGlobals());

async function choose(password: string) {
	render(
		<MantineProvider env="test">
			<QueryClientProvider client={queries}>
				<ResetForm token="the-token" onDone={done} />
			</QueryClientProvider>
		</MantineProvider>,
	);
	await userEvent.type(screen.getByLabelText(/^New password/), password);
	await userEvent.click(screen.getByRole("button", { name: "Save and log in" }));
}

describe("a new password", () => {
	it("is sent with the token of the link, and logs in", async () => {
		answer = { status: 200, body: session };
		await choose("a quiet morning");
		await waitFor(() => expect(done).toHaveBeenCalledOnce());
		expect(sent).toEqual([
			{ method: "POST", path: "/reset", body: { token: "the-token", password: "a quiet morning" } },
		]);
		expect(queries.getQueryData(sessionQuery.queryKey)).toEqual(session);
	});

	it("is not taken with a link that is over, and the page says how to get another", async () => {
		answer = { status: 404, body: { status: 404, code: "link_over", title: "This link is not valid any more." } };
		await choose("a quiet morning");
		expect(await screen.findByRole("heading", { name: "This link is over" })).toBeTruthy();
		expect(screen.queryByRole("button", { name: "Save and log in" })).toBeNull();
		expect(screen.getByRole("link", { name: "Log in" }).getAttribute("href")).toBe("#/login");
		expect(done).not.toHaveBeenCalled();
	});

	it("that is too short is not sent, and the page says so in its own words", async () => {
		await choose("morning");
		const field = screen.getByLabelText<HTMLInputElement>(/^New password/);
		expect(field.validationMessage).toBe("At least 10 characters");
		expect(screen.getByText("At least 10 characters")).toBeTruthy();
		expect(sent).toEqual([]);
	});

	it("that the server refuses says why beside the field", async () => {
		const issues = [{ code: "too_common", severity: "error", path: "/password", message: "Too easy to guess." }];
		answer = { status: 422, body: { status: 422, code: "invalid", title: "Not saved", issues } };
		await choose("password123");
		expect(await screen.findByText("Too easy to guess.")).toBeTruthy();
	});
});
