import { applyChanges, changes, fits, inverse, joined } from "./changes";
import type { BotDocument, Change } from "./types";

/** One step that can be taken back. */
export interface Step {
	name: string;
	changes: Change[];
	/** Edits with the same key, one after the other, are one step: typing into a field. */
	mergeKey?: string;
}

/** What was done and what was taken back, the newest last. Steps are changes, so they survive what others do meanwhile. */
export interface History {
	undo: readonly Step[];
	redo: readonly Step[];
}

export const emptyHistory: History = { undo: [], redo: [] };

/** How many steps are kept. */
export const historyLimit = 200;

export function remember(history: History, step: Step): History {
	if (step.changes.length === 0) {
		return history;
	}
	const last = history.undo.at(-1);
	if (last && step.mergeKey !== undefined && last.mergeKey === step.mergeKey && history.redo.length === 0) {
		const merged = joined(last.changes, step.changes);
		const rest = history.undo.slice(0, -1);
		return { undo: merged.length === 0 ? rest : [...rest, { ...last, changes: merged }], redo: [] };
	}
	return { undo: [...history.undo, step].slice(-historyLimit), redo: [] };
}

/** The end of a step that merges: what comes next is a step of its own. */
export function sealed(history: History): History {
	const last = history.undo.at(-1);
	return last?.mergeKey === undefined
		? history
		: { ...history, undo: [...history.undo.slice(0, -1), { name: last.name, changes: last.changes }] };
}

/**
 * Takes the last step back, or does it again. What somebody else has changed since stays as they made it; a step of
 * which nothing is left is passed over.
 */
export function travel(
	document: BotDocument,
	history: History,
	way: "undo" | "redo",
): { document: BotDocument; history: History; step?: Step } {
	let { undo, redo } = history;
	for (;;) {
		const step = (way === "undo" ? undo : redo).at(-1);
		if (!step) {
			return { document, history: { undo, redo } };
		}
		const list = way === "undo" ? inverse(step.changes) : step.changes;
		const next = applyChanges(
			document,
			list.filter((c) => fits(document, c)),
		);
		const done = changes(document, next);
		const back: Step = { name: step.name, changes: way === "undo" ? inverse(done) : done };
		if (way === "undo") {
			undo = undo.slice(0, -1);
			redo = done.length === 0 ? redo : [...redo, back];
		} else {
			redo = redo.slice(0, -1);
			undo = done.length === 0 ? undo : [...undo, back];
		}
		if (done.length > 0) {
			return { document: next, history: { undo, redo }, step };
		}
	}
}
