import type { BlockType, Catalogue, Issue } from "../api/types";
import type { DraftState } from "../draft/store";
import { exitsOf } from "../flow/exits";
import { once } from "../flow/once";
import type { Block, Edge, Flow } from "../flow/types";

const typesByName = once((catalogue: Catalogue) => new Map(catalogue.types.map((t) => [t.name, t])));

export function typeOf(catalogue: Catalogue, name: string): BlockType | undefined {
	return typesByName(catalogue).get(name);
}

export function isTrigger(catalogue: Catalogue, name: string): boolean {
	return typeOf(catalogue, name)?.trigger ?? name.startsWith("trigger.");
}

const usedExits = once((edges: Edge[]) => {
	const used = new Map<string, string>();
	for (const e of edges) {
		used.set(e.from, `${used.get(e.from) ?? ""}${e.exit}\n`);
	}
	return used;
});

/** Exits of a block that lead somewhere, one per line: a text, so that selectors can compare it. */
export function usedOf(flow: Flow | undefined, block: string): string {
	return (flow && usedExits(flow.edges).get(block)) ?? "";
}

const issuesByBlock = once((issues: Issue[]) => {
	const by = new Map<string, Issue[]>();
	for (const issue of issues) {
		by.set(issue.block ?? "", [...(by.get(issue.block ?? "") ?? []), issue]);
	}
	return by;
});

/** The issues of a block as errors/warnings and their messages, one text for the same reason. */
export function issuesOf(issues: Issue[], block: string): string {
	const mine = issuesByBlock(issues).get(block);
	if (!mine) {
		return "";
	}
	const errors = mine.filter((i) => i.severity === "error").length;
	return [`${errors}/${mine.length - errors}`, ...mine.slice(0, 6).map((i) => i.message)].join("\n");
}

/** What such a text says: how many errors and hints, and what the first ones are. */
export function issueCounts(issues: string): { errors: number; warnings: number; messages: string[] } {
	const [counts = "", ...messages] = issues.split("\n");
	const [errors = 0, warnings = 0] = counts.split("/").map(Number);
	return { errors, warnings, messages };
}

/** The worse of the two kinds decides how a block is marked; undefined where it has no issue. */
export function moodOf(issues: string): "error" | "warning" | undefined {
	return issues === "" ? undefined : issueCounts(issues).errors > 0 ? "error" : "warning";
}

export function openFlowOf(state: DraftState): Flow | undefined {
	return state.document.flows.find((f) => f.id === state.flow);
}

/** A way out of a block that leads nowhere yet and should: the next block goes there. */
export function freeExit(state: DraftState, block: Block): string | undefined {
	const used = usedOf(openFlowOf(state), block.id).split("\n");
	const exits = exitsOf(block, typeOf(state.catalogue, block.type), state.exits[block.id]);
	const free = exits.filter((e) => !used.includes(e.name));
	return (free.find((e) => !e.inherit && !e.optional) ?? free.find((e) => e.name === "next"))?.name;
}
