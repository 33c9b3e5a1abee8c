import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { queries } from "../../api/queries";
import { stubAPI } from "../../api/testing";
import type { Bot } from "../../api/types";
import { startWords } from "../../i18n/words";
import { ConnectionPanel } from "./ConnectionPanel";

beforeAll(() => startWords("en"));
afterEach(() => {
	queries.clear();
	calls.length = 0;
	vi.unstubAllGlobals();
});

const calls: string[] = [];
const telegram = { id: 1, username: "corner_bot", name: "Corner", link: "https://t.me/corner_bot" };

function show(more: Partial<Bot>) {
	stubAPI(({ method, path }) => {
		calls.push(`${method} ${path}`);
		return Response.json({ pending: 0, other_program: false, state: "trouble", sessions: {}, reached: [] });
	});
	const bot = {
		id: "b1",
		state: "trouble",
		trouble: "It does not work.",
		can: ["bot.run", "bot.publish"],
		telegram,
		...more,
	} as Bot;
	render(
		<MantineProvider env="test">
			<QueryClientProvider client={queries}>
				<ConnectionPanel bot={bot} telegram={telegram} />
			</QueryClientProvider>
		</MantineProvider>,
	);
}

const buttons = () => screen.getAllByRole("button").map((b) => b.textContent);

it("offers a repair where one may help", () => {
	show({});
	expect(buttons()).toEqual(["Change token", "Repair the connection"]);
});

it("offers a new token, with the way to it, where Telegram does not know the old one", async () => {
	show({ token_refused: true });
	expect(buttons()).toEqual(["Connect with a new token", "Disconnect"]);
	await userEvent.click(screen.getByRole("button", { name: "Connect with a new token" }));
	expect(await screen.findByLabelText("Token")).toBeTruthy();
	expect(screen.getByText(/Send it \/token\./)).toBeTruthy();
	expect(screen.getByText(/Choose @corner_bot\./)).toBeTruthy();
	expect(screen.queryByText(/newbot/)).toBeNull();
});

it("lets a bot go that Telegram does not have any more", async () => {
	show({ token_refused: true });
	await userEvent.click(screen.getByRole("button", { name: "Disconnect" }));
	await vi.waitFor(() => expect(calls).toContain("DELETE /bots/b1/token"));
});

it("leads to another token of the same bot where somebody wants one", async () => {
	show({ state: "running" });
	await userEvent.click(screen.getByRole("button", { name: "Change token" }));
	expect(await screen.findByText(/Send it \/revoke:/)).toBeTruthy();
});

it("says since when the token is refused", () => {
	show({ token_refused: true, token_refused_at: new Date(Date.now() - 3 * 3_600_000).toISOString() });
	expect(screen.getByText("3 hours ago").parentElement?.textContent).toBe("Noticed 3 hours ago");
});

it("offers nothing to whoever may not connect bots", () => {
	show({ token_refused: true, can: ["bot.run"] });
	expect(screen.queryAllByRole("button")).toEqual([]);
});
