import { fireEvent, render, screen } from "@testing-library/react";
import { beforeAll, expect, it, vi } from "vitest";
import type { JsonSchema } from "../api/types";
import type { Json } from "../flow/types";
import { startWords } from "../i18n/words";
import { TestForm } from "./testing";

vi.setConfig({ testTimeout: 120_000 });
beforeAll(() => startWords("en"));

function edited(property: JsonSchema, value: Json | undefined, owner = "test") {
	const onChange = vi.fn();
	const schema: JsonSchema = { type: "object", properties: { x: { title: "X", ...property } } };
	render(
		<TestForm schema={schema} owner={owner} value={value === undefined ? {} : { x: value }} onChange={onChange} />,
	);
	return () => onChange.mock.lastCall?.[0] as unknown;
}

const type = (name: string, value: string) =>
	fireEvent.change(screen.getByRole("textbox", { name }), { target: { value } });

it("edits a text and takes it away when it gets empty", () => {
	const last = edited({ type: "string" }, "a");
	type("X", "b");
	expect(last()).toEqual({ x: "b" });
	type("X", "");
	expect(last()).toEqual({});
});

it("edits numbers, spans and switches", () => {
	let last = edited({ type: "integer", maximum: 9 }, 3);
	type("X", "4");
	expect(last()).toEqual({ x: 4 });
	document.body.replaceChildren();
	last = edited({ type: ["string", "integer"], "x-widget": "duration" }, "15m");
	type("X", "20");
	expect(last()).toEqual({ x: "20m" });
	document.body.replaceChildren();
	last = edited({ type: "boolean" }, undefined);
	fireEvent.click(screen.getByRole("switch", { name: "X" }));
	expect(last()).toEqual({ x: true });
});

it("edits a template through its chips", () => {
	const last = edited({ type: ["string", "object"], "x-widget": "template" }, "Hi <b>{{ user.first_name }}</b>");
	const field = screen.getByRole("textbox", { name: "X" });
	expect(field.textContent).toBe("Hi First name");
	field.append("!");
	fireEvent.input(field);
	expect(last()).toEqual({ x: "Hi <b>{{ user.first_name }}</b>!" });
});

it("adds an entry to a list", () => {
	const last = edited(
		{ type: "array", items: { type: "object", properties: { label: { type: "string", title: "Label" } } } },
		[{ label: "a" }, { label: "b" }],
	);
	fireEvent.click(screen.getByRole("button", { name: "Add to x" }));
	expect(last()).toEqual({ x: [{ label: "a" }, { label: "b" }, {}] });
});

it("makes rules of a condition", () => {
	const last = edited({ type: ["string", "object"], "x-widget": "condition" }, "user.age >= 18");
	fireEvent.click(screen.getByRole("button", { name: "Show as rules" }));
	expect(last()).toEqual({ x: { left: "user.age", op: "gte", right: 18 } });
	fireEvent.click(screen.getByRole("button", { name: "And another rule" }));
	expect(last()).toMatchObject({ x: { all: [{ left: "user.age" }, { op: "not_empty" }] } });
});

it("adds a button with an id of its own", () => {
	const last = edited(
		{
			type: "array",
			"x-widget": "buttons",
			items: {
				type: "array",
				items: {
					type: "object",
					required: ["label"],
					properties: { id: { type: "string" }, label: { type: "string", title: "Label" } },
				},
			},
		},
		[[{ id: "button", label: "A" }]],
	);
	fireEvent.click(screen.getByRole("button", { name: "Add a row" }));
	expect(last()).toEqual({ x: [[{ id: "button", label: "A" }], [{ id: "button_2", label: "Button" }]] });
});

it("keeps money in its small unit", () => {
	const onChange = vi.fn();
	const schema: JsonSchema = { type: "object", properties: { amount: { title: "Price", "x-widget": "value" } } };
	render(
		<TestForm schema={schema} owner="payment.invoice" value={{ currency: "EUR", amount: 1250 }} onChange={onChange} />,
	);
	const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Price" });
	expect(field.value).toBe("12.50 EUR");
	fireEvent.change(field, { target: { value: "13.00 EUR" } });
	expect(onChange.mock.lastCall?.[0]).toEqual({ currency: "EUR", amount: 1300 });
});

it("shows an issue at its field", () => {
	const schema: JsonSchema = { type: "object", properties: { x: { title: "X", type: "string" } } };
	render(
		<TestForm
			schema={schema}
			value={{}}
			issues={[{ code: "c", severity: "error", path: "/x", message: "must not be empty" }]}
			onChange={() => {}}
		/>,
	);
	expect(screen.getByRole("group", { name: /X/ }).textContent).toContain("Must not be empty");
});

it("makes a variable by Enter, and none by Escape", () => {
	const last = edited({ type: "string", "x-widget": "variable" }, undefined);
	const field = () => screen.getByRole("textbox", { name: "What is kept" });
	fireEvent.click(screen.getByRole("button", { name: "New" }));
	fireEvent.change(field(), { target: { value: "Favourite size" } });
	fireEvent.keyDown(field(), { key: "Escape" });
	expect(screen.queryByRole("textbox", { name: "What is kept" })).toBeNull();
	fireEvent.click(screen.getByRole("button", { name: "New" }));
	fireEvent.keyDown(field(), { key: "Enter" });
	expect(last()).toBeUndefined();
	fireEvent.change(field(), { target: { value: "Favourite size" } });
	fireEvent.keyDown(field(), { key: "Enter" });
	expect(last()).toEqual({ x: "user.favourite_size" });
	expect(screen.queryByRole("textbox", { name: "What is kept" })).toBeNull();
});

it("picks a value by the keys, from where one looks for it", async () => {
	const last = edited({ type: ["string", "object"], "x-widget": "template" }, "Hi ");
	fireEvent.click(screen.getByRole("button", { name: "Insert a value" }));
	const search = await screen.findByRole("textbox", { name: "Search values" });
	fireEvent.change(search, { target: { value: "user.first" } });
	fireEvent.change(search, { target: { value: "user.l" } }); // last name, language
	fireEvent.keyDown(search, { key: "ArrowDown" });
	fireEvent.keyDown(search, { key: "Enter" });
	expect(last()).toEqual({ x: "Hi {{ user.language }}" });
});
