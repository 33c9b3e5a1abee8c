import { create } from "zustand";
import type { BlockSource } from "../api/blocks";

/** What is being added to the workspace while a draft is open. */
interface Installing {
	/** Undefined while nothing is. */
	source: BlockSource | null | undefined;
	/** Is told the block type that was added. */
	done: (name: string) => void;
	install(source: BlockSource, done: (name: string) => void): void;
	look(source: BlockSource | null | undefined): void;
}

export const useInstalling = create<Installing>()((set) => ({
	source: undefined,
	done: () => {},
	install: (source, done) => set({ source, done }),
	look: (source) => set({ source }),
}));
