import type { Exit } from "../api/types";
import { fieldOf } from "./exits";
import type { Block, Json } from "./types";

export const cardWidth = 268;

/** What a card that has not been drawn yet will look like about: its height, and how far down its dots are. */
export interface Guess {
	height: number;
	dots: ReadonlyMap<string, number>;
}

// As in ../blocks/cards.module.css.
const head = 46;
const line = 18.2;
const button = 32.2;
const exitRow = 22.8;
const bubble = 16;
const media = 87;
const foot = 12;

/** Characters of a line in a bubble, in a summary, and those after which a card stops. */
const inBubble = 31;
const inSummary = 36;
const most = 320;

export function guessCard(block: Block, exits: readonly string[] = likelyExits(block)): Guess {
	const dots = new Map<string, number>();
	let y = head + bodyOf(block);
	const put = (name: string, height: number) => {
		dots.set(name, y + height / 2);
		y += height;
	};
	if (talks(block.type)) {
		for (const row of rowsOf(block)) {
			for (const id of row) {
				dots.set(`button:${id}`, y + button / 2);
			}
			y += button;
		}
		for (const name of exits.filter((e) => ofButton(e) && !dots.has(e))) {
			put(name, button);
		}
	}
	if (block.type === "payment.invoice") {
		put("paid", button);
	}
	for (const name of exits.filter((e) => !dots.has(e))) {
		put(name, exitRow);
	}
	return { height: Math.ceil(y + foot), dots };
}

/** The exits that a card shows at once: those of troubles only when they lead somewhere. */
export function shownExits(exits: readonly Exit[], used: readonly string[]): string[] {
	const names = exits.filter((e) => used.includes(e.name) || !(e.inherit || e.optional)).map((e) => e.name);
	return [...names, ...used.filter((name) => !names.includes(name))];
}

/** Exits of a block of which only the settings are known. */
function likelyExits(block: Block): string[] {
	const made = ["branches", "cases"].flatMap((key) => {
		const list = fieldOf(block.config, key);
		return Array.isArray(list) ? list.map((_, i) => `${key}:${i}`) : [];
	});
	return block.type === "logic.end" ? [] : [...made, block.type.startsWith("ask.") ? "answered" : "next"];
}

function bodyOf({ type, config }: Block): number {
	if (talks(type)) {
		const text = fieldOf(config, "text") ?? fieldOf(config, "header");
		const item = fieldOf(config, "item");
		const lines = linesOf(text, inBubble) + (typeof item === "object" ? 0 : linesOf(item, inBubble, 80));
		const picture = fieldOf(config, "kind") !== undefined || type === "message.album" ? media : 0;
		return bubble + 4 + picture + line * (picture > 0 ? lines : Math.max(1, lines));
	}
	if (type.startsWith("ask.")) {
		const options = fieldOf(config, "options") ?? fieldOf(config, "presets");
		const pair = fieldOf(config, "yes") !== undefined || fieldOf(config, "no") !== undefined;
		const rows = Array.isArray(options) && !pair ? Math.min(4, Math.max(1, Math.ceil(options.length / 2))) : 1;
		return bubble + 4 + line * Math.max(1, linesOf(fieldOf(config, "prompt", "text"), inBubble)) + button * rows + 4;
	}
	switch (type) {
		case "payment.invoice":
			return (
				bubble +
				4 +
				line *
					(linesOf(fieldOf(config, "title"), inBubble, 60) + linesOf(fieldOf(config, "description"), inBubble, 120))
			);
		case "trigger.command":
			return button;
		case "logic.condition":
		case "logic.switch":
		case "logic.split":
		case "logic.end":
			return 0;
		default:
			return 4 + line * Math.min(3, Math.max(1, longest(config, inSummary)));
	}
}

function talks(type: string): boolean {
	return type.startsWith("message.") || type.startsWith("notify.");
}

function ofButton(exit: string): boolean {
	return exit.startsWith("button:") || exit.startsWith("item:");
}

function rowsOf(block: Block): string[][] {
	const rows = fieldOf(block.config, "buttons");
	return (Array.isArray(rows) ? rows : []).map((row) =>
		(Array.isArray(row) ? row : []).map((b) => String(fieldOf(b, "id") ?? "")),
	);
}

/** Lines of the first text among the settings. */
function longest(config: Json | undefined, width: number): number {
	const values = typeof config === "object" && config !== null ? Object.values(config) : [];
	return Math.max(0, ...values.map((v) => (typeof v === "string" ? linesOf(v, width, 110) : 0)));
}

/** Lines that a text takes, in the language in which it takes most. */
function linesOf(value: Json | undefined, width: number, room = most): number {
	if (typeof value === "string") {
		const plain = value.replaceAll(/<[^>]*>/g, "").replaceAll(/\{\{[^}]*\}\}/g, "some value");
		return plain
			.slice(0, room)
			.split("\n")
			.reduce((sum, part) => sum + Math.max(1, Math.ceil(part.length / width)), 0);
	}
	const values = typeof value === "object" && value !== null ? Object.values(value) : [];
	return Math.max(0, ...values.map((v) => (typeof v === "string" ? linesOf(v, width, room) : 0)));
}
