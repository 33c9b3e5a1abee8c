import { expect, it } from "vitest";
import { readable } from "./readable";

it.each([
	[
		'{"flower":"\\u043f\\u0438\\u043e\\u043d\\u044b","left":[7]}',
		'{\n  "flower": "пионы",\n  "left": [\n    7\n  ]\n}',
	],
	[" [1]", "[\n  1\n]"],
	["{broken", "{broken"],
	["a=1&b=2", "a=1&b=2"],
	["", ""],
	['{"id":12345678901234567890}', '{"id":12345678901234567890}'],
	['"a text"', '"a text"'],
])("makes %j readable", (body, want) => {
	expect(readable(body)).toBe(want);
});
