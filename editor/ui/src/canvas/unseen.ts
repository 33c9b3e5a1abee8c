import { type NodeChange, type NodeHandle, Position } from "@xyflow/react";
import type { Catalogue, Exit } from "../api/types";
import { exitsOf } from "../flow/exits";
import type { CanvasNode } from "../flow/graph";
import { cardWidth, guessCard, shownExits } from "../flow/guess";
import type { Flow } from "../flow/types";
import { typeOf, usedOf } from "./lookups";

/** From here on only what is in view is drawn. */
export const many = 300;

const dot = 12;
const entrance = 25;

/**
 * Gives cards that have never been drawn a guess of their size and their dots. Without it React Flow draws each of them
 * once to measure it, in view or not. The guess stands as a measured size, since fitting all into view leaves out, and
 * waits for, what has none; `handles` is the mark that it is one.
 */
export function unseen(
	nodes: CanvasNode[],
	flow: Flow,
	catalogue: Catalogue,
	known: Readonly<Record<string, Exit[]>>,
): CanvasNode[] {
	return nodes.map((n) => {
		if (n.type !== "block") {
			return n;
		}
		const { block } = n.data;
		const used = usedOf(flow, n.id).split("\n").filter(Boolean);
		const exits = exitsOf(block, typeOf(catalogue, block.type), known[n.id]);
		const { height, dots } = guessCard(block, shownExits(exits, used));
		const outs = [...dots].map(([id, y]) => handle(id, "source", cardWidth, y));
		// No card has half a pixel: what is measured always differs, so that the true places of the dots are taken too.
		const measured = { width: cardWidth, height: height + 0.5 };
		return { ...n, measured, handles: [handle("in", "target", 0, entrance), ...outs] };
	});
}

/** Takes the guessed dots away from what has been measured, now that its own are known. */
export function seen(changes: readonly NodeChange<CanvasNode>[], nodes: CanvasNode[]): CanvasNode[] {
	const measured = new Set(changes.flatMap((c) => (c.type === "dimensions" ? [c.id] : [])));
	return measured.size === 0
		? nodes
		: nodes.map((n) => (n.handles && measured.has(n.id) ? { ...n, handles: undefined } : n));
}

/** Whether what is guessed of a card is as before; of one that has been drawn nothing is guessed. */
export function sameGuess(was: CanvasNode, now: CanvasNode): boolean {
	return (
		!was.handles ||
		(was.measured?.height === now.measured?.height &&
			was.handles.map((h) => h.id).join("\n") === now.handles?.map((h) => h.id).join("\n"))
	);
}

function handle(id: string, type: "source" | "target", x: number, y: number): NodeHandle {
	const position = type === "source" ? Position.Right : Position.Left;
	return { id, type, position, x: x - dot / 2, y: y - dot / 2, width: dot, height: dot };
}
