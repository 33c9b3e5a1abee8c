import { element, headOf, parts, variableKey, withElement } from "./elements";
import { equal } from "./equal";
import type { BotDocument, Change, Flow, Json } from "./types";

/**
 * What makes b of a, element by element, so that the server can merge it with what others do. What did not change keeps
 * its identity between documents, which makes this cheap. Applied to a it gives b, and its inverse undoes it.
 */
export function changes(a: BotDocument, b: BotDocument): Change[] {
	if (a === b) {
		return [];
	}
	const set = new Differ();
	const old = a as unknown as Record<string, unknown>;
	const next = b as unknown as Record<string, unknown>;
	for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
		if (!parts.includes(key)) {
			set.differ([key], old[key], next[key]);
		}
	}
	set.records(["settings"], entries(a.settings), entries(b.settings));
	set.records(["uses"], entries(a.uses), entries(b.uses));
	set.records(["variables"], index(a.variables, variableKey), index(b.variables, variableKey));
	set.records(
		["tables"],
		index(a.tables, (t) => t.name),
		index(b.tables, (t) => t.name),
	);
	set.order(["order", "tables"], names(a.tables), names(b.tables));
	if (a.flows !== b.flows) {
		flows(set, a.flows, b.flows);
	}
	if (a.layout !== b.layout) {
		for (const flow of new Set([...Object.keys(a.layout ?? {}), ...Object.keys(b.layout ?? {})])) {
			set.records(["layout", flow], entries(a.layout?.[flow]), entries(b.layout?.[flow]));
		}
	}
	return arranged(set.list);
}

function flows(set: Differ, a: readonly Flow[], b: readonly Flow[]): void {
	const old = index(a, (f) => f.id);
	const next = index(b, (f) => f.id);
	for (const flow of b) {
		const before = old.get(flow.id);
		if (before === flow) {
			continue;
		}
		set.differ(["flows", flow.id], before && headOf(before), headOf(flow));
		inside(set, flow.id, before, flow);
	}
	for (const flow of a) {
		if (!next.has(flow.id)) {
			inside(set, flow.id, flow, undefined);
			set.differ(["flows", flow.id], headOf(flow), null);
		}
	}
	set.order(["order", "flows"], ids(a), ids(b));
}

function inside(set: Differ, id: string, a: Flow | undefined, b: Flow | undefined): void {
	const id_ = (x: { id: string }) => x.id;
	set.records(["flows", id, "blocks"], index(a?.blocks, id_), index(b?.blocks, id_));
	set.records(["flows", id, "notes"], index(a?.notes, id_), index(b?.notes, id_));
	if (a?.edges !== b?.edges) {
		const key = (e: { from: string; exit: string }) => `${e.from} ${e.exit}`;
		const old = index(a?.edges, key);
		const next = index(b?.edges, key);
		for (const k of new Set([...old.keys(), ...next.keys()])) {
			const [from = "", exit = ""] = k.split(" ");
			const [was, is] = [old.get(k), next.get(k)];
			set.differ(["flows", id, "edges", from, exit], was && { to: was.to }, is && { to: is.to });
		}
	}
	if (a && b) {
		set.order(["order", "blocks", id], ids(a.blocks), ids(b.blocks));
	} else if (b && b.blocks.length > 1) {
		set.order(["order", "blocks", id], [], ids(b.blocks));
	} else if (a && a.blocks.length > 1) {
		set.order(["order", "blocks", id], ids(a.blocks), []);
	}
}

class Differ {
	readonly list: Change[] = [];

	differ(path: string[], before: unknown, after: unknown): void {
		if (!equal(before ?? null, after ?? null)) {
			this.list.push({ path, before: (before ?? null) as Json, after: (after ?? null) as Json });
		}
	}

	records(path: string[], a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): void {
		for (const key of new Set([...a.keys(), ...b.keys()])) {
			if (a.get(key) !== b.get(key)) {
				this.differ([...path, key], a.get(key), b.get(key));
			}
		}
	}

	/** Says the order only where setting and removing the members would not give it, there or back. */
	order(path: string[], a: string[], b: string[]): void {
		if (!equal(natural(a, b), b) || !equal(natural(b, a), a)) {
			this.list.push({ path, before: a, after: b });
		}
	}
}

/** Where the members of a list come to stand when it becomes another by removing and by adding at the end. */
function natural(from: string[], to: string[]): string[] {
	const had = new Set(from);
	const has = new Set(to);
	return [...from.filter((id) => has.has(id)), ...to.filter((id) => !had.has(id))];
}

export function applyChanges(document: BotDocument, list: readonly Change[]): BotDocument {
	return list.reduce((d, c) => withElement(d, c.path, c.after), document);
}

/** The changes back. */
export function inverse(list: readonly Change[]): Change[] {
	return arranged(list.map((c) => ({ path: c.path, before: c.after, after: c.before })));
}

/** Two sets of changes of the same elements, one after the other, as one. */
export function joined(first: readonly Change[], second: readonly Change[]): Change[] {
	const out = new Map<string, Change>();
	for (const c of [...first, ...second]) {
		const key = pathKey(c.path);
		const before = out.get(key);
		out.set(key, before ? { ...c, before: before.before } : c);
	}
	return arranged([...out.values()].filter((c) => !equal(c.before, c.after)));
}

/** A flow is there before what is in it and goes after it; orders come when everything is in place. */
function arranged(list: readonly Change[]): Change[] {
	const rank = (c: Change) => {
		const head = c.path[0] === "flows" && c.path.length === 2;
		return c.path[0] === "order" ? 3 : !head ? 1 : c.after === null ? 2 : 0;
	};
	return list.toSorted((a, b) => rank(a) - rank(b));
}

export function pathKey(path: readonly string[]): string {
	return path.join("\n");
}

/** Where and in what order things stand: nobody's work is lost when the last one wins. */
export function lastWins(path: readonly string[]): boolean {
	return path[0] === "layout" || path[0] === "order";
}

/** Whether a change still fits: it finds what it was made on. */
export function fits(document: BotDocument, change: Change): boolean {
	return lastWins(change.path) || equal(element(document, change.path), change.before);
}

function index<T>(list: readonly T[] | undefined, key: (item: T) => string): Map<string, T> {
	return new Map((list ?? []).map((item) => [key(item), item]));
}

function entries(record: object | undefined): Map<string, unknown> {
	return new Map(Object.entries(record ?? {}));
}

function ids(list: readonly { id: string }[]): string[] {
	return list.map((x) => x.id);
}

function names(list: readonly { name: string }[] | undefined): string[] {
	return (list ?? []).map((x) => x.name);
}
