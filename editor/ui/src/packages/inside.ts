import type { Manifest } from "../api/blocks";
import { equal } from "../flow/equal";
import type { Block, BotDocument, Flow } from "../flow/types";

/** Where a block is that is inside of a block type which is made of flows, such as "acme/order:acme/address:ask". */
export interface InsidePlace {
	/** The types that it is inside of, the outermost first. */
	types: string[];
	id: string;
}

/** Takes the name of a block or a flow apart; undefined for what stands in the bot itself. */
export function insideOf(name: string): InsidePlace | undefined {
	const types = name.split(":");
	const id = types.pop();
	return types.length > 0 && id !== undefined ? { types, id } : undefined;
}

/** A block that is not in both versions of a package, or not the same in both. */
export interface InsideChange {
	block: Block;
	flow: string;
	change: "added" | "removed" | "changed";
}

/** What differs in the flows that two versions of a package are made of: blocks, their settings, and where they lead. */
export function insideChanges(old: BotDocument | undefined, next: BotDocument | undefined): InsideChange[] {
	const was = placesOf(old);
	const is = placesOf(next);
	const now = [...is.values()].flatMap(({ block, flow, leads }): InsideChange[] => {
		const before = was.get(block.id);
		if (!before) {
			return [{ block, flow: flow.name, change: "added" }];
		}
		const same = equal(shown(before.block), shown(block)) && equal(before.leads, leads) && before.flow.id === flow.id;
		return same ? [] : [{ block, flow: flow.name, change: "changed" }];
	});
	const gone = [...was.values()].filter(({ block }) => !is.has(block.id));
	return [...now, ...gone.map(({ block, flow }): InsideChange => ({ block, flow: flow.name, change: "removed" }))];
}

interface Standing {
	block: Block;
	flow: Flow;
	leads: Record<string, string>;
}

function placesOf(document: BotDocument | undefined): Map<string, Standing> {
	const all = (document?.flows ?? []).flatMap((flow) =>
		flow.blocks.map((block): [string, Standing] => {
			const edges = flow.edges.filter((e) => e.from === block.id);
			return [block.id, { block, flow, leads: Object.fromEntries(edges.map((e) => [e.exit, e.to])) }];
		}),
	);
	return new Map(all);
}

/** A block without what is only for whoever draws it. */
function shown({ label: _label, note: _note, ...rest }: Block): Omit<Block, "label" | "note"> {
	return rest;
}

interface Wanted {
	/** The types that it is inside of and its own, as whole names begin. */
	path: string;
	name: string;
	version: string;
}

/** The packages that names lead through, as far as the manifests are known by which the outer ones pin the inner ones. */
export function packagesOf(
	uses: Readonly<Record<string, string>>,
	names: readonly string[],
	known: (name: string, version: string) => Pick<Manifest, "composite"> | undefined,
): Wanted[] {
	const out = new Map<string, Wanted>();
	for (const whole of names) {
		let pins: Readonly<Record<string, string>> = uses;
		const types = insideOf(whole)?.types ?? [];
		for (const [i, name] of types.entries()) {
			const version = pins[name];
			if (version === undefined) {
				break;
			}
			const path = types.slice(0, i + 1).join(":");
			out.set(path, { path, name, version });
			pins = known(name, version)?.composite?.document.uses ?? {};
		}
	}
	return [...out.values()];
}
