import { MantineProvider } from "@mantine/core";
import { Notifications, notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import type { Health } from "../../api/bots";
import { queries } from "../../api/queries";
import { stubAPI } from "../../api/testing";
import type { Bot } from "../../api/types";
import { startWords } from "../../i18n/words";
import { HealthState } from "./HealthState";

beforeAll(() => startWords("en"));
afterEach(() => {
	notifications.clean();
	queries.clear();
	vi.unstubAllGlobals();
});

function show(more: Partial<Health>, can: Bot["can"] = ["bot.run", "bot.publish"]) {
	stubAPI(() => Response.json({}));
	const telegram = { id: 1, username: "corner_bot", name: "Corner", link: "https://t.me/corner_bot" };
	const bot = { id: "b1", state: "trouble", trouble: "It does not work.", can, telegram } as Bot;
	const health = { state: "trouble", pending: 0, other_program: true, other_polls: false, ...more } as Health;
	render(
		<MantineProvider env="test">
			<Notifications />
			<QueryClientProvider client={queries}>
				<HealthState bot={bot} health={health} />
			</QueryClientProvider>
		</MantineProvider>,
	);
}

const buttons = () => screen.getAllByRole("button").map((b) => b.textContent);

it("takes a bot back from a program that has a webhook", async () => {
	show({ webhook: "https://other.example.com/" });
	expect(screen.getByText(/Take the bot back here/)).toBeTruthy();
	expect(buttons()).toEqual(["Take the bot back"]);
	await userEvent.click(screen.getByRole("button", { name: "Take the bot back" }));
	expect(await screen.findByText("Repaired. Messages come in again.")).toBeTruthy();
});

it("promises no more than a repair does where the other program polls", async () => {
	show({ other_polls: true });
	expect(screen.getByText(/Stop the other program, or give the bot a new token/)).toBeTruthy();
	expect(buttons()).toEqual(["Repair", "Change token"]);
	await userEvent.click(screen.getByRole("button", { name: "Repair" }));
	expect(await screen.findByText(/If the other program still runs with this token, it takes them again/)).toBeTruthy();
});

it("offers a new token only to whoever may give one", () => {
	show({ other_polls: true }, ["bot.run"]);
	expect(buttons()).toEqual(["Repair"]);
});
