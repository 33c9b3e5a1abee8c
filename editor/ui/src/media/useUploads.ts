import { useState } from "react";
import { type MediaFile, mediaQuery, uploadMedia } from "../api/media";
import { asProblem, type Problem } from "../api/problem";
import { queries } from "../api/queries";

/** A file on its way into the library, or one that did not get there. */
export interface Upload {
	id: number;
	file: File;
	/** From 0 to 1. */
	part: number;
	problem?: Problem;
}

let count = 0;

/** Uploads files one after the other, so that a slow line is shared by none. Those that arrived are in the list of files. */
export function useUploads(bot: string, onDone?: (file: MediaFile) => void) {
	const [uploads, setUploads] = useState<readonly Upload[]>([]);
	const change = (id: number, what: Partial<Upload>) =>
		setUploads((all) => all.map((u) => (u.id === id ? { ...u, ...what } : u)));
	const away = (id: number) => setUploads((all) => all.filter((u) => u.id !== id));

	const send = async (upload: Upload) => {
		change(upload.id, { part: 0, problem: undefined });
		try {
			const added = await uploadMedia(bot, upload.file, (part) => change(upload.id, { part }));
			queries.setQueryData(
				mediaQuery(bot).queryKey,
				(files) =>
					files && [...files.filter((f) => f.name !== added.name), added].sort((a, b) => a.name.localeCompare(b.name)),
			);
			away(upload.id);
			onDone?.(added);
		} catch (error) {
			change(upload.id, { problem: asProblem(error) });
		}
	};

	return {
		uploads,
		away,
		again: (upload: Upload) => void send(upload),
		add: async (files: Iterable<File>) => {
			const fresh = [...files].map((file): Upload => ({ id: ++count, file, part: 0 }));
			setUploads((all) => [...all, ...fresh]);
			for (const upload of fresh) {
				await send(upload);
			}
			await queries.invalidateQueries({ queryKey: mediaQuery(bot).queryKey });
		},
	};
}

export type Uploads = ReturnType<typeof useUploads>;
