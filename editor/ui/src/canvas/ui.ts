import { create } from "zustand";
import type { Exitway } from "../flow/blocks";

/** Where the next block is asked for: a point of the window, and the exit that shall lead to it. */
export interface Adding {
	screen: [number, number];
	/** Whether the block shall lie there, and not only the list from which it is chosen. */
	here?: boolean;
	after?: Exitway;
}

/** What the lists of places are about. */
export type Uses = { kind: "variable" | "flow" | "block"; id: string };

/** What is open on the canvas besides the draft. None of it is worth keeping over a reload. */
interface CanvasUI {
	adding: Adding | null;
	search: boolean;
	help: boolean;
	uses: Uses | null;
	add(adding: Adding | null): void;
	openSearch(open: boolean): void;
	openHelp(open: boolean): void;
	showUses(uses: Uses | null): void;
}

export const useCanvasUI = create<CanvasUI>()((set) => ({
	adding: null,
	search: false,
	help: false,
	uses: null,
	add: (adding) => set({ adding }),
	openSearch: (search) => set({ search, uses: null }),
	openHelp: (help) => set({ help }),
	showUses: (uses) => set({ uses, search: uses !== null }),
}));
