import { describe, expect, it } from "vitest";
import { addBlock, removeBlocks, replaceType } from "./blocks";
import { applyChanges, changes, inverse } from "./changes";
import { clipOf, paste, readClip } from "./clipboard";
import { smallBot } from "./fixtures";
import { removeFlow } from "./flows";
import { pin } from "./packages";

const chat = { type: "openai/chat", config: { prompt: "Hi" } };

const withChat = () => addBlock("main", chat, [0, 200], undefined, "1.2.0").run(smallBot());

describe("a block of a package", () => {
	it("comes with the version that was installed, in one step that undo takes back", () => {
		const d = withChat();
		expect(d.uses).toEqual({ "openai/chat": "1.2.0" });
		const step = changes(smallBot(), d);
		expect(step).toContainEqual({ path: ["uses", "openai/chat"], before: null, after: "1.2.0" });
		expect(applyChanges(smallBot(), step)).toEqual(d);
		expect(applyChanges(d, inverse(step))).toEqual(smallBot());
	});

	it("does not change the version that the bot has", () => {
		expect(addBlock("main", chat, [0, 400], undefined, "2.0.0").run(withChat()).uses).toEqual({
			"openai/chat": "1.2.0",
		});
		expect(pin("openai/chat", "2.0.0").run(withChat()).uses).toEqual({ "openai/chat": "2.0.0" });
	});

	it("takes its version along into another bot", () => {
		const text = JSON.stringify(clipOf(withChat(), "main", ["openai_chat", "hello"]));
		const clip = readClip(text);
		expect(clip?.uses).toEqual({ "openai/chat": "1.2.0" });
		expect(clip && paste("main", clip).run(smallBot()).uses).toEqual({ "openai/chat": "1.2.0" });
		expect(readClip(JSON.stringify(clipOf(withChat(), "main", ["hello"])))?.uses).toBeUndefined();
	});

	it("has its version forgotten with the last of its kind, and no other", () => {
		const two = addBlock("main", chat, [0, 400], undefined, "1.2.0").run(pin("acme/poll", "1.0.0").run(withChat()));
		const one = removeBlocks("main", ["openai_chat"]).run(two);
		expect(one.uses).toEqual({ "acme/poll": "1.0.0", "openai/chat": "1.2.0" });
		expect(removeBlocks("main", ["openai_chat_2"]).run(one).uses).toEqual({ "acme/poll": "1.0.0" });
		expect(replaceType("main", "openai_chat", { type: "message.text" }).run(withChat()).uses).toBeUndefined();
		expect(replaceType("main", "hello", chat, "1.2.0").run(smallBot()).uses).toEqual({ "openai/chat": "1.2.0" });
		expect(removeFlow("main").run(withChat()).uses).toBeUndefined();
	});
});
