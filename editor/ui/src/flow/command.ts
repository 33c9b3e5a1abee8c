import type { BotDocument, Flow } from "./types";

/** An edit: a pure function from a document to the next one, with a name that undo shows. */
export interface Command {
	/** Key in the words of canvas, such as "command.add_block". */
	name: string;
	run(document: BotDocument): BotDocument;
}

export function flowOf(document: BotDocument, id: string): Flow | undefined {
	return document.flows.find((f) => f.id === id);
}

/** The document with one flow made anew; as it was if the flow is not there or stays the same. */
export function withFlow(document: BotDocument, id: string, change: (flow: Flow) => Flow): BotDocument {
	const old = flowOf(document, id);
	if (!old) {
		return document;
	}
	const flow = change(old);
	return flow === old ? document : { ...document, flows: document.flows.map((f) => (f === old ? flow : f)) };
}

/** Several commands as one step of undo. */
export function together(name: string, ...commands: Command[]): Command {
	return { name, run: (document) => commands.reduce((d, c) => c.run(d), document) };
}
