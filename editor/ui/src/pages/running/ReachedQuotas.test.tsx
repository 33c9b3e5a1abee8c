import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import type { Health } from "../../api/bots";
import { queries } from "../../api/queries";
import { startWords } from "../../i18n/words";
import { ReachedQuotas } from "./ReachedQuotas";

beforeAll(() => startWords("en"));
afterEach(() => {
	queries.clear();
	vi.unstubAllGlobals();
});

function show(reached: Health["reached"]) {
	render(
		<MantineProvider env="test">
			<QueryClientProvider client={queries}>
				<ReachedQuotas reached={reached} />
			</QueryClientProvider>
		</MantineProvider>,
	);
}

it("says whose limit is reached, and what that means", () => {
	show([
		{ kind: "turns", of: "bot", limit: 60, at: "2026-03-02T11:00:00Z" },
		{ kind: "sends", of: "workspace", limit: 5000 },
	]);
	expect(screen.getByRole("alert").textContent).toContain("A limit is reached");
	expect(screen.getByText("Limit of this bot: messages taken in a minute: 60")).toBeTruthy();
	expect(screen.getByText(/First today/)).toBeTruthy();
	expect(screen.getByText("Limit of the workspace, shared by all its bots: messages sent a day: 5,000")).toBeTruthy();
	expect(screen.getByText("Further messages wait until tomorrow (UTC).")).toBeTruthy();
});

it("says nothing where no limit is reached", () => {
	show([]);
	expect(screen.queryByRole("alert")).toBeNull();
});
