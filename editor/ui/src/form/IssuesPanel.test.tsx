import { fireEvent, render, screen } from "@testing-library/react";
import { beforeAll, expect, it, vi } from "vitest";
import { DraftStoreProvider } from "../draft/DraftProvider";
import { FakeServer } from "../draft/fake";
import { createDraftStore } from "../draft/store";
import { startWords } from "../i18n/words";
import { groupIssues, IssuesPanel } from "./IssuesPanel";
import { bot, catalogue, Providers } from "./testing";

vi.setConfig({ testTimeout: 120_000 });
beforeAll(() => startWords("en"));

it("groups by flow, errors first", () => {
	const issue = (severity: "error" | "warning", flow?: string) => ({
		code: "c",
		severity,
		path: "",
		flow,
		message: severity,
	});
	expect(
		groupIssues(bot, [issue("warning", "main"), issue("error", "main"), issue("error"), issue("warning", "gone")]),
	).toEqual([
		{ flow: undefined, issues: [issue("error"), issue("warning", "gone")] },
		{ flow: "main", issues: [issue("error", "main"), issue("warning", "main")] },
	]);
});

it("jumps to the block, and fixes in one step that undo takes back", () => {
	const { store, close } = createDraftStore({
		bot: "b1",
		catalogue,
		draft: {
			version: 1,
			document: bot,
			exits: {},
			saved_at: "2026-01-01T00:00:00Z",
			issues: [
				{
					code: "c",
					severity: "error",
					path: "/flows/0/blocks/0/config/text",
					flow: "main",
					block: "hello",
					message: "this setting must not be empty",
					fix: {
						title: "Write a text",
						changes: [{ op: "add", path: "/flows/0/blocks/0/config", value: { text: "Hi" } }],
					},
				},
			],
		},
		server: new FakeServer(bot),
		storage: sessionStorage,
		client: "test",
	});
	render(
		<Providers>
			<DraftStoreProvider store={store}>
				<IssuesPanel />
			</DraftStoreProvider>
		</Providers>,
	);
	fireEvent.click(screen.getByRole("button", { name: /Hello.*must not be empty/ }));
	expect(store.getState().selected).toEqual(["hello"]);
	fireEvent.click(screen.getByRole("button", { name: "Write a text" }));
	expect(store.getState().document.flows[0]?.blocks[0]?.config).toEqual({ text: "Hi" });
	store.getState().undo();
	expect(store.getState().document).toEqual(bot);
	close();
});
