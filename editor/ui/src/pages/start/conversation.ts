import type { Block, BotDocument, Json } from "../../flow/types";
import { plainText } from "../../ui/MessageHTML";
import { evaluate, fill, price, record, type Sample, sampleOf, set, textOf } from "./sample";

/** One message of the picture. */
export interface Bubble {
	from: "bot" | "person";
	/** In Telegram's HTML. */
	text: string;
	buttons: string[][];
}

/** What a choice of the person is: a word on a button, where it leads, and the value it leaves. */
interface Choice {
	label: string;
	exit: string;
	/** A trigger's key that the button starts, for one that leads out of no exit. */
	event?: string;
	value?: unknown;
}

/** Where a document's picture stands. */
interface Walk {
	document: BotDocument;
	language: string;
	sample: Sample;
	blocks: Map<string, Block>;
	targets: Map<string, string>;
}

/** Ways that a happy customer takes out of a block, the likeliest first. A condition's branches are asked before. */
const ways = [
	"next",
	"ok",
	"found",
	"member",
	"allowed",
	"answered",
	"yes",
	"picked",
	"paid",
	"returned",
	"each",
	"done",
	"text",
];

/** More blocks than a bot passes before it says something again: a picture of a circle ends. */
const longest = 60;

/**
 * The first messages of a bot as its newcomer sees them, drawn from the document alone: the way from /start through the exits
 * that a happy customer takes. It is a picture and no run: nothing is asked of the server, and what only a run can know (the
 * weather, the hour, an answer of a service) is left out.
 */
export function conversationOf(document: BotDocument, language: string, most = 6): Bubble[] {
	const walk: Walk = {
		document,
		language,
		sample: sampleOf(document),
		blocks: new Map(document.flows.flatMap((flow) => flow.blocks.map((block) => [block.id, block]))),
		targets: new Map(document.flows.flatMap((flow) => flow.edges.map((e) => [`${e.from}/${e.exit}`, e.to]))),
	};
	const bubbles: Bubble[] = [];
	const spoken = new Set<Block>();
	let at = firstBlock(document);
	for (let i = 0; at && i < longest && !spoken.has(at) && bubbles.length < most; i++) {
		const { said, next } = step(walk, at);
		if (said.length > 0) {
			spoken.add(at);
		}
		bubbles.push(...said);
		at = next;
	}
	return bubbles.slice(0, most);
}

/** The command /start for someone new, else the first way in. */
function firstBlock({ flows }: BotDocument): Block | undefined {
	const all = flows.flatMap((flow) => flow.blocks).filter((block) => block.type.startsWith("trigger."));
	const starts = all.filter((block) => {
		const { command, scope, who } = record(block.config);
		return block.type === "trigger.command" && command === "start" && scope !== "group" && who === undefined;
	});
	return starts[0] ?? all[0];
}

function step(walk: Walk, block: Block): { said: Bubble[]; next: Block | undefined } {
	const config = record(block.config) as Record<string, Json | undefined>;
	const said: Bubble[] = [];
	const words = wordsOf(walk, block, config);
	const choices = choicesOf(walk, block, config);
	if (words !== "" || choices.length > 0) {
		said.push({ from: "bot", text: words, buttons: choices.map((row) => row.map((choice) => choice.label)) });
	}
	if (block.type === "data.table.find" || block.type === "data.table.get") {
		readTable(walk, block, config);
	}
	const choice = choices.flat().find((c) => targetOf(walk, block, c) !== undefined);
	const answer = choice ? { text: choice.label, value: choice.value } : typedAnswer(walk, block, config);
	if (answer && said.length > 0) {
		said.push({ from: "person", text: answer.text, buttons: [] });
		if (typeof config.save_to === "string") {
			set(walk.sample, config.save_to, answer.value ?? answer.text);
		}
	}
	if (choice) {
		return { said, next: targetOf(walk, block, choice) };
	}
	return { said, next: block.type.startsWith("ask.") && !answer ? undefined : nextOf(walk, block, config) };
}

/** What a block says, if it says anything to the person. */
function wordsOf(walk: Walk, block: Block, config: Record<string, Json | undefined>): string {
	const say = (text: Json | undefined) => fill(textOf(text, walk.language, walk.document.language), walk.sample);
	const [family] = block.type.split(".");
	if (family === "ask" || block.type === "growth.gate") {
		return say(record(config.prompt).text as Json | undefined);
	}
	if (block.type === "message.list") {
		return say(config.header);
	}
	if (block.type === "payment.invoice") {
		return [`<b>${say(config.title)}</b>`, say(config.description)].filter((part) => part !== "").join("\n");
	}
	const quiet = ["message.to_chat", "message.commands", "message.delete", "message.typing", "message.edit"];
	return family === "message" && !quiet.includes(block.type) ? say(config.text) : "";
}

/** The buttons under what a block says, by rows. */
function choicesOf(walk: Walk, block: Block, config: Record<string, Json | undefined>): Choice[][] {
	const label = (text: Json | undefined, sample = walk.sample) =>
		plainText(fill(textOf(text, walk.language, walk.document.language), sample));
	const list = (value: Json | undefined) => (Array.isArray(value) ? value.map(record) : []);
	switch (block.type) {
		case "message.text":
		case "message.media":
			return rows(config.buttons)
				.map((row) =>
					row
						.filter((b) => b.show_if === undefined)
						.map((b) => ({
							label: label(b.label as Json),
							exit: `button:${b.id}`,
							event: typeof b.event === "string" ? b.event : undefined,
						})),
				)
				.filter((row) => row.length > 0);
		case "message.menu":
			return list(config.items).map((item) => [
				{ label: [item.emoji, label(item.label as Json)].filter(Boolean).join(" "), exit: `item:${item.id}` },
			]);
		case "message.list":
			return fromList(walk, { items: config.items, label: config.label, value: config.value }, "picked");
		case "ask.choice":
			return grid(
				[
					...fromList(walk, record(config.list) as Record<string, Json | undefined>, "answered").flat(),
					...list(config.options).map((o) => ({ label: label(o.label as Json), exit: "answered", value: o.value })),
				],
				typeof config.columns === "number" ? config.columns : 1,
			);
		case "ask.confirm":
			return [
				["yes", "no"].flatMap((exit) => {
					const words = label(record(config[exit]).label as Json | undefined);
					return words === "" ? [] : [{ label: words, exit }];
				}),
			].filter((row) => row.length > 0);
		case "growth.gate":
			return [
				...list(config.chats).map((chat) => [{ label: label(chat.title as Json), exit: "" }]),
				[{ label: label(config.check_label), exit: "member" }],
			];
		case "payment.invoice":
			return [[{ label: `💳 ${amountOf(walk, config)}`, exit: "paid" }]];
		default:
			return [];
	}
}

function rows(value: Json | undefined): Record<string, unknown>[][] {
	return Array.isArray(value) ? value.map((row) => (Array.isArray(row) ? row.map(record) : [])) : [];
}

function grid(choices: Choice[], columns: number): Choice[][] {
	const out: Choice[][] = [];
	for (let i = 0; i < choices.length; i += columns) {
		out.push(choices.slice(i, i + columns));
	}
	return out;
}

/** Buttons of a list that the bot has as data. */
function fromList(walk: Walk, { items, label, value }: Record<string, Json | undefined>, exit: string): Choice[][] {
	const found = typeof items === "string" ? evaluate(items, walk.sample) : undefined;
	const things = Array.isArray(found) ? found.slice(0, 4) : [];
	return things.map((item) => {
		const sample = { ...walk.sample, item };
		return [
			{
				label: plainText(fill(textOf(label, walk.language, walk.document.language), sample)),
				exit,
				value: typeof value === "string" ? evaluate(value, sample) : item,
			},
		];
	});
}

function amountOf(walk: Walk, { amount, currency }: Record<string, Json | undefined>): string {
	const number = typeof amount === "number" ? amount : Number(fill(String(amount ?? ""), walk.sample));
	return Number.isFinite(number) && number > 0 ? price(number, typeof currency === "string" ? currency : "XTR") : "…";
}

/** Puts rows of a table of the document where the block would. */
function readTable(walk: Walk, block: Block, { table, save_to }: Record<string, Json | undefined>): void {
	const found = walk.document.tables?.find((t) => t.name === table)?.rows;
	const all = Array.isArray(found) ? found : [];
	const [one] = all;
	if (block.type === "data.table.find") {
		set(walk.sample, typeof save_to === "string" ? save_to : "local.rows", all);
	} else {
		set(walk.sample, typeof save_to === "string" ? save_to : "local.row", one);
	}
	if (one !== undefined && block.type === "data.table.find") {
		// What goes over the rows begins with the first.
		for (const each of walk.blocks.values()) {
			const { item, list } = record(each.config);
			if (each.type === "logic.foreach" && typeof item === "string" && list === (save_to ?? "local.rows")) {
				set(walk.sample, item, one);
			}
		}
	}
}

/** What the person would send to a question without buttons: the example that its words give, else one of its kind, if any. */
function typedAnswer(
	walk: Walk,
	block: Block,
	config: Record<string, Json | undefined>,
): { text: string; value?: unknown } | undefined {
	if (!block.type.startsWith("ask.")) {
		return undefined;
	}
	const prompt = wordsOf(walk, block, config);
	const example = /<i>(.+?)<\/i>/s.exec(prompt)?.[1];
	if (example !== undefined) {
		return { text: example };
	}
	const kinds: Readonly<Record<string, string>> = {
		"ask.email": "anna@example.com",
		"ask.phone": "+49 30 23125000",
		"ask.photo": "📷",
		"ask.voice": "🎤",
		"ask.file": "📎",
		"ask.location": "📍",
		"ask.number": "2",
		"ask.rating": "⭐⭐⭐⭐⭐",
	};
	const skip = fill(
		textOf(record(config.skip).label as Json | undefined, walk.language, walk.document.language),
		walk.sample,
	);
	const name = typeof config.save_to === "string" && config.save_to.endsWith("name") ? "Anna" : "";
	const text = kinds[block.type] ?? (skip || name);
	return text === "" ? undefined : { text };
}

function targetOf(walk: Walk, block: Block, choice: Choice): Block | undefined {
	if (choice.event !== undefined) {
		for (const other of walk.blocks.values()) {
			if (other.type === "trigger.button" && record(other.config).key === choice.event) {
				return other;
			}
		}
	}
	return follow(walk, block, choice.exit);
}

function follow(walk: Walk, block: Block, exit: string): Block | undefined {
	return walk.blocks.get(walk.targets.get(`${block.id}/${exit}`) ?? "");
}

/** Where a newcomer goes on from a block that needs no choice of them. */
function nextOf(walk: Walk, block: Block, config: Record<string, Json | undefined>): Block | undefined {
	if (block.type === "logic.condition" && Array.isArray(config.branches)) {
		const branch = config.branches.map(record).find((b) => holds(b.if as Json | undefined, walk.sample));
		return follow(walk, block, branch ? `branch:${branch.id}` : "else");
	}
	if (block.type === "logic.jump") {
		return jumpOf(walk, config);
	}
	const paying = block.type === "access.check" && config.free === undefined;
	const order = paying ? ["needs_payment", ...ways] : ways;
	for (const exit of order) {
		const next = follow(walk, block, exit);
		if (next) {
			return next;
		}
	}
	return undefined;
}

function jumpOf(walk: Walk, { flow, block }: Record<string, Json | undefined>): Block | undefined {
	return typeof block === "string"
		? walk.blocks.get(block)
		: walk.document.flows.find((f) => f.id === flow)?.blocks.find((b) => !b.type.startsWith("trigger."));
}

/** Whether a condition holds for a newcomer; what only a run can know does not. */
function holds(condition: Json | undefined, sample: Sample): boolean {
	if (typeof condition === "string") {
		const nil = /^([\w.]+) == nil$/.exec(condition.trim());
		return nil?.[1] !== undefined ? evaluate(nil[1], sample) === undefined : evaluate(condition, sample) === true;
	}
	const { left, op, right } = record(condition);
	const value = typeof left === "string" ? evaluate(left, sample) : undefined;
	switch (op) {
		case "empty":
			return value === undefined || value === "";
		case "not_empty":
			return value !== undefined && value !== "";
		case "eq":
			return value === right;
		case "is_true":
			return value === true;
		case "gt":
			return typeof value === "number" && typeof right === "number" && value > right;
		default:
			return false;
	}
}
