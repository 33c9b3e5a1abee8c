import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { queries } from "../../api/queries";
import { stubAPI } from "../../api/testing";
import type { Bot } from "../../api/types";
import { startWords } from "../../i18n/words";
import { BotMenu } from "./BotMenu";

const bot: Bot = {
	id: "b1",
	workspace: "w1",
	name: "Corner Coffee",
	telegram: { id: 1, name: "Corner", username: "corner_bot", link: "https://t.me/corner_bot" },
	state: "running",
	revision: 1,
	draft_version: 1,
	changed: false,
	issues: { errors: 0, warnings: 0 },
	users: 0,
	users_today: 0,
	errors_today: 0,
	updated_at: "2026-03-01T12:00:00Z",
	can: ["bot.read", "bot.edit", "bot.run", "bot.create", "bot.delete"],
};

const sent: string[] = [];
let status = 204;

beforeAll(() => startWords("en"));
beforeEach(() => {
	sent.length = 0;
	status = 204;
	stubAPI(({ method, path }) => {
		sent.push(`${method} ${path}`);
		return new Response(status === 204 ? null : '{"code":"forbidden","title":"No"}', { status });
	});
});
afterEach(() => vi.unstubAllGlobals());

async function open(of: Bot): Promise<string[]> {
	render(
		<MantineProvider env="test">
			<Notifications />
			<QueryClientProvider client={queries}>
				<BotMenu bot={of} />
			</QueryClientProvider>
		</MantineProvider>,
	);
	await userEvent.click(screen.getByRole("button", { name: `Menu of ${of.name}` }));
	return (await screen.findAllByRole("menuitem")).map((item) => item.textContent ?? "");
}

describe("BotMenu", () => {
	it("deletes without a question and takes it back", async () => {
		await open(bot);
		await userEvent.click(screen.getByRole("menuitem", { name: "Delete" }));
		await screen.findByText("Corner Coffee is deleted");
		await userEvent.click(screen.getByRole("button", { name: "Undo" }));
		await waitFor(() => expect(sent).toEqual(["DELETE /bots/b1", "POST /bots/b1/restore"]));
	});

	it("says why something was refused", async () => {
		status = 403;
		await open(bot);
		await userEvent.click(screen.getByRole("menuitem", { name: "Pause" }));
		expect(await screen.findByText("You may not do this")).toBeTruthy();
	});

	it.each([
		["all of a running bot", bot, ["Rename", "Export to a file", "Duplicate", "Pause", "Delete"]],
		[
			"resuming one that is paused",
			{ ...bot, state: "paused" as const },
			["Rename", "Export to a file", "Duplicate", "Resume", "Delete"],
		],
		[
			"no pause for one without a token",
			{ ...bot, telegram: undefined },
			["Rename", "Export to a file", "Duplicate", "Delete"],
		],
		["only what a client may", { ...bot, can: ["bot.read"] }, ["Export to a file"]],
	])("offers %s", async (_, of, want) => expect(await open(of)).toEqual(want));
});
