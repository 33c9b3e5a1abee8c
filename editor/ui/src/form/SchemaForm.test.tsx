import { act, fireEvent, render } from "@testing-library/react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { JsonSchema } from "../api/types";
import { startWords } from "../i18n/words";
import { widgetOf } from "./schema";
import { TestForm, types } from "./testing";

vi.setConfig({ testTimeout: 120_000 });
beforeAll(() => startWords("en"));

/** The types with the settings that no type before them has alike: most share theirs, and one form of each is enough. */
const fresh: [string, JsonSchema][] = [];
const known = new Set<string>();
for (const { name, schema } of types) {
	const properties = Object.entries(schema.properties ?? {}).filter(([key, property]) => {
		const alike = JSON.stringify([key, widgetOf(schema, property, name, key), property]);
		return !known.has(alike) && known.add(alike);
	});
	if (properties.length > 0) {
		fresh.push([name, { ...schema, properties: Object.fromEntries(properties) }]);
	}
}

describe("form", () => {
	it("has the standard types", () => expect(types.length).toBeGreaterThan(80));

	it.each(types.map((t) => [t.name, t] as const))(
		"shows the example of %s and changes nothing by itself",
		(_, type) => {
			const onChange = vi.fn();
			const { container } = render(
				<TestForm
					schema={type.schema}
					owner={type.name}
					value={type.example}
					example={type.example}
					onChange={onChange}
				/>,
			);
			const fields = container.querySelectorAll("input, textarea, [contenteditable]");
			act(() => fields.forEach((field) => void fireEvent.focus(field)));
			act(() => fields.forEach((field) => void fireEvent.blur(field)));
			expect(onChange).not.toHaveBeenCalled();
			const seen = container.cloneNode(true) as HTMLElement;
			for (const code of seen.querySelectorAll("textarea, style")) {
				code.remove(); // JSON is written with braces
			}
			const words = [...seen.querySelectorAll("[role=group], [role=textbox]")].map((e) => e.textContent).join(" ");
			expect(words).not.toMatch(/\{\{|does not fit here/);
		},
	);

	it.each(fresh)("opens the settings that %s brings, whatever is in them", (name, schema) => {
		const keys = Object.keys(schema.properties ?? {});
		const onChange = vi.fn();
		for (const value of [
			null,
			["x"],
			Object.fromEntries([
				["no_such_setting", { deep: [null] }],
				...keys.map((k) => [k, { no: ["such", 1] }] as const),
			]),
			Object.fromEntries(keys.map((k) => [k, [[7], null]])),
		]) {
			const view = render(<TestForm schema={schema} owner={name} value={value} onChange={onChange} />);
			expect(view.container.querySelector("textarea, input, button, [contenteditable]")).not.toBeNull();
			view.unmount();
		}
		expect(onChange).not.toHaveBeenCalled();
	});
});
