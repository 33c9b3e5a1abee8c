import type { Conflict } from "../api/types";
import { changes, lastWins } from "../flow/changes";
import { element, withElement } from "../flow/elements";
import { equal } from "../flow/equal";
import type { BotDocument, Change } from "../flow/types";

/** The draft as the server has it, and as this page has it. What is not saved is the difference, minus conflicts. */
export interface Sides {
	base: BotDocument;
	document: BotDocument;
	conflicts: Conflict[];
}

export function within(path: readonly string[], outer: readonly string[]): boolean {
	return outer.every((part, i) => path[i] === part);
}

/** Changes that the server should get: all that differs, but for what somebody has to decide first. */
export function unsaved({ base, document, conflicts }: Sides): Change[] {
	return changes(base, document).filter((c) => !conflicts.some((x) => within(c.path, x.path)));
}

/**
 * Takes in what others did. Where this page has not touched the element it follows; where it has, its own value stays
 * and a conflict says so, but for places and orders, where the last one wins. A flow
 * that somebody removed while this page works in it stays whole until that is decided.
 */
export function takeIn(sides: Sides, theirs: readonly Change[]): Sides {
	let { base, document, conflicts } = sides;
	const removed = theirs.filter((c) => isFlow(c.path) && c.after === null);
	const kept = removed.filter((r) => unsaved(sides).some((c) => within(c.path, r.path)));
	for (const change of theirs) {
		const was = element(base, change.path);
		const mine = element(document, change.path);
		const inKept = kept.some((k) => within(change.path, k.path));
		base = withElement(base, change.path, change.after);
		if (equal(mine, change.after)) {
			conflicts = conflicts.filter((c) => !equal(c.path, change.path));
		} else if (!inKept && (equal(mine, was) || equal(mine, change.before))) {
			document = withElement(document, change.path, change.after);
		} else if (inKept ? isFlow(change.path) : !lastWins(change.path)) {
			conflicts = withConflict(conflicts, { path: change.path, current: change.after, yours: mine });
		}
	}
	return { base, document, conflicts };
}

function isFlow(path: readonly string[]): boolean {
	return path[0] === "flows" && path.length === 2;
}

/** Takes in the server's answer to what was sent. */
export function settleSaved(sides: Sides, sent: readonly Change[], refused: readonly Conflict[]): Sides {
	let { base, conflicts } = sides;
	for (const change of sent) {
		const conflict = refused.find((c) => equal(c.path, change.path));
		if (!conflict) {
			base = withElement(base, change.path, change.after);
			continue;
		}
		base = withElement(base, change.path, conflict.current);
		const yours = element(sides.document, change.path);
		if (!equal(yours, conflict.current)) {
			conflicts = withConflict(conflicts, { path: change.path, current: conflict.current, yours });
		}
	}
	return { ...sides, base, conflicts };
}

/** Puts back what a page could not save before it was closed, as the server would have merged it. */
export function restore(base: BotDocument, kept: readonly Change[]): Sides {
	let document = base;
	let conflicts: Conflict[] = [];
	for (const change of kept) {
		const current = element(document, change.path);
		if (!equal(current, change.before) && !equal(current, change.after) && !lastWins(change.path)) {
			conflicts = withConflict(conflicts, { path: change.path, current, yours: change.after });
		}
		document = withElement(document, change.path, change.after);
	}
	return { base, document, conflicts };
}

function withConflict(conflicts: readonly Conflict[], conflict: Conflict): Conflict[] {
	return [...conflicts.filter((c) => !equal(c.path, conflict.path)), conflict];
}
