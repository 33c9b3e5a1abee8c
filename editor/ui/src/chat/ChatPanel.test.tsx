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

/** What the server says of a chat, as the page hears it. */
class Events extends EventTarget {
	static readonly CLOSED = 2;
	static opened: Events[] = [];
	readyState = 1;
	constructor(readonly url: string) {
		super();
		Events.opened.push(this);
	}
	close() {
		this.readyState = Events.CLOSED;
	}
}

function open(talk = chat, document = bot) {
	const calls: Asked[] = [];
	vi.stubGlobal("EventSource", Events);
	Events.opened = [];
	stubAPI((asked) => {
		calls.push(asked);
		return asked.path.includes("/tests") ? { items: [] } : talk;
	});
	sessionStorage.clear();
	const { store, close } = createDraftStore({
		bot: "b1",
		catalogue,
		draft: { version: 1, document, exits: {}, issues: [], saved_at: "2026-01-01T00:00:00Z" },
		server: new FakeServer(document),
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

it("reads the chat again when the server says that something has happened in it, and never opens another", async () => {
	const { calls, close, unmount } = open();
	await screen.findByRole("button", { name: "Coffee" }, { timeout: 60_000 });
	await waitFor(() => expect(Events.opened.map((e) => e.url)).toEqual([expect.stringMatching(/\/chats\/c1\/events$/)]));
	const [events] = Events.opened;
	events?.dispatchEvent(new Event("chat"));
	const asked = () => calls.map((c) => `${c.method} ${c.path}`);
	await waitFor(() => expect(asked()).toEqual(["POST /bots/b1/chats", "GET /chats/c1"]));
	unmount();
	expect(events?.readyState).toBe(Events.CLOSED);
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

it("says what a service answers, where the bot calls one", async () => {
	const made = { method: "GET", url: "https://shop.example.com/price", body: { price: 1 } };
	const services = { call: false, answers: [made], otherwise: {} };
	const flows = bot.flows.map((f) => ({ ...f, blocks: [...f.blocks, { id: "price", type: "http.request" }] }));
	const { calls, close } = open({ ...chat, services }, { ...bot, flows });
	fireEvent.click(await screen.findByRole("radio", { name: "Services" }, { timeout: 60_000 }));
	const field = screen.getByRole("textbox", { name: "Value of price" });
	fireEvent.change(field, { target: { value: "250" } });
	fireEvent.blur(field);
	const answers = [{ ...made, body: { price: 250 } }];
	await waitFor(() =>
		expect(calls.find((c) => c.method === "PUT")).toEqual({
			method: "PUT",
			path: "/chats/c1/services",
			body: { call: false, answers, otherwise: {} },
		}),
	);
	close();
});
