import { describe, expect, it } from "vitest";
import schema from "../../../../schemas/bot.schema.json";
import { align, distribute, tidy } from "./arrange";
import { addBlock, connect, disconnect, moveBlocks, reconnect, removeBlocks, replaceType } from "./blocks";
import { clipOf, duplicate, paste, readClip } from "./clipboard";
import type { Command } from "./command";
import { exitsOf } from "./exits";
import { removeVariable, renameBlock, setField, setSetting, setVariable } from "./fields";
import { search, usesOfBlock, usesOfFlow, usesOfVariable } from "./find";
import { examples, smallBot } from "./fixtures";
import { addFlow, duplicateFlow, moveFlow, removeFlow, renameFlow } from "./flows";
import { freshID, slug } from "./ids";
import { addNote, changeNote, noteColours, removeNotes } from "./notes";
import type { BotDocument } from "./types";

function run(...commands: Command[]): BotDocument {
	return commands.reduce((d, c) => c.run(d), smallBot());
}

function main(document: BotDocument) {
	const flow = document.flows.find((f) => f.id === "main");
	if (!flow) {
		throw new Error("the flow is gone");
	}
	return flow;
}

const ids = (document: BotDocument) => main(document).blocks.map((b) => b.id);
const edges = (document: BotDocument) => main(document).edges.map((e) => `${e.from}/${e.exit}>${e.to}`);

describe("blocks", () => {
	it("are added with a readable id, where an exit led before", () => {
		const d = run(addBlock("main", { type: "ask.text", label: "Имя" }, [10.4, 20], { from: "start", exit: "next" }));
		expect(ids(d)).toEqual(["start", "ask_name", "hello", "imya"]);
		expect(edges(d)).toEqual(["ask_name/answered>hello", "start/next>imya"]);
		expect(d.layout?.main?.imya).toEqual([10, 20]);
	});

	it("go with their edges and with handlers that lead to them", () => {
		const handler = { flow: "main", block: "hello" };
		const d = run(setSetting("on_error", handler), removeBlocks("main", ["hello"]));
		expect([ids(d), edges(d), d.settings?.on_error]).toEqual([
			["start", "ask_name"],
			["start/next>ask_name"],
			undefined,
		]);
	});

	it("have one edge per exit, and no decision beside it", () => {
		const d = run(
			setField("main", "hello", "exits", { next: "end", error: "inherit" }),
			connect("main", { from: "hello", exit: "next" }, "ask_name"),
			connect("main", { from: "hello", exit: "next" }, "hello"),
		);
		expect(edges(d).filter((e) => e.startsWith("hello"))).toEqual(["hello/next>hello"]);
		expect(main(d).blocks[2]?.exits).toEqual({ error: "inherit" });
		const gone = disconnect("main", [{ from: "hello", exit: "next" }]).run(d);
		expect(edges(gone)).toEqual(edges(smallBot()));
		const moved = { from: "ask_name", exit: "skip", to: "start" };
		expect(edges(reconnect("main", { from: "ask_name", exit: "answered" }, moved).run(gone))).toEqual([
			"start/next>ask_name",
			"ask_name/skip>start",
		]);
	});

	it("change their kind and keep their edges", () => {
		const d = run(replaceType("main", "hello", { type: "message.media", config: { kind: "photo" } }));
		expect(main(d).blocks[2]).toEqual({ id: "hello", type: "message.media", config: { kind: "photo" } });
		expect(edges(d)).toEqual(edges(smallBot()));
	});

	it("take labels and lose empty ones", () => {
		expect(main(run(renameBlock("main", "hello", " Hi "))).blocks[2]?.label).toBe("Hi");
		expect(run(renameBlock("main", "hello", "Hi"), renameBlock("main", "hello", ""))).toEqual(smallBot());
	});

	it("move, line up, spread and are tidied", () => {
		const all = ["start", "ask_name", "hello"];
		const size = () => ({ width: 100, height: 50 });
		const d = run(moveBlocks("main", { hello: [700, 90], ask_name: [120, 30] }));
		expect(align("main", all, "bottom", size).run(d).layout?.main).toEqual({
			start: [0, 90],
			ask_name: [120, 90],
			hello: [700, 90],
		});
		expect(align("main", all, "centre", size).run(d).layout?.main?.start).toEqual([350, 0]);
		expect(distribute("main", all, "x", size).run(d).layout?.main?.ask_name).toEqual([350, 30]);
		const tidied = tidy("main", size).run(d).layout?.main;
		expect([tidied?.start?.[1], tidied?.ask_name?.[1]]).toEqual([0, 0]);
	});

	it("keep all found places when the first is written down", () => {
		const d = moveBlocks("main", { hello: [9, 9] }).run({ ...smallBot(), layout: undefined });
		expect(Object.keys(d.layout?.main ?? {}).sort()).toEqual(["ask_name", "hello", "start"]);
	});
});

describe("the clipboard", () => {
	it("brings blocks, edges between them and notes into another bot, with ids of their own", () => {
		const from = run(addNote("main", { text: "Hi", x: 100, y: 0, w: 10, h: 10 }));
		const text = JSON.stringify(clipOf(from, "main", ["ask_name", "hello", "note"]));
		const clip = readClip(text);
		const d = clip ? paste("main", clip, [1000, 500]).run(smallBot()) : smallBot();
		expect(ids(d)).toEqual(["start", "ask_name", "hello", "ask_name_2", "hello_2"]);
		expect(edges(d)).toEqual([...edges(smallBot()), "ask_name_2/answered>hello_2"]);
		expect(d.layout?.main).toMatchObject({ ask_name_2: [1220, 500], hello_2: [1540, 500] });
		expect(main(d).notes).toEqual([{ id: "note", text: "Hi", x: 1000, y: 500, w: 10, h: 10 }]);
	});

	it.each(["", "hello", "null", "[]", '{"scenarist":"blocks","version":2,"blocks":[]}', '{"scenarist":"blocks"}'])(
		"leaves %j alone",
		(text) => expect(readClip(text)).toBeNull(),
	);

	it("duplicates beside the original, jumps among the copies included", () => {
		const jump = addBlock("main", { type: "logic.jump", config: { flow: "main", block: "hello" } }, [0, 0]);
		const d = run(jump);
		const twice = duplicate(d, "main", ["hello", "logic_jump"])?.run(d) ?? d;
		expect(main(twice).blocks.at(-1)).toEqual({
			id: "logic_jump_2",
			type: "logic.jump",
			config: { flow: "main", block: "hello_2" },
		});
		expect(twice.layout?.main?.hello_2).toEqual([680, 40]);
		expect(duplicate(d, "main", [])).toBeNull();
	});
});

describe("flows", () => {
	it("are added, renamed, moved and removed", () => {
		const d = run(addFlow("Оплата"), renameFlow("oplata", "Pay"), moveFlow("oplata", 0));
		expect(d.flows.map((f) => [f.id, f.name])).toEqual([
			["oplata", "Pay"],
			["main", "Main"],
		]);
		const handled = run(addFlow("x"), setSetting("on_error", { flow: "x" }), removeFlow("x"));
		expect([handled.flows.length, handled.settings]).toEqual([1, {}]);
	});

	it.each(examples)("of %s are duplicated whole, with ids of their own", (_, document) => {
		const flow = document.flows[0];
		const d = duplicateFlow(flow?.id ?? "", "Copy").run(document);
		const copy = d.flows[1];
		expect(copy?.blocks.length).toBe(flow?.blocks.length);
		expect(copy?.edges.length).toBe(flow?.edges.length);
		const all = d.flows.flatMap((f) => f.blocks.map((b) => b.id));
		expect(new Set(all).size).toBe(all.length);
	});
});

describe("notes, variables and exits", () => {
	it("have only colours that the server knows", () => {
		const known = schema.$defs["flow.Note"].properties.color.enum;
		expect(noteColours.filter((c) => !known.includes(c))).toEqual([]);
	});

	it("notes come, change and go", () => {
		const note = { text: "", x: 0, y: 0, w: 200, h: 100, frame: true };
		const d = run(addNote("main", note), addNote("main", note), changeNote("main", "frame_2", { text: "Part" }));
		expect(main(d).notes?.map((n) => [n.id, n.text])).toEqual([
			["frame", ""],
			["frame_2", "Part"],
		]);
		expect(main(removeNotes("main", ["frame"]).run(d)).notes?.length).toBe(1);
	});

	it("variables are declared, renamed and removed", () => {
		const d = run(setVariable({ scope: "user", name: "a", type: "text" }));
		const renamed = setVariable({ scope: "session", name: "b", type: "text" }, "user.a").run(d);
		expect(renamed.variables).toEqual([{ scope: "session", name: "b", type: "text" }]);
		expect(removeVariable("session.b").run(renamed).variables).toEqual([]);
	});

	it("exits of buttons come and go before the server has answered", () => {
		const config = {
			buttons: [
				[
					{ id: "a", label: "A" },
					{ id: "w", label: "W", url: "https://x" },
				],
				[{ id: "c", label: "C" }],
			],
		};
		const known = [
			{ name: "button:a", title: { en: "A" } },
			{ name: "button:b", title: { en: "B" } },
			{ name: "next", title: { en: "Next" } },
		];
		const exits = exitsOf({ id: "m", type: "message.text", config }, undefined, known);
		expect(exits.map((e) => e.name)).toEqual(["button:c", "button:a", "next"]);
		const list = exitsOf({ id: "m", type: "message.text", config: { list: { id: "b" } } }, undefined, known);
		expect(list).toEqual(known);
	});
});

describe("finding", () => {
	it("looks into all texts and settings", () => {
		expect(search(smallBot(), "NAME?")).toEqual([{ flow: "main", block: "ask_name", text: "Name?" }]);
		expect(search(smallBot(), " ")).toEqual([]);
		const named = search(smallBot(), "имя клиента", ["user.name"]);
		expect(named).toEqual(usesOfVariable(smallBot(), "user.name"));
		expect(named.length).toBeGreaterThan(0);
	});

	it("tells a variable from a longer name", () => {
		const d = run(addBlock("main", { type: "x.y", config: { a: "user.name_long", b: "event.user.name" } }, [0, 0]));
		expect(usesOfVariable(d, "user.name").map((h) => h.block)).toEqual(["ask_name", "hello"]);
	});

	it("knows what leads to a block and into a flow", () => {
		const d = run(addBlock("main", { type: "logic.jump", config: { flow: "main", block: "hello" } }, [0, 0]));
		expect(usesOfBlock(d, "hello").map((h) => h.block)).toEqual(["ask_name", "logic_jump"]);
		expect(usesOfFlow(d, "main").map((h) => h.block)).toEqual(["logic_jump"]);
	});
});

describe("ids", () => {
	it.each([
		["Ask the name!", "ask_the_name"],
		["Щёлкни ещё", "schelkni_esche"],
		["Größe", "grosse"],
		["名前", ""],
	])("writes %j as %j", (text, id) => expect(slug(text)).toBe(id));

	it("finds a free one", () => {
		expect(freshID(new Set(["a", "a_2"]), "", "A")).toBe("a_3");
	});
});
