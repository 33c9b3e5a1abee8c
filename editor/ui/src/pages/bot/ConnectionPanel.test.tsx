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
	vi.unstubAllGlobals();
});

const telegram = { id: 1, username: "corner_bot", name: "Corner", link: "https://t.me/corner_bot" };

function show(more: Partial<Bot>) {
	stubAPI(() => Response.json({ pending: 0, other_program: false, state: "trouble", sessions: {}, reached: [] }));
	const bot = {
		id: "b1",
		state: "trouble",
		trouble: "It does not work.",
		can: ["bot.run", "bot.publish"],
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
	expect(buttons()).toEqual(["Connect with a new token"]);
	await userEvent.click(screen.getByRole("button"));
	expect(await screen.findByLabelText("Token")).toBeTruthy();
	expect(screen.getAllByText(/BotFather/).length).toBeGreaterThan(0);
});

it("offers nothing to whoever may not connect bots", () => {
	show({ token_refused: true, can: ["bot.run"] });
	expect(screen.queryAllByRole("button")).toEqual([]);
});
