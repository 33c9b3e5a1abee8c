import { expect, it } from "vitest";
import type { JsonSchema } from "../api/types";
import { summaryOf } from "./SummaryCard";

const schema: JsonSchema = {
	required: ["scope"],
	properties: {
		scope: { enum: ["private", "group"] },
		changes: { type: "array", items: { $ref: "#/$defs/change" } },
		text: {},
	},
	$defs: { change: { properties: { op: { enum: ["set", "unset"] }, variable: { type: "string" } } } },
};

it("says the first setting that has words, and no codes of choices", () => {
	expect(summaryOf({ scope: "private", text: { en: "Hello", ru: "Привет" } }, schema, ["ru"])).toBe("Привет");
	expect(
		summaryOf(
			{
				scope: "group",
				changes: [
					{ op: "unset", variable: "user.name" },
					{ op: "unset", variable: "user.phone" },
				],
			},
			schema,
			["ru"],
		),
	).toBe("user.name, user.phone");
	expect(summaryOf({ scope: "private" }, schema, ["ru"])).toBe("");
	expect(summaryOf({ anything: "at all" }, undefined, ["ru"])).toBe("at all");
});
