import type { Json } from "../flow/types";

/** What a pretend person sees, as the server's simulated Telegram has it. */
export interface Screen {
	messages: ChatMessage[];
	drafts?: string[];
	keyboard?: string[][];
	typing?: string;
	toast?: string;
	alert?: boolean;
	clock: string;
	wakes?: string;
	staff?: string[];
	commands?: string[];
}

export interface ChatMessage {
	id: number;
	own: boolean;
	html: string;
	edited: boolean;
	media?: { kind: string; name: string; url: string }[];
	buttons?: { label: string; kind: string; url: string; style: string }[][];
	invoice?: { title: string; description: string; price: string; paid: boolean };
	at: string;
}

export interface Person {
	name: string;
	title: string;
	screen: Screen;
	variables: Record<string, Record<string, Json>>;
	at?: { flow: string; block: string; wait: boolean };
	wakes?: string;
	blocked: boolean;
}

export interface Turn {
	id: string;
	at: string;
	person: string;
	event: { kind: string; text: string };
	blocks: Passed[];
	calls: { method: string; text?: string; ok: boolean; error?: string }[];
}

export interface Passed {
	flow: string;
	block: string;
	type: string;
	exit?: string;
	error?: { code: string; text: string; detail?: string };
	sets?: { name: string; before?: Json; after?: Json }[];
	http?: { method: string; url: string; status: number; ms: number; request?: Json; response?: Json }[];
}

export interface Chat {
	id: string;
	bot: string;
	version: number;
	clock: string;
	people: Person[];
	film: Turn[];
	outdated: boolean;
}

export type Act =
	| { say: string }
	| { press: { message: number; row: number; col: number } }
	| { keyboard: string }
	| { send: "photo" | "voice" | "file" | "contact" | "location" }
	| { pay: { message: number; outcome: "paid" | "failed" | "cancelled" } }
	| { start: string }
	| { block: boolean }
	| { edit: string };
