import { type Command, withFlow } from "./command";
import { freshID } from "./ids";
import type { CanvasNote } from "./types";

export const noteColours = ["yellow", "blue", "green", "pink", "gray"] as const;
export type NoteColour = (typeof noteColours)[number];

export function addNote(flow: string, note: Omit<CanvasNote, "id">): Command {
	return {
		name: note.frame ? "command.add_frame" : "command.add_note",
		run: (document) =>
			withFlow(document, flow, (f) => {
				const taken = new Set([...(f.notes ?? []).map((n) => n.id), ...f.blocks.map((b) => b.id)]);
				const id = freshID(taken, note.frame ? "frame" : "note");
				return { ...f, notes: [...(f.notes ?? []), { id, ...note }] };
			}),
	};
}

export function changeNote(flow: string, id: string, change: Partial<Omit<CanvasNote, "id">>): Command {
	return {
		name: "command.change_note",
		run: (document) =>
			withFlow(document, flow, (f) => ({
				...f,
				notes: (f.notes ?? []).map((n) => (n.id === id ? { ...n, ...change } : n)),
			})),
	};
}

export function removeNotes(flow: string, ids: readonly string[]): Command {
	return {
		name: "command.remove_notes",
		run: (document) =>
			withFlow(document, flow, (f) =>
				f.notes?.some((n) => ids.includes(n.id)) ? { ...f, notes: f.notes.filter((n) => !ids.includes(n.id)) } : f,
			),
	};
}
