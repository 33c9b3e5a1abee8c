import { readDraft } from "../api/bots";
import { answer, api, apiBase } from "../api/client";
import type { Draft, Saved, SaveRequest } from "../api/types";
import type { Change } from "../flow/types";

/** Somebody who has the draft open, and the block in their panel. */
export interface Person {
	client: string;
	who: string;
	flow?: string;
	block?: string;
}

export interface DraftEvents {
	/** The connection is there, for the first time or again: events may have been missed. */
	open(): void;
	/** Without changes the draft is to be read: they are too many, or some before them are missing. */
	draft(event: { version: number; changes: Change[] | null; client: string }): void;
	presence(people: Person[]): void;
}

/** What an open draft asks of the server. */
export interface DraftServer {
	load(): Promise<Draft>;
	save(request: SaveRequest): Promise<Saved>;
	present(client: string, flow: string, block: string | undefined): Promise<void>;
	/** Listens until the function that it gives is called. */
	listen(client: string, events: DraftEvents): () => void;
}

export function draftServer(bot: string): DraftServer {
	const params = { path: { bot } };
	type Present = Omit<Person, "who"> & { who?: { name: string } };
	return {
		load: () => readDraft(bot),
		save: async (request) => (await answer(api.PATCH("/bots/{bot}/draft", { params, body: request }))) as Saved,
		async present(client, flow, block) {
			await api.POST("/bots/{bot}/presence", { params, body: { client, flow, block } });
		},
		listen(client, events) {
			const source = new EventSource(
				`${apiBase}/bots/${encodeURIComponent(bot)}/events?client=${encodeURIComponent(client)}`,
			);
			source.addEventListener("open", () => events.open());
			source.addEventListener("draft", (e) => events.draft(JSON.parse(e.data)));
			source.addEventListener("presence", (e) => {
				const people: Present[] = JSON.parse(e.data);
				events.presence(people.map((p) => ({ ...p, who: p.who?.name ?? "" })));
			});
			return () => source.close();
		},
	};
}
