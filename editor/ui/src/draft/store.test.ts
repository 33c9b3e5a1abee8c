// @vitest-environment happy-dom

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../api/problem";
import { setConfig, setDocumentField } from "../flow/fields";
import { smallBot } from "../flow/fixtures";
import type { BotDocument } from "../flow/types";
import { FakeServer, noCatalogue } from "./fake";
import { createDraftStore, type DraftState } from "./store";

const closers: (() => void)[] = [];

async function page(server: FakeServer, client = "me", storage: Storage = localStorage) {
	const draft = await server.load();
	const { store, close } = createDraftStore({ bot: "b1", draft, catalogue: noCatalogue, server, storage, client });
	closers.push(close);
	return { close, state: (): DraftState => store.getState() };
}

function text(document: BotDocument): unknown {
	return document.flows[0]?.blocks.find((b) => b.id === "hello")?.config;
}

const say = (words: string) => setConfig("main", "hello", { text: words });

beforeEach(() => {
	vi.useFakeTimers();
	localStorage.clear();
});

afterEach(() => {
	for (const close of closers.splice(0)) {
		close();
	}
	vi.useRealTimers();
});

describe("an open draft", () => {
	it("saves what was edited, in one request after a pause", async () => {
		const server = new FakeServer(smallBot());
		const { state } = await page(server);
		state().edit(say("H"), "text");
		state().edit(say("Hi"), "text");
		expect(state().saving).toBe("waiting");
		await vi.advanceTimersByTimeAsync(1000);
		expect(server.saves.map((s) => s.changes.map((c) => c.after))).toEqual([
			[{ id: "hello", type: "message.text", config: { text: "Hi" } }],
		]);
		expect(state().saving).toBe("saved");
		expect(text(server.document)).toEqual({ text: "Hi" });
		expect(localStorage.getItem("scenarist.unsaved.b1.me")).toBeNull();
	});

	it("saves while edits go on without a pause", async () => {
		const server = new FakeServer(smallBot());
		const { state } = await page(server);
		for (let i = 0; i < 40; i++) {
			state().edit(say(`${i}`), "text");
			await vi.advanceTimersByTimeAsync(300);
		}
		expect(server.saves.length).toBeGreaterThan(1);
	});

	it("waits for a lost connection, says so and loses nothing", async () => {
		const server = new FakeServer(smallBot());
		const { state } = await page(server);
		server.plugged = false;
		state().edit(say("A"));
		await vi.advanceTimersByTimeAsync(5000);
		expect(state().saving).toBe("offline");
		state().edit(setDocumentField("name", "B"));
		server.plugged = true;
		await vi.advanceTimersByTimeAsync(30_000);
		expect(state().saving).toBe("saved");
		expect([server.document.name, text(server.document)]).toEqual(["B", { text: "A" }]);
	});

	it("saves at once when the browser is online again", async () => {
		const server = new FakeServer(smallBot());
		const { state } = await page(server);
		server.plugged = false;
		state().edit(say("A"));
		await vi.advanceTimersByTimeAsync(200_000);
		server.plugged = true;
		window.dispatchEvent(new Event("online"));
		await vi.advanceTimersByTimeAsync(0);
		expect(text(server.document)).toEqual({ text: "A" });
	});

	it("does not repeat what the server refuses, and keeps it", async () => {
		const server = new FakeServer(smallBot());
		const { state } = await page(server);
		server.refusal = new Problem(401, "login_required", "Please log in.");
		state().edit(say("A"));
		await vi.advanceTimersByTimeAsync(60_000);
		expect(server.saves.length).toBe(1);
		expect([state().saving, state().problem?.code]).toEqual(["refused", "login_required"]);
		expect(localStorage.getItem("scenarist.unsaved.b1.me")).toContain('"A"');
	});

	it("follows what others do elsewhere and sends its own", async () => {
		const server = new FakeServer(smallBot());
		const a = await page(server, "a");
		const b = await page(server, "b");
		a.state().edit(say("A"));
		b.state().edit(setDocumentField("name", "B"));
		await vi.advanceTimersByTimeAsync(3000);
		for (const document of [a.state().document, b.state().document, server.document]) {
			expect([document.name, text(document)]).toEqual(["B", { text: "A" }]);
		}
		expect([a.state().conflicts, b.state().conflicts]).toEqual([[], []]);
		expect(a.state().version).toBe(server.version);
	});

	it.each([
		["mine", "B"],
		["theirs", "A"],
	] as const)("shows a conflict, saves the rest, and keeps %s on demand", async (whose, end) => {
		const server = new FakeServer(smallBot());
		const { state } = await page(server, "b");
		state().edit(say("B"));
		state().edit(setDocumentField("name", "B"));
		server.merge({
			client: "a",
			changes: [
				{
					path: ["flows", "main", "blocks", "hello"],
					before: { id: "hello", type: "message.text", config: { text: "Hello, {{ user.name }}!" } },
					after: { id: "hello", type: "message.text", config: { text: "A" } },
				},
			],
		});
		await vi.advanceTimersByTimeAsync(3000);
		expect(state().saving).toBe("conflict");
		expect([server.document.name, text(server.document)]).toEqual(["B", { text: "A" }]);
		expect(text(state().document)).toEqual({ text: "B" });
		const conflict = state().conflicts[0];
		expect(conflict?.path).toEqual(["flows", "main", "blocks", "hello"]);
		state().settle(conflict?.path ?? [], whose);
		await vi.advanceTimersByTimeAsync(3000);
		expect(state().saving).toBe("saved");
		expect([text(server.document), text(state().document)]).toEqual([{ text: end }, { text: end }]);
	});

	it("keeps a flow in which it is at work, though somebody removed it", async () => {
		const server = new FakeServer(smallBot());
		const { state } = await page(server, "b");
		server.plugged = false;
		state().edit(say("B"));
		server.document = { ...server.document, flows: [] };
		server.version++;
		server.plug();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(text(state().document)).toEqual({ text: "B" });
		state().settle(["flows", "main"], "mine");
		await vi.advanceTimersByTimeAsync(3000);
		expect(text(server.document)).toEqual({ text: "B" });
	});

	it("catches up with what it missed", async () => {
		const server = new FakeServer(smallBot());
		const { state } = await page(server);
		server.plugged = false;
		server.merge({ client: "a", changes: [{ path: ["name"], before: "Small", after: "A" }] });
		server.plug();
		await vi.advanceTimersByTimeAsync(1000);
		expect([state().document.name, state().version]).toEqual(["A", 2]);
	});

	it("takes steps back after a reload", async () => {
		const server = new FakeServer(smallBot());
		const first = await page(server);
		first.state().edit(say("A"));
		first.state().edit(say("B"));
		await vi.advanceTimersByTimeAsync(1000);
		first.close();
		const { state } = await page(server);
		expect(state().canUndo).toBe(true);
		state().undo();
		expect(text(state().document)).toEqual({ text: "A" });
		state().undo();
		expect(state().document).toEqual(smallBot());
		state().redo();
		await vi.advanceTimersByTimeAsync(1000);
		expect(text(server.document)).toEqual({ text: "A" });
	});

	it("sends what a closed tab could not, also from another tab", async () => {
		const server = new FakeServer(smallBot());
		const first = await page(server, "closed");
		server.plugged = false;
		first.state().edit(say("A"));
		await vi.advanceTimersByTimeAsync(1000);
		first.close();
		server.plugged = true;
		const { state } = await page(server, "other");
		expect(text(state().document)).toEqual({ text: "A" });
		await vi.advanceTimersByTimeAsync(1000);
		expect(text(server.document)).toEqual({ text: "A" });
		expect(Object.keys(localStorage).filter((k) => k.startsWith("scenarist.unsaved"))).toEqual([]);
	});

	it("asks whose it shall be when what a closed tab left is no longer what it was", async () => {
		const server = new FakeServer(smallBot());
		const first = await page(server, "closed");
		server.plugged = false;
		first.state().edit(say("A"));
		first.close();
		server.plugged = true;
		server.document = say("Theirs").run(server.document);
		const { state } = await page(server, "other");
		await vi.advanceTimersByTimeAsync(1000);
		expect(state().saving).toBe("conflict");
		expect([text(server.document), text(state().document)]).toEqual([{ text: "Theirs" }, { text: "A" }]);
	});

	it("edits nothing for whoever may only look", async () => {
		const server = new FakeServer(smallBot());
		const draft = await server.load();
		const options = {
			bot: "b1",
			draft,
			catalogue: noCatalogue,
			server,
			storage: localStorage,
			client: "v",
			readOnly: true,
		};
		const { store, close } = createDraftStore(options);
		closers.push(close);
		store.getState().edit(say("A"));
		await vi.advanceTimersByTimeAsync(1000);
		expect([server.saves, text(store.getState().document)]).toEqual([[], { text: "Hello, {{ user.name }}!" }]);
	});
});
