import { expect, it } from "vitest";
import { saidTo } from "./Card";

it.each([
	["trigger.command", { command: "start" }, ["/start"]],
	["trigger.text", { words: ["order", "buy"] }, ["order", "buy"]],
	["trigger.schedule", { at: ["18:00"] }, ["18:00"]],
	["trigger.fallback", {}, []],
	["message.text", { words: ["no trigger"] }, []],
])("tells what %s is for", (type, config, said) => expect(saidTo({ id: "b", type, config })).toEqual(said));
