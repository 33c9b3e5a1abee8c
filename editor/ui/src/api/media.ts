import { queryOptions } from "@tanstack/react-query";
import { answer, api, apiBase, refused, type Schemas } from "./client";
import { useConnection } from "./connection";
import { Problem } from "./problem";

/** A file of a bot's library, which blocks name. Its content never changes. */
export type MediaFile = Schemas["MediaItem"];

/** Where the content of a file is: beside the API, wherever that is mounted. */
export const fileAddress = (bot: string, name: string) =>
	`${apiBase}/bots/${encodeURIComponent(bot)}/media/${encodeURIComponent(name)}`;

export const mediaQuery = (bot: string) =>
	queryOptions({
		queryKey: ["bot", bot, "media"],
		queryFn: async ({ signal }) =>
			(await answer(api.GET("/bots/{bot}/media", { params: { path: { bot } }, signal }))).items,
		// Every edit of the draft may change where files are used.
		staleTime: 0,
	});

/**
 * Uploads a file and gives it as the library has it, which may be under another name. Progress goes from 0 to 1. The client
 * is not used for it: fetch does not tell how far an upload is.
 */
export function uploadMedia(bot: string, file: File, progress: (part: number) => void): Promise<MediaFile> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open("POST", `${apiBase}/bots/${encodeURIComponent(bot)}/media`);
		request.setRequestHeader("Accept", "application/json");
		request.setRequestHeader("Accept-Language", document.documentElement.lang);
		request.upload.addEventListener("progress", (e) => e.lengthComputable && progress(e.loaded / e.total));
		request.addEventListener("load", () => {
			useConnection.getState().reached();
			if (request.status >= 200 && request.status < 300) {
				resolve(JSON.parse(request.responseText) as MediaFile);
				return;
			}
			const headers = new Headers();
			const wait = request.getResponseHeader("Retry-After");
			if (wait !== null) {
				headers.set("Retry-After", wait);
			}
			reject(refused({ status: request.status, headers }, request.responseText));
		});
		request.addEventListener("error", () => {
			useConnection.getState().lost();
			reject(new Problem(0, "unreachable", "The server cannot be reached."));
		});
		const body = new FormData();
		body.set("file", file);
		request.send(body);
	});
}
