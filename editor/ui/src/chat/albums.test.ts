import { expect, it } from "vitest";
import { together } from "./albums";
import type { ChatMessage } from "./types";

const message = (id: number, more: Partial<ChatMessage> = {}): ChatMessage => ({
	id,
	own: false,
	html: "",
	edited: false,
	media: [{ kind: "photo", name: `${id}.png`, url: "" }],
	buttons: [],
	invoice: null,
	at: "2026-03-02T12:00:00Z",
	...more,
});

it("shows the messages of an album as one, and all others by themselves", () => {
	const [one, two, three] = [
		message(1, { album: "a", html: "Two of twelve." }),
		message(2, { album: "a" }),
		message(3, { album: "b" }),
	];
	const plain = message(4, { media: [], html: "Bye" });
	expect(together([one, two, three, plain, { ...plain, id: 5 }])).toEqual([
		{ ...one, media: [...(one.media ?? []), ...(two.media ?? [])] },
		three,
		plain,
		{ ...plain, id: 5 },
	]);
});
