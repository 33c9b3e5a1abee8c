import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "./canonical";
import { applyChanges, changes, inverse, joined } from "./changes";
import { examples, smallBot } from "./fixtures";
import type { BotDocument } from "./types";

/** Documents that have been edited at random: parts taken away, added, renamed, put elsewhere. */
function edited(document: BotDocument): fc.Arbitrary<BotDocument> {
	const step = fc.record({ what: fc.nat(9), a: fc.nat(1000), b: fc.nat(1000), text: fc.string({ maxLength: 8 }) });
	return fc.array(step, { maxLength: 12 }).map((steps) => canonical(steps.reduce(change, document)));
}

function change(d: BotDocument, s: { what: number; a: number; b: number; text: string }): BotDocument {
	const i = s.a % Math.max(1, d.flows.length);
	const flow = d.flows[i];
	const name = `x${s.text.replace(/[^a-z0-9]/g, "")}${s.b % 7}`;
	if (!flow || s.what === 0) {
		return d.flows.some((f) => f.id === name)
			? d
			: { ...d, flows: [...d.flows, { id: name, name: s.text, blocks: [], edges: [] }] };
	}
	const put = (f: typeof flow) => ({ ...d, flows: d.flows.with(i, f) });
	const j = s.b % Math.max(1, flow.blocks.length);
	const block = flow.blocks[j];
	switch (s.what) {
		case 1:
			return { ...d, flows: d.flows.toSpliced(i, 1) };
		case 2:
			return d.flows.some((f) => f.blocks.some((b) => b.id === name))
				? d
				: put({
						...flow,
						blocks: flow.blocks.toSpliced(j, 0, { id: name, type: "message.text", config: { text: s.text } }),
					});
		case 3:
			return put({ ...flow, blocks: flow.blocks.toSpliced(j, 1) });
		case 4:
			return block ? put({ ...flow, blocks: flow.blocks.with(j, { ...block, label: s.text }) }) : d;
		case 5:
			return put({ ...flow, edges: flow.edges.toSpliced(s.b % Math.max(1, flow.edges.length), 1) });
		case 6:
			return { ...d, layout: { ...d.layout, [flow.id]: { ...d.layout?.[flow.id], [name]: [s.a, s.b] } } };
		case 7:
			return { ...d, flows: d.flows.toReversed() };
		case 8:
			return { ...d, name: s.text, settings: { ...d.settings, secrets: [name] } };
		default:
			return put({ ...flow, notes: [{ id: name, text: s.text, x: s.a, y: s.b, w: 10, h: 10 }] });
	}
}

/** Empty records of the layout and empty lists say what a missing one says. */
function plain(d: BotDocument): unknown {
	const tidy = (value: unknown) =>
		JSON.parse(
			JSON.stringify(value, (key, v) => {
				const empty = typeof v === "object" && v !== null && Object.keys(v).length === 0;
				return empty && !["blocks", "edges", "flows", "config"].includes(key) ? undefined : v;
			}),
		);
	return tidy(tidy(canonical(d)));
}

describe.each(examples)("changes of %s", (_, document) => {
	it("are none between a document and itself", () => {
		expect(changes(document, structuredClone(document))).toEqual([]);
	});

	it("make the one of the other, and their inverse goes back", () => {
		fc.assert(
			fc.property(edited(document), edited(document), (a, b) => {
				const list = changes(a, b);
				expect(plain(applyChanges(a, list))).toEqual(plain(b));
				expect(plain(applyChanges(b, inverse(list)))).toEqual(plain(a));
			}),
			{ numRuns: 30 },
		);
	});

	it("join into one set", () => {
		fc.assert(
			fc.property(edited(document), edited(document), (b, c) => {
				const all = joined(changes(document, b), changes(b, c));
				expect(changes(applyChanges(document, all), c).filter((x) => x.path[0] !== "order")).toEqual([]);
			}),
			{ numRuns: 10 },
		);
	});
});

describe("changes", () => {
	it("name the element, not the list it is in", () => {
		const a = smallBot();
		const b = structuredClone(a);
		b.flows[0]?.blocks.splice(2, 1);
		b.flows[0]?.edges.shift();
		b.layout = { main: { ...b.layout?.main, start: [5, 5] } };
		expect(changes(a, b)).toEqual([
			{ path: ["flows", "main", "blocks", "hello"], before: a.flows[0]?.blocks[2], after: null },
			{ path: ["flows", "main", "edges", "ask_name", "answered"], before: { to: "hello" }, after: null },
			{ path: ["layout", "main", "start"], before: [0, 0], after: [5, 5] },
		]);
	});
});
