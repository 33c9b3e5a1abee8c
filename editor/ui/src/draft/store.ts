import type { StoreApi, UseBoundStore } from "zustand";
import type { Catalogue, Conflict, Exit, Issue } from "../api/types";
import type { BotDocument } from "../flow/types";

/** An edit: a pure function from a document to the next one, with a name that undo shows. */
export interface Command {
	/** Key in the words of canvas, such as "command.add_block". */
	name: string;
	run(document: BotDocument): BotDocument;
}

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
	saving: Saving;
	conflicts: Conflict[];
	/** The open flow, and what is selected in it. */
	flow: string;
	selected: readonly string[];

	/** Applies an edit, remembers it for undo and has it saved soon. Typing into one field merges into one step by mergeKey. */
	edit(command: Command, mergeKey?: string): void;
	undo(): void;
	redo(): void;
	canUndo: boolean;
	canRedo: boolean;
	openFlow(id: string): void;
	select(blocks: readonly string[]): void;
	/** Shows a block wherever it is: opens its flow, selects it and brings it into view. */
	reveal(flow: string, block: string): void;
}

export type DraftStore = UseBoundStore<StoreApi<DraftState>>;
