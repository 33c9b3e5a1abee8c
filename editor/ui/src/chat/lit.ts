import { create } from "zustand";
import type { Turn } from "./types";

/** What of the canvas a turn of the test chat passed. */
export interface Lit {
	blocks: readonly string[];
	/** Edges as "block/exit". */
	edges: readonly string[];
}

const nothing: Lit = { blocks: [], edges: [] };

/** The path that is lit on the canvas. */
export const useLit = create<Lit>()(() => nothing);

export function light(turn: Turn | undefined): void {
	useLit.setState(
		turn
			? {
					blocks: [...new Set(turn.blocks.map((b) => b.block))],
					edges: turn.blocks.flatMap((b) => (b.exit === undefined ? [] : [`${b.block}/${b.exit}`])),
				}
			: nothing,
		true,
	);
}
