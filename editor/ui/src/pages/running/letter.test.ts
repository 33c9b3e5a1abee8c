import { expect, it } from "vitest";
import { letterWords } from "./letter";

it.each([
	[
		'{"update_id":1,"message":{"from":{"first_name":"Anna","last_name":"Weber"},"text":"Hi"}}',
		{ who: "Anna Weber", text: "Hi", kind: "message" },
	],
	[
		'{"update_id":1,"callback_query":{"from":{"username":"tom"},"data":"x"}}',
		{ who: "@tom", text: "", kind: "callback_query" },
	],
	['{"update_id":1}', { who: "", text: "", kind: "" }],
	['{"update_id":1,"poll":null}', { who: "", text: "", kind: "poll" }],
	["not JSON", { who: "", text: "", kind: "" }],
	["7", { who: "", text: "", kind: "" }],
])("reads %s", (update, want) => expect(letterWords(update)).toEqual(want));
