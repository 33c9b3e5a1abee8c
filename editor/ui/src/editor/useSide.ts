import { create } from "zustand";

/** What is open beside the canvas, next to the settings of the selected block. */
export type Side = "chat" | "issues" | "bot";

interface SideState {
	side: Side | null;
	/** Opens a panel, or closes it where it is open. */
	toggle(side: Side): void;
	close(): void;
}

export const useSide = create<SideState>()((set) => ({
	side: null,
	toggle: (side) => set((s) => ({ side: s.side === side ? null : side })),
	close: () => set({ side: null }),
}));
