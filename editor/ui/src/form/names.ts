import type { Catalogue, Text } from "../api/types";
import { fieldOf } from "../flow/exits";
import type { BotDocument, Flow, Json } from "../flow/types";
import { chat, event, ownTitles, user } from "../values/given";
import { slug } from "./ids";
import { isObject } from "./pointer";
import { inLanguage } from "./schema";

/** A value that texts and expressions can read. */
export interface Name {
	/** As expressions write it, such as user.first_name. */
	name: string;
	type: string;
	/** Of what blocks and the server know; how the page calls a value is for values/called.ts to say. */
	title?: Text;
	group: NameGroup;
	/** The block that gives it, by label or type. */
	from?: string;
}

export const nameGroups = ["item", "variables", "answers", "user", "event", "chat", "secrets"] as const;
export type NameGroup = (typeof nameGroups)[number];

/**
 * The name of a new variable that somebody calls so; empty if no letter is left. What Telegram tells of a person by the same
 * name stays what it is: who asks for a name keeps a given_name.
 */
export function variableName(title: string, scope: string): string {
	const name = slug(title, 32);
	return ownTitles.has(`${scope}.${name}`) || (scope === "user" && name === "banned") ? `given_${name}` : name;
}

const variablePattern = /^(session|local|user|chat|bot|workspace)\.[A-Za-z_]\w*$/;
const targets: ReadonlySet<string> = new Set([
	"save_to",
	"to",
	"var",
	"field",
	"item",
	"index",
	"first_touch",
	"last_touch",
]);

/** The variables that settings write to. */
function written(value: Json | undefined, into: Set<string>) {
	if (Array.isArray(value)) {
		for (const v of value) {
			written(v, into);
		}
	} else if (isObject(value)) {
		for (const [key, v] of Object.entries(value)) {
			if (typeof v === "string" && targets.has(key) && variablePattern.test(v)) {
				into.add(v);
			} else {
				written(v, into);
			}
		}
	}
}

export interface NamesOptions {
	flow?: string;
	item?: boolean;
	secrets?: boolean;
	/** Of the titles of blocks; English without it. */
	language?: string;
}

/** What the blocks of a flow may read, sorted by group; each name once. */
export function namesOf(document: BotDocument, catalogue: Catalogue, options: NamesOptions = {}): Name[] {
	const out = new Map<string, Name>();
	const add = (n: Name) => {
		if (!out.has(n.name)) {
			out.set(n.name, n);
		}
	};
	if (options.item) {
		add({ name: "item", type: "any", group: "item" });
		add({ name: "index", type: "number", group: "item" });
	}
	const flow = document.flows.find((f) => f.id === options.flow);
	for (const v of document.variables ?? []) {
		add({ name: `${v.scope}.${v.name}`, type: v.type, group: "variables" });
	}
	if (flow) {
		ofFlow(flow, catalogue, options.language ?? "en", add);
	}
	for (const [n, type] of user) {
		add({ name: `user.${n}`, type, group: "user" });
	}
	for (const [n, type] of event) {
		add({ name: `event.${n}`, type, group: "event" });
	}
	for (const [n, type] of chat) {
		add({ name: `chat.${n}`, type, group: "chat" });
	}
	if (options.secrets) {
		for (const s of document.settings?.secrets ?? []) {
			add({ name: `secret.${s}`, type: "text", group: "secrets" });
		}
	}
	return [...out.values()];
}

function ofFlow(flow: Flow, catalogue: Catalogue, language: string, add: (n: Name) => void) {
	for (const p of flow.params ?? []) {
		add({ name: `local.${p.name}`, type: p.type, group: "answers", from: flow.name });
	}
	for (const b of flow.blocks) {
		const saved = new Set<string>();
		written(b.config, saved);
		const type = catalogue.types.find((t) => t.name === b.type);
		const from = b.label || inLanguage(type?.title, language) || b.type;
		for (const name of saved) {
			add({ name, type: "any", group: "answers", from });
		}
		for (const o of type?.outputs ?? []) {
			// The results of a package are where its settings keep them.
			const name = type?.package ? fieldOf(b.config, "save", o.name) : o.name;
			if (typeof name !== "string" || name === "") {
				continue;
			}
			add({
				name,
				type: o.type,
				title: o.title,
				group: name.startsWith("event.") ? "event" : "answers",
				from,
			});
		}
	}
}

/** Every name that variables pickers offer to write to. */
export function writableNames(names: readonly Name[]): Name[] {
	return names.filter(
		(n) =>
			variablePattern.test(n.name) && !/^(user\.(id|name|roles|premium|banned)|chat\.(id|type|title))$/.test(n.name),
	);
}
