import { Notifications } from "@mantine/notifications";
import { act, fireEvent, renderHook, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeAll, expect, it } from "vitest";
import { renameBlock } from "../flow/fields";
import { bot, catalogue, Providers } from "../form/testing";
import { startWords } from "../i18n/words";
import { DraftStoreProvider } from "./DraftProvider";
import { FakeServer } from "./fake";
import { createDraftStore } from "./store";
import { useUndoToast } from "./useUndoToast";

beforeAll(() => startWords("en"));

function opened() {
	const { store } = createDraftStore({
		bot: "b1",
		catalogue,
		draft: { version: 1, document: bot, exits: {}, saved_at: "2026-01-01T00:00:00Z", issues: [] },
		server: new FakeServer(bot),
		storage: sessionStorage,
		client: "test",
	});
	const wrapper = ({ children }: { children: ReactNode }) => (
		<Providers>
			<Notifications />
			<DraftStoreProvider store={store}>{children}</DraftStoreProvider>
		</Providers>
	);
	const { result } = renderHook(useUndoToast, { wrapper });
	const rename = (label: string) =>
		act(() => {
			store.getState().edit(renameBlock("main", "hello", label));
			result.current(`Now ${label}`);
		});
	return { rename, label: () => store.getState().document.flows[0]?.blocks[0]?.label };
}

it("takes back what it speaks of, and offers nothing once something else was done", async () => {
	const { rename, label } = opened();
	rename("First");
	await screen.findByText("Now First");
	rename("Second");
	await screen.findByText("Now Second");
	await waitFor(() => expect(screen.queryByText("Now First")).toBeNull());
	fireEvent.click(screen.getByRole("button", { name: "Undo" }));
	expect(label()).toBe("First");
	await waitFor(() => expect(screen.queryByText("Now Second")).toBeNull());
});
