import { Problem } from "../api/problem";
import type { Catalogue, Conflict, Draft, Saved, SaveRequest } from "../api/types";
import { applyChanges, fits } from "../flow/changes";
import { element } from "../flow/elements";
import { equal } from "../flow/equal";
import type { BotDocument, Change } from "../flow/types";
import type { DraftEvents, DraftServer } from "./server";

export const noCatalogue: Catalogue = { types: [], families: [], functions: [] };

/** A server of one draft for tests: it merges as the real one does, and can be unplugged. */
export class FakeServer implements DraftServer {
	document: BotDocument;
	version = 1;
	plugged = true;
	/** What the next save is refused with. */
	refusal: Problem | undefined;
	saves: SaveRequest[] = [];
	listeners = new Map<string, DraftEvents>();

	constructor(document: BotDocument) {
		this.document = document;
	}

	async load(): Promise<Draft> {
		this.#reach();
		return { version: this.version, document: this.document, exits: {}, issues: [], saved_at: "2026-01-01T00:00:00Z" };
	}

	async save(request: SaveRequest): Promise<Saved> {
		this.#reach();
		this.saves.push(request);
		if (this.refusal) {
			throw this.refusal;
		}
		return this.merge(request);
	}

	merge({ changes, client }: SaveRequest): Saved {
		const conflicts: Conflict[] = [];
		const taken: Change[] = [];
		for (const change of changes) {
			const current = element(this.document, change.path);
			if (fits(this.document, change)) {
				taken.push(change);
			} else if (!equal(current, change.after)) {
				conflicts.push({ path: change.path, current, yours: change.after });
			}
		}
		this.document = applyChanges(this.document, taken);
		this.version++;
		if (this.plugged) {
			for (const listener of this.listeners.values()) {
				listener.draft({ version: this.version, changes: taken, client });
			}
		}
		return { version: this.version, exits: {}, issues: [], conflicts };
	}

	async present(): Promise<void> {}

	listen(client: string, events: DraftEvents): () => void {
		this.listeners.set(client, events);
		return () => this.listeners.delete(client);
	}

	/** The connection of everybody is there again. */
	plug(): void {
		this.plugged = true;
		for (const listener of this.listeners.values()) {
			listener.open();
		}
	}

	#reach(): void {
		if (!this.plugged) {
			throw new Problem(0, "unreachable", "The server cannot be reached.");
		}
	}
}
