import { describe, expect, it } from "vitest";
import { changes } from "./changes";
import type { Command } from "./command";
import { setConfig, setDocumentField } from "./fields";
import { smallBot } from "./fixtures";
import { emptyHistory, type History, historyLimit, remember, sealed, travel } from "./history";
import type { BotDocument } from "./types";

class Desk {
	document: BotDocument = smallBot();
	history: History = emptyHistory;

	do(command: Command, mergeKey?: string) {
		const next = command.run(this.document);
		const step = { name: command.name, changes: changes(this.document, next), mergeKey };
		this.history = remember(this.history, step);
		this.document = next;
	}

	go(way: "undo" | "redo") {
		Object.assign(this, travel(this.document, this.history, way));
	}
}

describe("history", () => {
	it("goes back and forth", () => {
		const desk = new Desk();
		desk.do(setDocumentField("name", "A"));
		desk.do(setDocumentField("name", "B"));
		desk.go("undo");
		expect(desk.document.name).toBe("A");
		desk.go("undo");
		expect(desk.document).toEqual(smallBot());
		desk.go("undo");
		desk.go("redo");
		desk.go("redo");
		expect(desk.document.name).toBe("B");
		desk.go("undo");
		desk.do(setDocumentField("name", "C"));
		expect(desk.history.redo).toEqual([]);
	});

	it("makes one step of typing, until it is sealed", () => {
		const desk = new Desk();
		for (const text of ["H", "He", "Hey"]) {
			desk.do(setConfig("main", "hello", { text }), "hello.text");
		}
		expect(desk.history.undo.length).toBe(1);
		desk.history = sealed(desk.history);
		desk.do(setConfig("main", "hello", { text: "Hey!" }), "hello.text");
		expect(desk.history.undo.length).toBe(2);
		desk.go("undo");
		desk.go("undo");
		expect(desk.document).toEqual(smallBot());
	});

	it("leaves alone what somebody else has changed since, and passes over a step of which nothing is left", () => {
		const desk = new Desk();
		desk.do(setDocumentField("name", "Mine"));
		desk.do(setConfig("main", "hello", { text: "Mine" }));
		desk.document = setConfig("main", "hello", { text: "Theirs" }).run(desk.document);
		desk.go("undo");
		expect(desk.document.flows[0]?.blocks[2]?.config).toEqual({ text: "Theirs" });
		expect(desk.document.name).toBe("Small");
		expect(desk.history.undo).toEqual([]);
	});

	it("is bounded", () => {
		const desk = new Desk();
		for (let i = 0; i < historyLimit + 10; i++) {
			desk.do(setDocumentField("name", `n${i}`));
		}
		expect(desk.history.undo.length).toBe(historyLimit);
	});
});
