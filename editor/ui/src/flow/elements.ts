import { byEdge, byID, byVariable } from "./canonical";
import { flowOf, withFlow } from "./command";
import { withUses } from "./packages";
import type { Block, BotDocument, CanvasNote, Flow, Json, Table, Variable } from "./types";

/** A flow as an element of its own: without what are elements themselves. */
export type FlowHead = Omit<Flow, "blocks" | "edges" | "notes">;

export function headOf(flow: Flow): FlowHead {
	const { blocks: _blocks, edges: _edges, notes: _notes, ...head } = flow;
	return head;
}

/** Parts of a document that are not one element but hold many. */
export const parts: readonly string[] = ["settings", "uses", "variables", "tables", "flows", "layout"];

export function variableKey(v: Variable): string {
	return `${v.scope}.${v.name}`;
}

/** What stands at a path of a change; null where there is nothing. */
export function element(document: BotDocument, path: readonly string[]): Json {
	const [part = "", a = "", b = "", c = "", d = ""] = path;
	switch (part) {
		case "settings":
			return (document.settings?.[a] as Json | undefined) ?? null;
		case "uses":
			return document.uses?.[a] ?? null;
		case "variables":
			return json(document.variables?.find((v) => variableKey(v) === a));
		case "tables":
			return json(document.tables?.find((t) => t.name === a));
		case "layout":
			return document.layout?.[a]?.[b] ?? null;
		case "order":
			return orderOf(document, a, b);
		case "flows": {
			const flow = flowOf(document, a);
			if (!flow) {
				return null;
			}
			if (path.length === 2) {
				return json(headOf(flow));
			}
			switch (b) {
				case "blocks":
					return json(flow.blocks.find((x) => x.id === c));
				case "notes":
					return json(flow.notes?.find((x) => x.id === c));
				default: {
					const edge = flow.edges.find((e) => e.from === c && e.exit === d);
					return edge ? { to: edge.to } : null;
				}
			}
		}
		default:
			return json((document as unknown as Record<string, unknown>)[part]);
	}
}

/** The document with another value at a path; null takes it away. */
export function withElement(document: BotDocument, path: readonly string[], value: Json): BotDocument {
	const [part = "", a = "", b = "", c = "", d = ""] = path;
	switch (part) {
		case "settings":
			return { ...document, settings: withKey(document.settings ?? {}, a, value) };
		case "uses":
			return withUses(document, withKey(document.uses ?? {}, a, value as string | null));
		case "variables": {
			const list = replaced(document.variables ?? [], (v) => variableKey(v) === a, value as unknown as Variable | null);
			return { ...document, variables: list.toSorted(byVariable) };
		}
		case "tables":
			return {
				...document,
				tables: replaced(document.tables ?? [], (t) => t.name === a, value as unknown as Table | null),
			};
		case "layout": {
			const layout = document.layout ?? {};
			return { ...document, layout: { ...layout, [a]: withKey(layout[a] ?? {}, b, value as [number, number] | null) } };
		}
		case "order":
			return ordered(document, a, b, value);
		case "flows":
			if (path.length === 2) {
				return withHead(document, a, value as unknown as FlowHead | null);
			}
			return withFlow(document, a, (flow) => {
				switch (b) {
					case "blocks":
						return { ...flow, blocks: replaced(flow.blocks, (x) => x.id === c, value as unknown as Block | null) };
					case "notes": {
						const notes = replaced(flow.notes ?? [], (x) => x.id === c, value as unknown as CanvasNote | null);
						return { ...flow, notes: notes.toSorted(byID) };
					}
					default: {
						const to = (value as { to?: string } | null)?.to;
						const edge = to === undefined ? null : { from: c, exit: d, to };
						return { ...flow, edges: replaced(flow.edges, (e) => e.from === c && e.exit === d, edge).toSorted(byEdge) };
					}
				}
			});
		default:
			return withKey(document as unknown as Record<string, Json>, part, value) as unknown as BotDocument;
	}
}

function withHead(document: BotDocument, id: string, head: FlowHead | null): BotDocument {
	const old = flowOf(document, id);
	if (head === null) {
		return { ...document, flows: document.flows.filter((f) => f !== old) };
	}
	const rest = old
		? { ...(old.notes && { notes: old.notes }), blocks: old.blocks, edges: old.edges }
		: { blocks: [], edges: [] };
	return { ...document, flows: replaced(document.flows, (f) => f === old, { ...head, ...rest }) };
}

/** Order is an element too: ["order", "flows"], ["order", "tables"] and ["order", "blocks", flow]. */
function orderOf(document: BotDocument, what: string, flow: string): Json {
	switch (what) {
		case "flows":
			return document.flows.map((f) => f.id);
		case "tables":
			return (document.tables ?? []).map((t) => t.name);
		default:
			return flowOf(document, flow)?.blocks.map((b) => b.id) ?? null;
	}
}

function ordered(document: BotDocument, what: string, flow: string, value: Json): BotDocument {
	const ids = Array.isArray(value) ? value : [];
	const sort = <T>(list: T[], id: (item: T) => string): T[] => {
		const place = (item: T) => {
			const i = ids.indexOf(id(item));
			return i < 0 ? ids.length : i;
		};
		return list.toSorted((x, y) => place(x) - place(y));
	};
	switch (what) {
		case "flows":
			return { ...document, flows: sort(document.flows, (f) => f.id) };
		case "tables":
			return { ...document, tables: sort(document.tables ?? [], (t) => t.name) };
		default:
			return withFlow(document, flow, (f) => ({ ...f, blocks: sort(f.blocks, (b) => b.id) }));
	}
}

function replaced<T>(list: readonly T[], is: (item: T) => boolean, value: T | null): T[] {
	const i = list.findIndex(is);
	if (i < 0) {
		return value === null ? [...list] : [...list, value];
	}
	return value === null ? list.toSpliced(i, 1) : list.with(i, value);
}

function withKey<T>(record: Record<string, T>, key: string, value: T | null): Record<string, T> {
	if (value !== null) {
		return { ...record, [key]: value };
	}
	const { [key]: _gone, ...rest } = record;
	return rest;
}

function json(value: unknown): Json {
	return (value ?? null) as Json;
}
