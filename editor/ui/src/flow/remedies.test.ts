import { expect, it } from "vitest";
import { smallBot } from "./fixtures";
import { placesOf } from "./places";
import { addedBy, hasRemedy, remedy } from "./remedies";

it.each(["payment_support_missing", "payment_terms_missing", "error_handler_missing"])(
	"answers what %s misses",
	(code) => {
		expect(hasRemedy(code)).toBe(true);
		const before = smallBot();
		const [flow] = before.flows;
		if (!flow) {
			throw new Error("no flow");
		}
		const after = remedy(code, flow.id, "Write to us").run(before);
		const added = after.flows[0]?.blocks.slice(flow.blocks.length) ?? [];
		expect(added.map((b) => [b.type, b.exits])).toEqual([
			[code === "error_handler_missing" ? "trigger.error" : "trigger.command", undefined],
			["message.text", { next: "end" }],
		]);
		expect(added[1]?.config).toEqual({ text: "Write to us" });
		expect(after.flows[0]?.edges.at(-1)).toEqual({ from: added[0]?.id, exit: "next", to: added[1]?.id });
		expect(addedBy(before, after)).toBe(added[1]?.id);
		const places = after.flows[0] ? placesOf(after, after.flows[0]) : {};
		const lowest = Math.max(...flow.blocks.map((b) => places[b.id]?.[1] ?? 0));
		expect(places[added[0]?.id ?? ""]?.[1]).toBeGreaterThan(lowest);
	},
);

it("leaves alone what it does not know", () => {
	const before = smallBot();
	expect(hasRemedy("toString")).toBe(false);
	expect(remedy("payment_terms_missing", "gone", "x").run(before)).toBe(before);
	expect(addedBy(before, before)).toBeUndefined();
});
