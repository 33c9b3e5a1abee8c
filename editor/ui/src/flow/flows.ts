import { copies, withoutHandlers } from "./blocks";
import { type Command, flowOf } from "./command";
import { blockIDs, flowIDs, freshID } from "./ids";
import { withoutUnused } from "./packages";
import { placesOf } from "./places";
import type { BotDocument, Flow } from "./types";

export function addFlow(name: string): Command {
	return {
		name: "command.add_flow",
		run: (document) => ({
			...document,
			flows: [...document.flows, { id: freshID(flowIDs(document), name, "flow"), name, blocks: [], edges: [] }],
		}),
	};
}

export function renameFlow(id: string, name: string): Command {
	const trimmed = name.trim();
	return {
		name: "command.rename_flow",
		run: (document) =>
			trimmed === ""
				? document
				: { ...document, flows: document.flows.map((f) => (f.id === id ? { ...f, name: trimmed } : f)) },
	};
}

export function duplicateFlow(id: string, name: string): Command {
	return {
		name: "command.duplicate_flow",
		run(document) {
			const flow = flowOf(document, id);
			if (!flow) {
				return document;
			}
			const copyID = freshID(flowIDs(document), name, flow.id);
			const { blocks, edges, names } = copies(blockIDs(document), copyID, flow.blocks, flow.edges);
			const places = Object.entries(placesOf(document, flow)).map(([block, place]) => [names.get(block), place]);
			const copy: Flow = { ...flow, id: copyID, name, blocks, edges };
			const handler = flow.on_error;
			if (handler?.flow === id && handler.block !== undefined) {
				copy.on_error = { flow: copyID, block: names.get(handler.block) ?? handler.block };
			}
			const i = document.flows.indexOf(flow);
			return {
				...document,
				flows: document.flows.toSpliced(i + 1, 0, copy),
				layout: { ...document.layout, [copyID]: Object.fromEntries(places) },
			};
		},
	};
}

export function removeFlow(id: string): Command {
	return {
		name: "command.remove_flow",
		run: (document) =>
			withoutUnused(
				document,
				withoutHandlers({ ...document, flows: document.flows.filter((f) => f.id !== id) }, (h) => h.flow === id),
			),
	};
}

/** Puts a flow elsewhere among the tabs. */
export function moveFlow(id: string, to: number): Command {
	return {
		name: "command.move_flow",
		run(document: BotDocument) {
			const flow = flowOf(document, id);
			return flow ? { ...document, flows: document.flows.filter((f) => f !== flow).toSpliced(to, 0, flow) } : document;
		},
	};
}
