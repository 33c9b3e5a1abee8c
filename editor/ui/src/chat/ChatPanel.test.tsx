import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { type Asked, stubAPI } from "../api/testing";
import { DraftStoreProvider } from "../draft/DraftProvider";
import { FakeServer } from "../draft/fake";
import { createDraftStore } from "../draft/store";
import { light, useLit } from "../film/lit";
import { bot, catalogue } from "../form/testing";
import { startWords } from "../i18n/words";
import { ChatPanel } from "./ChatPanel";
import type { Chat, Turn } from "./types";

vi.setConfig({ testTimeout: 120_000 });
beforeAll(() => startWords("en"));
afterEach(() => vi.unstubAllGlobals());

const turn: Turn = {
	id: 1,
	heard: true,
	at: "2026-01-01T00:00:00Z",
	person: "you",
	event: { kind: "message", text: "/start" },
	blocks: [
		{
			flow: "main",
			block: "hello",
			type: "message.text",
			exit: "next",
			sets: [{ name: "user.n", before: 1, after: 2 }],
		},
	],
	calls: [{ method: "sendMessage", ok: false, error: "Telegram said no" }],
};

const chat: Chat = {
	id: "c1",
	bot: "b1",
	version: 1,
	clock: "2026-01-01T00:00:00Z",
	faults: { api: "ok", telegram: "ok" },
	services: { answers: [], call: false, otherwise: {} },
	steps: 0,
	working: false,
	outdated: false,
	film: [turn],
	people: [
		{
			name: "you",
			title: "You",
			blocked: false,
			user_id: 1,
			variables: { user: { city: "Riga" } },
			screen: {
				clock: "2026-01-01T00:00:00Z",
				keyboard: [["Menu"]],
				alert: false,
				commands: [],
				drafts: [],
				staff: [],
				toast: "",
				typing: "",
				wakes: "",
				messages: [
					{
						id: 7,
						own: false,
						html: "Hi <b>Anna</b><script>alert(1)</script>",
						edited: true,
						invoice: null,
						media: [],
						at: "2026-01-01T00:00:00Z",
						buttons: [[{ label: "Coffee", kind: "press", url: "", style: "primary" }]],
					},
				],
			},
		},
	],
};

function open() {
	const calls: Asked[] = [];
	stubAPI((asked) => {
		calls.push(asked);
		return asked.path.includes("/tests") ? { items: [] } : chat;
	});
	sessionStorage.clear();
	const { store, close } = createDraftStore({
		bot: "b1",
		catalogue,
		draft: { version: 1, document: bot, exits: {}, issues: [], saved_at: "2026-01-01T00:00:00Z" },
		server: new FakeServer(bot),
		storage: sessionStorage,
		client: "test",
	});
	const view = render(
		<MantineProvider env="test">
			<QueryClientProvider client={new QueryClient()}>
				<DraftStoreProvider store={store}>
					<ChatPanel bot="b1" />
				</DraftStoreProvider>
			</QueryClientProvider>
		</MantineProvider>,
	);
	return { calls, close, ...view };
}

it("talks to the bot: says, presses, uses the keyboard", async () => {
	const { calls, close, container } = open();
	fireEvent.click(await screen.findByRole("button", { name: "Coffee" }, { timeout: 60_000 }));
	const asked = () => calls.filter((c) => c.path.endsWith("/act")).map((c) => c.body);
	await waitFor(() => expect(asked()).toEqual([{ person: "you", do: { press: { message: 7, row: 0, col: 0 } } }]), {
		timeout: 60_000,
	});
	expect(container.querySelector("script")).toBeNull();
	fireEvent.change(screen.getByRole("textbox", { name: "Write a message" }), { target: { value: " hello " } });
	await waitFor(() => expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(false), {
		timeout: 60_000,
	});
	fireEvent.click(screen.getByRole("button", { name: "Send" }));
	await waitFor(() => expect(asked()[1]).toEqual({ person: "you", do: { say: "hello" } }), { timeout: 60_000 });
	expect(calls[0]).toEqual({ method: "POST", path: "/bots/b1/chats", body: { language: "en" } });
	close();
});

it("shows why, and lights the path", async () => {
	const { close } = open();
	fireEvent.click(await screen.findByRole("radio", { name: "Film" }, { timeout: 60_000 }));
	fireEvent.click(screen.getByRole("button", { name: /\/start/ }));
	expect(screen.getByText("Telegram said no")).toBeTruthy();
	expect(useLit.getState()).toEqual({ blocks: ["hello"], edges: ["hello/next"] });
	light(undefined);
	expect(useLit.getState()).toEqual({ blocks: [], edges: [] });
	close();
});

it("changes a value", async () => {
	const { calls, close } = open();
	fireEvent.click(await screen.findByRole("radio", { name: "Values" }, { timeout: 60_000 }));
	const field = screen.getByRole("textbox", { name: "Value of city" });
	fireEvent.change(field, { target: { value: "Oslo" } });
	fireEvent.blur(field);
	await waitFor(
		() =>
			expect(calls.find((c) => c.method === "PUT")).toEqual({
				method: "PUT",
				path: "/chats/c1/variables",
				body: { person: "you", scope: "user", name: "city", value: "Oslo" },
			}),
		{ timeout: 60_000 },
	);
	close();
});
