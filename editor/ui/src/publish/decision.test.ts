import { describe, expect, it } from "vitest";
import type { PlanBlock } from "../api/publishing";
import { actionsOf, decided, plainDecision, targets, whole } from "./decision";

const block: PlanBlock = {
	block: "ask",
	do: "stay",
	ask: true,
	title: "Your name",
	change: "changed",
	here: { people: 3 },
};

describe("decisions about people inside", () => {
	it("lets nobody stay at a block that is gone", () => {
		for (const change of ["removed", "replaced", "behind"] as const) {
			expect(actionsOf({ ...block, change })).not.toContain("stay");
		}
		expect(actionsOf(block)[0]).toBe("stay");
	});

	it("leaves out what an action does not need", () => {
		expect(decided(block, "end")).toEqual({ block: "ask", do: "end" });
		expect(decided({ ...block, text: { en: "Bye" } }, "end")).toEqual({ block: "ask", do: "end", text: { en: "Bye" } });
		expect(decided({ ...block, text: { en: "Bye" } }, "map", "phone")).toEqual({
			block: "ask",
			do: "map",
			ask: true,
			to: "phone",
		});
		expect(decided({ ...block, behind: true }, "finish")).toEqual({ block: "ask", do: "finish", behind: true });
	});

	it("is whole only with a place to go to", () => {
		expect(whole({ block: "ask", do: "map" })).toBe(false);
		expect(whole({ block: "ask", do: "restart", to: "start" })).toBe(true);
		expect(whole({ block: "ask", do: "finish" })).toBe(true);
	});

	it("sends the decision without what only informs", () => {
		expect(plainDecision({ ...block, text: {} })).toEqual({ block: "ask", do: "stay", ask: true });
	});

	it("offers triggers to begin with and other blocks to go on at", () => {
		const document = {
			schema_version: 1,
			name: "x",
			language: "en",
			flows: [
				{
					id: "f",
					name: "Main",
					blocks: [
						{ id: "start", type: "trigger.start" },
						{ id: "hello", type: "message.text", label: "Hello" },
					],
					edges: [],
				},
			],
		};
		const isTrigger = (type: string) => type.startsWith("trigger.");
		const title = (type: string) => type;
		expect(targets(document, isTrigger, title, "restart")).toEqual([
			{ group: "Main", items: [{ value: "start", label: "trigger.start" }] },
		]);
		expect(targets(document, isTrigger, title, "map")).toEqual([
			{ group: "Main", items: [{ value: "hello", label: "Hello" }] },
		]);
	});
});
