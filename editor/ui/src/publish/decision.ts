import type { Action, Decision, PlanBlock } from "../api/publishing";
import type { BotDocument } from "../flow/types";

/** What may become of the people at a block, the likely first. Where a block is gone, nobody can stay at it. */
export function actionsOf(block: PlanBlock): Action[] {
	switch (block.change) {
		case "removed":
		case "replaced":
			return ["finish", "map", "restart", "end"];
		case "moved":
			return ["move", "map", "restart", "end", "finish"];
		case "behind":
			return ["finish", "map", "restart", "end"];
		case "changed":
		case "unchanged":
		case undefined:
			return ["stay", "map", "restart", "end", "finish"];
		default: {
			const never: never = block.change;
			return never;
		}
	}
}

/** A decision with another action; what the new action does not need is left out, since the server refuses it. */
export function decided(old: Decision, action: Action, to?: string): Decision {
	const out: Decision = { block: old.block, do: action, ...(old.behind && { behind: true }) };
	const goesOn = action === "stay" || action === "move" || action === "map";
	if (goesOn && old.ask) {
		out.ask = true;
	}
	if ((action === "map" || action === "restart") && to) {
		out.to = to;
	}
	if ((action === "restart" || action === "end") && old.text) {
		out.text = old.text;
	}
	return out;
}

/** Whether a decision says all that its action needs. */
export function whole(decision: Decision): boolean {
	return (decision.do !== "map" && decision.do !== "restart") || (decision.to ?? "") !== "";
}

/** Names a decision in its plan. */
export function keyOf(decision: Decision): string {
	return `${decision.block}${decision.behind ? "/behind" : ""}`;
}

/** The decision without what only informs. */
export function plainDecision({ block, behind, do: action, to, ask, text }: Decision): Decision {
	return {
		block,
		do: action,
		...(behind && { behind }),
		...(to && { to }),
		...(ask && { ask }),
		...(text && Object.keys(text).length > 0 && { text }),
	};
}

/** Blocks that people can be taken to (for map) or at which a flow begins anew (for restart). */
export function targets(
	document: BotDocument,
	isTrigger: (type: string) => boolean,
	titleOf: (type: string) => string,
	action: "map" | "restart",
): { group: string; items: { value: string; label: string }[] }[] {
	return document.flows
		.map((flow) => ({
			group: flow.name,
			items: flow.blocks
				.filter((b) => isTrigger(b.type) === (action === "restart"))
				.map((b) => ({ value: b.id, label: b.label || titleOf(b.type) })),
		}))
		.filter((g) => g.items.length > 0);
}
