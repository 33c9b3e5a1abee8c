import { type Command, withFlow } from "./command";
import { blockIDs, freshID } from "./ids";
import { gap, guessSize, placesOf, withPlaces } from "./places";
import type { Block, BotDocument, Json } from "./types";

/** What starts each answer that a bot with payments is asked for, by the code of the issue that misses it. */
const starts: Readonly<Record<string, { type: string; config: Json }>> = {
	payment_support_missing: { type: "trigger.command", config: { command: "paysupport" } },
	payment_terms_missing: { type: "trigger.command", config: { command: "terms" } },
	error_handler_missing: { type: "trigger.error", config: {} },
};

/** Whether the page knows an answer that is missing, to be added by one press. */
export function hasRemedy(code: string): boolean {
	return Object.hasOwn(starts, code);
}

/** Adds what is missing beneath all of the flow: a way in and a message with the text, to be rewritten by the author. */
export function remedy(code: string, flow: string, text: string): Command {
	return {
		name: "command.fix",
		run(document) {
			const start = starts[code];
			const drawn = document.flows.find((f) => f.id === flow);
			if (!start || !drawn) {
				return document;
			}
			const taken = blockIDs(document);
			const trigger: Block = { id: freshID(taken, code.replace(/_missing$/, "")), ...start };
			const reply: Block = {
				id: freshID(new Set([...taken, trigger.id]), `${trigger.id}_text`),
				type: "message.text",
				config: { text },
				exits: { next: "end" },
			};
			const places = placesOf(document, drawn);
			const tops = drawn.blocks.map((b) => (places[b.id]?.[1] ?? 0) + guessSize(b).height);
			const left = Math.min(...Object.values(places).map(([x]) => x));
			const [x, y] = [Number.isFinite(left) ? left : 0, tops.length === 0 ? 0 : Math.max(...tops) + gap.y];
			const next = withFlow(document, flow, (f) => ({
				...f,
				blocks: [...f.blocks, trigger, reply],
				edges: [...f.edges, { from: trigger.id, exit: "next", to: reply.id }],
			}));
			return withPlaces(next, flow, {
				[trigger.id]: [x, y],
				[reply.id]: [x + guessSize(trigger).width + gap.x, y],
			});
		},
	};
}

/** The block that a remedy has added to be rewritten: the last one that was not there. */
export function addedBy(before: BotDocument, after: BotDocument): string | undefined {
	const known = blockIDs(before);
	return after.flows.flatMap((f) => f.blocks).findLast((b) => !known.has(b.id))?.id;
}
