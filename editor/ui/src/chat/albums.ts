import type { ChatMessage } from "./types";

/** The messages with those of one album as one, as Telegram shows them: all files, and the text that one of them has. */
export function together(messages: readonly ChatMessage[]): ChatMessage[] {
	const out: ChatMessage[] = [];
	for (const message of messages) {
		const before = out.at(-1);
		if (message.album && before?.album === message.album) {
			out[out.length - 1] = {
				...before,
				html: [before.html, message.html].filter(Boolean).join("\n"),
				edited: before.edited || message.edited,
				media: [...(before.media ?? []), ...(message.media ?? [])],
			};
		} else {
			out.push(message);
		}
	}
	return out;
}
