import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import { botCatalogueQuery } from "../api/blocks";
import { botQuery, readDraft } from "../api/bots";
import { queries } from "../api/queries";
import { equal } from "../flow/equal";
import { draftServer } from "./server";
import { createDraftStore, type DraftState, type DraftStore } from "./store";

const DraftContext = createContext<DraftStore | null>(null);

/** Reads one thing of the open draft. A selector that makes new values each time needs useShallow around it. */
export function useDraft<T>(selector: (state: DraftState) => T): T {
	return useStore(useDraftStore(), selector);
}

/** The store itself, for reading in handlers without rendering again. */
export function useDraftStore(): DraftStore {
	const store = useContext(DraftContext);
	if (!store) {
		throw new Error("a part of the editor stands outside of DraftProvider");
	}
	return store;
}

/** Makes a store the open draft of everything inside: for tests and fixtures. */
export function DraftStoreProvider({ store, children }: { store: DraftStore; children: ReactNode }) {
	return <DraftContext.Provider value={store}>{children}</DraftContext.Provider>;
}

/** Opens the draft of a bot for everything inside. */
export function DraftProvider({
	bot,
	loading,
	failed,
	children,
}: {
	bot: string;
	loading: ReactNode;
	failed: (error: unknown, again: () => void) => ReactNode;
	children: ReactNode;
}) {
	const catalogue = useQuery(botCatalogueQuery(bot));
	const about = useQuery(botQuery(bot));
	// The store keeps the draft from here on, so it is never asked for again in the background.
	const draft = useQuery({
		queryKey: ["draft", "open", bot],
		queryFn: ({ signal }) => readDraft(bot, signal),
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
	});
	const [store, setStore] = useState<DraftStore | null>(null);
	const ready = catalogue.data !== undefined;
	const readOnly = about.data && !about.data.can.includes("bot.edit");
	useEffect(() => {
		// Versions that are pinned while the draft is open bring another catalogue; the store stays.
		const known = queries.getQueryData(botCatalogueQuery(bot).queryKey);
		if (!draft.data || !ready || !known || readOnly === undefined) {
			return;
		}
		const open = createDraftStore({
			bot,
			draft: draft.data,
			catalogue: known,
			readOnly,
			server: draftServer(bot),
			storage: localStorage,
			client: clientOfTab(),
		});
		setStore(() => open.store);
		return () => {
			setStore(null);
			open.close();
		};
	}, [bot, draft.data, ready, readOnly]);
	useEffect(() => {
		if (store && catalogue.data) {
			store.setState({ catalogue: catalogue.data });
		}
	}, [store, catalogue.data]);
	usePinnedTypes(bot, store);

	const error = draft.error ?? catalogue.error ?? about.error;
	if (error && !store) {
		const again = () => void Promise.all([draft.refetch(), catalogue.refetch(), about.refetch()]);
		return failed(error, again);
	}
	return store ? <DraftStoreProvider store={store}>{children}</DraftStoreProvider> : loading;
}

/** Reads the catalogue anew when the server has other versions of packages pinned: forms, exits and words are of the version. */
function usePinnedTypes(bot: string, store: DraftStore | null) {
	useEffect(() => {
		if (!store) {
			return;
		}
		let read = store.getState().document.uses;
		return store.subscribe(({ saving, document: { uses } }) => {
			if (saving === "saved" && uses !== read) {
				const known = equal(uses, read);
				read = uses;
				if (!known) {
					void queries.invalidateQueries({ queryKey: botCatalogueQuery(bot).queryKey });
				}
			}
		});
	}, [bot, store]);
}

/** A name of this tab that survives a reload. */
function clientOfTab(): string {
	const key = "scenarist.client";
	const known = sessionStorage.getItem(key);
	const client = known ?? Array.from(crypto.getRandomValues(new Uint8Array(9)), (b) => b.toString(36)).join("");
	sessionStorage.setItem(key, client);
	return client;
}
