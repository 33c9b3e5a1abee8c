import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { queries } from "../../api/queries";
import { stubAPI } from "../../api/testing";
import { startWords } from "../../i18n/words";
import { ConnectWizard } from "./ConnectWizard";

const token = `123456789:${"A".repeat(35)}`;
const answers = new Map<string, [number, unknown]>();
const sent: { path: string; body: unknown }[] = [];

beforeAll(() => startWords("en"));
beforeEach(() => {
	answers.clear();
	sent.length = 0;
	queries.clear();
	stubAPI(({ path, body }) => {
		sent.push({ path, body });
		const [status, given] = answers.get(path) ?? [404, {}];
		return Response.json(given, { status });
	});
});
afterEach(() => vi.unstubAllGlobals());

function show(onDone = vi.fn()) {
	render(
		<MantineProvider>
			<QueryClientProvider client={queries}>
				<ConnectWizard bot="b1" onDone={onDone} />
			</QueryClientProvider>
		</MantineProvider>,
	);
	return onDone;
}

const paste = async (text: string) => {
	await userEvent.click(screen.getByLabelText("Token"));
	await userEvent.paste(text);
};

describe("ConnectWizard", () => {
	it("checks what is pasted, shows whose it is and connects it", async () => {
		answers.set("/telegram/check", [200, { id: 1, username: "corner_bot", name: "Corner Coffee" }]);
		answers.set("/bots/b1/token", [200, { id: "b1", telegram: { id: 1, username: "corner_bot", link: "" } }]);
		const done = show();
		await paste(`Use this token to access the HTTP API:\n${token}\nKeep it secure.`);
		await screen.findByText("@corner_bot");
		await userEvent.click(screen.getByRole("button", { name: "Connect @corner_bot" }));
		await waitFor(() => expect(done).toHaveBeenCalledOnce());
		expect(sent).toEqual([
			{ path: "/telegram/check", body: { token } },
			{ path: "/bots/b1/token", body: { token } },
		]);
	});

	it("sends the way of receiving only when one was chosen", async () => {
		answers.set("/telegram/check", [200, { id: 1, username: "corner_bot", name: "Corner Coffee" }]);
		answers.set("/bots/b1/token", [200, { id: "b1" }]);
		const done = show();
		await paste(token);
		await screen.findByText("@corner_bot");
		await userEvent.click(screen.getByRole("button", { name: "Advanced" }));
		await userEvent.click(screen.getByLabelText("We ask Telegram"));
		await userEvent.click(screen.getByRole("button", { name: "Connect @corner_bot" }));
		await waitFor(() => expect(done).toHaveBeenCalledOnce());
		expect(sent[1]?.body).toEqual({ token, receiver: "polling" });
	});

	it("asks nothing about a text without a token", async () => {
		show();
		await paste("hello");
		expect(screen.getByText(/There is no token in this text/)).toBeTruthy();
		expect(screen.getByRole("button", { name: "Connect" })).toHaveProperty("disabled", true);
		expect(sent).toEqual([]);
	});

	it("says why Telegram refuses a token, and asks again on demand", async () => {
		answers.set("/telegram/check", [422, { code: "token_refused", title: "Telegram does not know this token" }]);
		show();
		await paste(token);
		expect(await screen.findByText("Telegram does not know this token")).toBeTruthy();
		expect(screen.getByRole("button", { name: "Connect" })).toHaveProperty("disabled", true);
		answers.set("/telegram/check", [200, { id: 1, username: "corner_bot", name: "Corner Coffee" }]);
		await userEvent.click(screen.getByRole("button", { name: "Check again" }));
		expect(await screen.findByRole("button", { name: "Connect @corner_bot" })).toHaveProperty("disabled", false);
	});

	it("connects no token that another bot has", async () => {
		answers.set("/telegram/check", [200, { id: 1, username: "corner_bot", name: "x", taken_by: "Old shop" }]);
		show();
		await paste(token);
		expect(await screen.findByText(/already belongs to “Old shop”/)).toBeTruthy();
		expect(screen.getByRole("button", { name: "Connect @corner_bot" })).toHaveProperty("disabled", true);
	});
});
