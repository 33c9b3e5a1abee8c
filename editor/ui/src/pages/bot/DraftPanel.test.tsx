import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { queries } from "../../api/queries";
import { stubAPI } from "../../api/testing";
import type { Bot } from "../../api/types";
import { startWords } from "../../i18n/words";
import { DraftPanel } from "./DraftPanel";

const bot: Bot = {
	id: "b1",
	workspace: "w1",
	name: "Corner Coffee",
	state: "draft",
	revision: 0,
	draft_version: 7,
	changed: true,
	issues: { errors: 1, warnings: 0 },
	users: 0,
	users_today: 0,
	errors_today: 0,
	updated_at: "2026-03-01T12:00:00Z",
	can: ["bot.read"],
};

const draft = {
	version: 7,
	saved_at: "2026-03-01T12:00:00Z",
	document: {
		schema_version: 1,
		name: "Corner Coffee",
		language: "en",
		flows: [{ id: "main", name: "Order", blocks: [{ id: "b_17", type: "ask.text", label: "Which size" }], edges: [] }],
	},
	exits: { b_17: [{ name: "answered", title: { en: "Answered" } }] },
	issues: [
		{
			code: "exit_open",
			severity: "error",
			path: "/flows/0/blocks/0",
			flow: "main",
			block: "b_17",
			message: 'the exit "answered" of the block "b_17" leads nowhere',
		},
	],
};

beforeAll(() => startWords("en"));
beforeEach(() => {
	queries.clear();
	stubAPI(({ path }) => (path.endsWith("/catalogue") ? { types: [], families: [], functions: [] } : draft));
});
afterEach(() => vi.unstubAllGlobals());

it("calls blocks and exits as the page does", async () => {
	const router = createRouter({
		history: createMemoryHistory(),
		routeTree: createRootRoute({ component: () => <DraftPanel bot={bot} /> }),
	});
	render(
		<MantineProvider env="test">
			<QueryClientProvider client={queries}>
				<RouterProvider router={router} />
			</QueryClientProvider>
		</MantineProvider>,
	);
	expect(await screen.findByText("The exit “Answered” of the block “Which size” leads nowhere")).toBeTruthy();
});
