import { create } from "zustand";
import type { Schemas } from "../api/client";

/** Everything that one event has led to, in a test chat or with a real person. */
export type Turn = Schemas["ChatTurn"];

/** What of the canvas a turn passed. */
export interface Lit {
	blocks: readonly string[];
	/** Edges as "block/exit". */
	edges: readonly string[];
	/** Whose turn it is and what came, where a real person's is shown on the canvas until somebody puts it away. */
	of?: { user: string; name: string; turn: Turn };
}

const nothing: Lit = { blocks: [], edges: [], of: undefined };

/** The path that is lit on the canvas. */
export const useLit = create<Lit>()(() => nothing);

export function light(turn: Turn | undefined, whose?: { user: string; name: string }): void {
	useLit.setState(
		turn
			? {
					blocks: [...new Set(turn.blocks.map((b) => b.block))],
					edges: turn.blocks.flatMap((b) => (b.exit === undefined ? [] : [`${b.block}/${b.exit}`])),
					of: whose && { ...whose, turn },
				}
			: nothing,
		true,
	);
}
