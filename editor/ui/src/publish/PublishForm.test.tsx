import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Planned } from "../api/publishing";
import { queries } from "../api/queries";
import { stubAPI } from "../api/testing";
import type { Bot } from "../api/types";
import type { BotDocument } from "../flow/types";
import { startWords } from "../i18n/words";
import { PublishForm } from "./PublishForm";

const bot: Bot = {
	id: "b1",
	workspace: "w1",
	name: "Corner Coffee",
	telegram: { id: 1, name: "Corner", username: "corner_bot", link: "https://t.me/corner_bot" },
	state: "running",
	revision: 3,
	draft_version: 7,
	changed: true,
	issues: { errors: 0, warnings: 0 },
	users: 0,
	users_today: 0,
	errors_today: 0,
	updated_at: "2026-03-01T12:00:00Z",
	can: ["bot.read", "bot.publish"],
};

const document: BotDocument = {
	schema_version: 1,
	name: "Corner Coffee",
	language: "en",
	flows: [{ id: "main", name: "Order", blocks: [{ id: "size", type: "ask.text", label: "Which size" }], edges: [] }],
};

const answered: Planned = {
	plan: {
		from: 3,
		people: 4,
		blocks: [
			{ block: "old", do: "finish", title: "Old question", change: "removed", here: { people: 2, payments: 1 } },
		],
	},
	issues: [],
	tests: { failed: 1, of: 6 },
};

let planned: Planned;
const sent: { path: string; body: unknown }[] = [];

beforeAll(() => startWords("en"));
beforeEach(() => {
	queries.clear();
	sent.length = 0;
	planned = answered;
	stubAPI(({ method, path, body }) => {
		const answers: [string, unknown][] = [
			["/plan", planned],
			["/diff", { texts: [], logic: [], layout: 2 }],
			["/revisions/3", document],
			["/catalogue", { types: [], families: [], functions: [] }],
			["/publish", { revision: 4 }],
		];
		if (method === "POST") {
			sent.push({ path, body });
		}
		const found = answers.find(([end]) => path.endsWith(end));
		return found ? found[1] : Response.json({ code: "not_found", title: path }, { status: 404 });
	});
});
afterEach(() => vi.unstubAllGlobals());

function open() {
	const done = vi.fn();
	const jump = vi.fn();
	render(
		<MantineProvider env="test">
			<QueryClientProvider client={queries}>
				<PublishForm
					bot={bot}
					source={{ version: 7 }}
					document={document}
					onJump={jump}
					onClose={() => undefined}
					onDone={done}
					onLock={() => undefined}
				/>
			</QueryClientProvider>
		</MantineProvider>,
	);
	return { done, jump };
}

const button = () => screen.getByRole("button", { name: "Publish" });

it("publishes with what was decided about the people inside", async () => {
	const { done } = open();
	const choice = await screen.findByLabelText("What becomes of those at “Old question”");
	expect(screen.getByText("1 has an invoice to pay")).toBeTruthy();
	expect(screen.getByText("1 of 6 tests fails")).toBeTruthy();
	await userEvent.selectOptions(choice, "They go on at another block");
	expect(button()).toHaveProperty("disabled", true);
	await userEvent.selectOptions(choice, "It ends for them");
	await userEvent.type(screen.getByLabelText("What they read"), "We begin anew");
	await userEvent.type(screen.getByLabelText("What is new (for your team)"), "Sizes");
	await userEvent.click(button());
	await waitFor(() => expect(done).toHaveBeenCalledWith(4));
	expect(sent.at(-1)).toEqual({
		path: "/bots/b1/publish",
		body: {
			version: 7,
			note: "Sizes",
			plan: { from: 3, blocks: [{ block: "old", do: "end", text: { en: "We begin anew" } }] },
		},
	});
});

it("sends no plan where nothing was decided otherwise", async () => {
	const { done } = open();
	await screen.findByText("And 2 things have another place on the canvas. People see nothing of that.");
	await userEvent.click(button());
	await waitFor(() => expect(done).toHaveBeenCalledWith(4));
	expect(sent.at(-1)?.body).toEqual({ version: 7 });
});

it("stops at mistakes and leads to them", async () => {
	planned = {
		issues: [
			{
				code: "x",
				severity: "error",
				path: "/x",
				flow: "main",
				block: "size",
				message: 'nothing leads to the block "size"',
			},
		],
		tests: null,
	};
	const { jump } = open();
	await screen.findByText("Nothing leads to the block “Which size”");
	await userEvent.click(screen.getByRole("button", { name: "Show" }));
	expect(jump).toHaveBeenCalledWith("main", "size");
	expect(button()).toHaveProperty("disabled", true);
});
