import { fireEvent, render } from "@testing-library/react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { startWords } from "../i18n/words";
import { TestForm, types } from "./testing";

vi.setConfig({ testTimeout: 120_000 });
beforeAll(() => startWords("en"));

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
			for (const field of container.querySelectorAll("input, textarea, [contenteditable]")) {
				fireEvent.focus(field);
				fireEvent.blur(field);
			}
			expect(onChange).not.toHaveBeenCalled();
			const seen = container.cloneNode(true) as HTMLElement;
			for (const code of seen.querySelectorAll("textarea, style")) {
				code.remove(); // JSON is written with braces
			}
			const words = [...seen.querySelectorAll("[role=group], [role=textbox]")].map((e) => e.textContent).join(" ");
			expect(words).not.toMatch(/\{\{|does not fit here/);
		},
	);

	it.each(types.map((t) => [t.name, t] as const))("opens %s whatever is in it", (_, type) => {
		const keys = Object.keys(type.schema.properties ?? {});
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
			const view = render(<TestForm schema={type.schema} owner={type.name} value={value} onChange={onChange} />);
			expect(view.container.querySelector("textarea, input, button, [contenteditable]")).not.toBeNull();
			view.unmount();
		}
		expect(onChange).not.toHaveBeenCalled();
	});
});
