import { moveBlocks } from "./blocks";
import { type Command, flowOf } from "./command";
import { arranged, guessSize, type Places, placesOf, type Sizes, withPlaces } from "./places";
import type { Block, BotDocument } from "./types";

export type Edge = "left" | "centre" | "right" | "top" | "middle" | "bottom";

interface Box {
	id: string;
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Lines chosen blocks up with the outermost of them. */
export function align(flow: string, ids: readonly string[], edge: Edge, sizes: Sizes = guessSize): Command {
	return rearrange("command.align", flow, ids, sizes, (boxes) => {
		const left = Math.min(...boxes.map((b) => b.x));
		const right = Math.max(...boxes.map((b) => b.x + b.width));
		const top = Math.min(...boxes.map((b) => b.y));
		const bottom = Math.max(...boxes.map((b) => b.y + b.height));
		return boxes.map((b) => {
			switch (edge) {
				case "left":
					return { ...b, x: left };
				case "centre":
					return { ...b, x: (left + right - b.width) / 2 };
				case "right":
					return { ...b, x: right - b.width };
				case "top":
					return { ...b, y: top };
				case "middle":
					return { ...b, y: (top + bottom - b.height) / 2 };
				case "bottom":
					return { ...b, y: bottom - b.height };
				default:
					return edge satisfies never;
			}
		});
	});
}

/** Makes the gaps between chosen blocks equal; the outermost stay. */
export function distribute(flow: string, ids: readonly string[], along: "x" | "y", sizes: Sizes = guessSize): Command {
	const length = along === "x" ? "width" : "height";
	return rearrange("command.distribute", flow, ids, sizes, (boxes) => {
		const sorted = boxes.toSorted((a, b) => a[along] - b[along]);
		const [first, last] = [sorted[0], sorted.at(-1)];
		if (!first || !last || sorted.length < 3) {
			return boxes;
		}
		const room = last[along] + last[length] - first[along] - sorted.reduce((sum, b) => sum + b[length], 0);
		const gap = room / (sorted.length - 1);
		let at = first[along];
		return sorted.map((b) => {
			const moved = { ...b, [along]: at };
			at += b[length] + gap;
			return moved;
		});
	});
}

/** Lays out a whole flow along its edges. */
export function tidy(flow: string, sizes: Sizes = guessSize): Command {
	return {
		name: "command.tidy",
		run(document) {
			const f = flowOf(document, flow);
			return f ? withPlaces(document, flow, arranged(f, sizes)) : document;
		},
	};
}

function rearrange(
	name: string,
	flow: string,
	ids: readonly string[],
	sizes: Sizes,
	change: (boxes: Box[]) => Box[],
): Command {
	return {
		name,
		run(document) {
			const places: Places = {};
			for (const box of change(boxes(document, flow, ids, sizes))) {
				places[box.id] = [box.x, box.y];
			}
			return moveBlocks(flow, places).run(document);
		},
	};
}

function boxes(document: BotDocument, flowID: string, ids: readonly string[], sizes: Sizes): Box[] {
	const flow = flowOf(document, flowID);
	const places = flow ? placesOf(document, flow) : {};
	const chosen = flow?.blocks.filter((b: Block) => ids.includes(b.id)) ?? [];
	return chosen.map((b) => {
		const [x, y] = places[b.id] ?? [0, 0];
		return { id: b.id, x, y, ...sizes(b) };
	});
}
