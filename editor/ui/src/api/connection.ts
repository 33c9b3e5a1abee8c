import { create } from "zustand";

/** What the calls of the API have shown of the server: whether it can be reached, and whether it knows us. */
export interface Connection {
	reachable: boolean;
	/** Counts the answers that asked for a login, so that the shell hears of each. */
	ends: number;
	lost(): void;
	reached(): void;
	ended(): void;
}

export const useConnection = create<Connection>((set, get) => ({
	reachable: true,
	ends: 0,
	lost: () => set({ reachable: false }),
	reached: () => get().reachable || set({ reachable: true }),
	ended: () => set({ ends: get().ends + 1 }),
}));
