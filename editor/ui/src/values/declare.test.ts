import { describe, expect, it } from "vitest";
import { declaration, variableCalled } from "./declare";

const there = [
	{ scope: "user", name: "imya_klienta", title: "Имя клиента", type: "text" },
	{ scope: "user", name: "phone", type: "text" },
];

describe("declaration", () => {
	it.each([
		["Имя клиента", "session", { name: "imya_klienta", title: "Имя клиента" }],
		["  Любимый   размер ", "user", { name: "lyubimyy_razmer", title: "Любимый размер" }],
		["Favourite size", "user", { name: "favourite_size" }],
		["E-mail", "user", { name: "e_mail", title: "E-mail" }],
		["Name", "user", { name: "given_name", title: "Name" }],
		["Имя-клиента!", "user", { name: "imya_klienta_2", title: "Имя-клиента!" }],
		["顧客", "user", { name: "value", title: "顧客" }],
	])("keeps what %s says beside its name", (words, scope, want) => {
		expect(declaration(words, scope, "text", there)).toEqual({ scope, type: "text", ...want });
	});

	it.each(["", " ", "?", "not"])("makes nothing of %j", (words) =>
		expect(declaration(words, "user", "text", there)).toBeUndefined(),
	);
});

it("knows a variable by its title or its name, in its scope", () => {
	expect(variableCalled("имя клиента ", "user", there)).toBe(there[0]);
	expect(variableCalled("imya klienta", "user", there)).toBe(there[0]);
	expect(variableCalled("Phone", "user", there)).toBe(there[1]);
	expect(variableCalled("Phone", "session", there)).toBeUndefined();
	expect(variableCalled("", "user", there)).toBeUndefined();
});
