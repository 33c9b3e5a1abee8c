import { create, type StoreApi, type UseBoundStore } from "zustand";
import type { Problem } from "../api/problem";
import type { Catalogue, Conflict, Draft, Exit, Issue } from "../api/types";
import type { Command } from "../flow/command";
import type { BotDocument } from "../flow/types";
import { DraftKeeper } from "./keeper";
import type { DraftServer, Person } from "./server";

export type { Command } from "../flow/command";

/** Whether what was edited is on the server. */
export type Saving = "saved" | "waiting" | "saving" | "offline" | "conflict" | "refused";

/** One open draft with all that the page knows of it. */
export interface DraftState {
	bot: string;
	document: BotDocument;
	version: number;
	/** Exits of every block by block id. */
	exits: Record<string, Exit[]>;
	issues: Issue[];
	catalogue: Catalogue;
	/** Whoever may only look edits nothing. */
	readOnly: boolean;
	saving: Saving;
	/** Why the server refused the last save. */
	problem?: Problem;
	conflicts: Conflict[];
	/** This page among all that have the draft open, and the others. */
	client: string;
	people: Person[];
	/** The open flow, and what is selected in it. */
	flow: string;
	selected: readonly string[];
	/** What to bring into view; a new object each time it is asked for. Gently: what is in view already stays where it is. */
	revealed?: { flow: string; block: string; gently?: boolean };

	/** Applies an edit, remembers it for undo and has it saved soon. Typing into one field merges into one step by mergeKey. */
	edit(command: Command, mergeKey?: string): void;
	undo(): void;
	redo(): void;
	canUndo: boolean;
	canRedo: boolean;
	/** Names of the commands that undo and redo would take back and do again. */
	undoName?: string;
	redoName?: string;
	/** Decides a conflict. */
	settle(path: readonly string[], whose: "mine" | "theirs"): void;
	/** Tries to save at once. */
	save(): void;
	/** Has exits and issues read again: something that they depend on besides the draft has changed. */
	reread(): void;
	openFlow(id: string): void;
	select(blocks: readonly string[]): void;
	/** Shows a block wherever it is: opens its flow, selects it and brings it into view. */
	reveal(flow: string, block: string, how?: { gently: boolean }): void;
}

export type DraftStore = UseBoundStore<StoreApi<DraftState>>;

export interface DraftOptions {
	bot: string;
	draft: Draft;
	catalogue: Catalogue;
	readOnly?: boolean;
	server: DraftServer;
	storage: Storage;
	client: string;
}

/** Opens a draft. The store lives until close is called; what is not saved by then is kept in the browser. */
export function createDraftStore(options: DraftOptions): { store: DraftStore; close: () => void } {
	const keeper = new DraftKeeper(options);
	const store = create<DraftState>()((set, get) => keeper.start(set, get));
	const close = keeper.listen();
	return { store, close };
}
