import type { BotDocument, Edge, Variable } from "./types";

const scopes = ["session", "user", "chat", "bot", "workspace"];

function order(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

export function byEdge(a: Edge, b: Edge): number {
	return order(a.from, b.from) || order(a.exit, b.exit) || order(a.to, b.to);
}

export function byVariable(a: Variable, b: Variable): number {
	return scopes.indexOf(a.scope) - scopes.indexOf(b.scope) || order(a.name, b.name);
}

export function byID(a: { id: string }, b: { id: string }): number {
	return order(a.id, b.id);
}

/**
 * The document in the order in which the server writes it, with the lists that a broken one lacks. Blocks, flows and
 * tables keep their order: the first block of a flow is where handlers go.
 */
export function canonical(document: BotDocument): BotDocument {
	return {
		...document,
		...(document.variables && { variables: document.variables.toSorted(byVariable) }),
		flows: (document.flows ?? []).map((flow) => ({
			...flow,
			...(flow.notes && { notes: flow.notes.toSorted(byID) }),
			blocks: flow.blocks ?? [],
			edges: (flow.edges ?? []).toSorted(byEdge),
		})),
	};
}
