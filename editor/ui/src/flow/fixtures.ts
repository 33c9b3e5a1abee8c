import { canonical } from "./canonical";
import type { BotDocument } from "./types";

const files = import.meta.glob<BotDocument>("../../../../examples/*/bot.json", { eager: true, import: "default" });

/** The shipped example bots, for tests. */
export const examples: [string, BotDocument][] = Object.entries(files).map(([path, document]) => [
	path.split("/").at(-2) ?? path,
	canonical(document),
]);

/** A small bot for tests: a command, a question and a message in one flow. */
export function smallBot(): BotDocument {
	return canonical({
		schema_version: 1,
		name: "Small",
		language: "en",
		flows: [
			{
				id: "main",
				name: "Main",
				blocks: [
					{ id: "start", type: "trigger.command", config: { command: "start" } },
					{ id: "ask_name", type: "ask.text", config: { prompt: { text: "Name?" }, save_to: "user.name" } },
					{ id: "hello", type: "message.text", config: { text: "Hello, {{ user.name }}!" } },
				],
				edges: [
					{ from: "start", exit: "next", to: "ask_name" },
					{ from: "ask_name", exit: "answered", to: "hello" },
				],
			},
		],
		layout: { main: { start: [0, 0], ask_name: [320, 0], hello: [640, 0] } },
	});
}
