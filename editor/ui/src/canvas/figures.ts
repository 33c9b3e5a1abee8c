import { create } from "zustand";
import type { Figures } from "../api/running";

/** The figures that the canvas shows over the flows. They are read by cards and ways one number at a time. */
interface ShownFigures {
	/** Of how many days; 0 for none. */
	days: number;
	figures?: Figures;
	show(days: number): void;
}

export const useFigures = create<ShownFigures>()((set) => ({
	days: 0,
	show: (days) => set(days === 0 ? { days, figures: undefined } : { days }),
}));

const tops = new WeakMap<Figures, number>();

/** How many went the most used way. */
export function mostOf(figures: Figures): number {
	let most = tops.get(figures);
	if (most === undefined) {
		most = Math.max(0, ...Object.values(figures.edges));
		tops.set(figures, most);
	}
	return most;
}

/** How many went a way, and which part of those who passed its block they were. */
export interface Went {
	count: number;
	/** From 0 to 1; more than once if people come through a block several times. */
	share: number;
}

/** Undefined without figures. */
export function wentBy(figures: Figures | undefined, block: string, exit: string): Went | undefined {
	if (!figures) {
		return undefined;
	}
	const count = figures.edges[`${block}/${exit}`] ?? 0;
	const passed = Math.max(count, figures.blocks[block] ?? 0);
	return { count, share: passed === 0 ? 0 : count / passed };
}

/** What a card shows: how often it was passed, who stands there, and which part of those who came went no further. */
export interface Passed {
	count: number;
	standing: number;
	lost: number;
}

export function passedOf(figures: Figures | undefined, block: string, exits: readonly string[]): Passed | undefined {
	if (!figures) {
		return undefined;
	}
	const count = figures.blocks[block] ?? 0;
	const standing = figures.standing[block] ?? 0;
	const left = exits.reduce((sum, exit) => sum + (figures.edges[`${block}/${exit}`] ?? 0), 0);
	// A block without ways out is where a flow is meant to end, and those who stand at one have not left it.
	const lost = count === 0 || exits.length === 0 ? 0 : Math.max(0, count - left - standing) / count;
	return { count, standing, lost };
}

/** How loudly a loss is coloured. */
export type Loss = "none" | "some" | "much";

export function lossOf(lost: number): Loss {
	return lost >= 0.4 ? "much" : lost >= 0.15 ? "some" : "none";
}

/** How thick a way is drawn, in pixels, by how many went it and how many went the most used one. */
export function widthOf(count: number, most: number): number {
	return count === 0 ? 1.5 : 2 + 5 * Math.sqrt(count / Math.max(1, most));
}
