import type { ShippedBlock } from "../api/blocks";
import type { BlockType, Catalogue } from "../api/types";
import { families, familyOf } from "../blocks/registry";
import { isPackage, vendorOf } from "../flow/packages";

/** What most bots are made of comes first in its family. */
const common = [
	"trigger.command",
	"trigger.text",
	"message.text",
	"message.media",
	"message.menu",
	"ask.text",
	"ask.choice",
	"ask.number",
	"ask.phone",
	"logic.condition",
	"logic.switch",
	"logic.delay",
	"data.variable",
];

function rank(type: BlockType): number {
	const i = common.indexOf(type.name);
	return i < 0 ? common.length : i;
}

/** Types that stand together: a family of ours, or all that comes from one vendor. */
export interface Group {
	key: string;
	family: string;
	/** Of a vendor's group. */
	vendor?: string;
	types: BlockType[];
}

/** A type with the words that a search looks through, made ready once: a workspace may have a thousand. */
interface Entry {
	type: BlockType;
	title: string;
	text: string;
	key: string;
}

type Finder = (words: string, triggers: boolean) => Group[];

/** Finders by catalogue and language, so that they are made once and not whenever the palette is opened. */
const finders = new WeakMap<Catalogue, Map<string, Finder>>();

/** The palette of a catalogue in a language: gives the groups in which a search finds something. */
export function paletteOf(catalogue: Catalogue, language: string): Finder {
	const known = finders.get(catalogue) ?? new Map<string, Finder>();
	finders.set(catalogue, known);
	const find = known.get(language) ?? finderOf(catalogue, language);
	known.set(language, find);
	return find;
}

/** Whether a block that is not in the palette yet is looked for. */
export function isMeant({ name, title, help }: ShippedBlock, words: string, language: string): boolean {
	const text = `${title[language] ?? title.en} ${title.en} ${help[language] ?? help.en} ${name}`;
	return text.toLowerCase().includes(words.trim().toLowerCase());
}

function finderOf({ types }: Catalogue, language: string): Finder {
	const entries = types
		.filter((type) => type.package?.disabled !== true)
		.map((type): Entry => {
			const title = (type.title[language] ?? type.title.en).toLowerCase();
			const text = `${title} ${type.title.en} ${type.help[language] ?? type.help.en} ${type.name}`.toLowerCase();
			const key = isPackage(type.name) ? `vendor ${vendorOf(type.name)}` : familyOf(type.name);
			return { type, title, text, key };
		})
		.toSorted((a, b) => rank(a.type) - rank(b.type));
	return (words, triggers) => {
		const wanted = words.trim().toLowerCase();
		const best = new Set<string>();
		const made = new Map<string, { group: Group; later: BlockType[] }>();
		for (const family of families) {
			made.set(family, { group: { key: family, family, types: [] }, later: [] });
		}
		for (const { type, title, text, key } of entries) {
			if ((type.trigger && !triggers) || !text.includes(wanted)) {
				continue;
			}
			const vendor = isPackage(type.name) ? vendorOf(type.name) : undefined;
			const at = made.get(key) ?? { group: { key, family: familyOf(type.name), vendor, types: [] }, later: [] };
			made.set(key, at);
			if (begins(title, wanted)) {
				at.group.types.push(type);
				best.add(key);
			} else {
				at.later.push(type);
			}
		}
		const groups = [...made.values()]
			.map(({ group, later }) => ({ ...group, types: [...group.types, ...later] }))
			.filter((g) => g.types.length > 0);
		// Those with a title that has words which begin so come before those that only speak of it.
		return wanted === "" ? groups : groups.toSorted((a, b) => Number(best.has(b.key)) - Number(best.has(a.key)));
	};
}

/** Whether a word of the title begins with what is looked for, so that "if" is not found in "lift". */
function begins(title: string, wanted: string): boolean {
	return title.startsWith(wanted) || title.includes(` ${wanted}`);
}

/** The first types of groups, in their order: nobody looks through a thousand at once. */
export function firstOf(groups: readonly Group[], most: number): Group[] {
	const out: Group[] = [];
	let left = most;
	for (const group of groups) {
		if (left <= 0) {
			break;
		}
		out.push(group.types.length <= left ? group : { ...group, types: group.types.slice(0, left) });
		left -= group.types.length;
	}
	return out;
}
