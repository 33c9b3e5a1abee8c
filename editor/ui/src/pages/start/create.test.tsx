import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { stubAPI } from "../../api/testing";
import { startWords } from "../../i18n/words";
import { createBot } from "./create";

const sent: unknown[] = [];

beforeEach(() => {
	sent.length = 0;
	stubAPI(({ body }) => {
		sent.push(body);
		return { id: "b1" };
	});
});
afterEach(() => vi.unstubAllGlobals());

it("asks for a bot in the language of the page", async () => {
	await startWords("ru");
	await createBot("w1", {});
	await createBot("w1", { name: "Кофе", example: "coffee" });
	expect(sent).toEqual([
		{ workspace: "w1", language: "ru", from: {} },
		{ workspace: "w1", language: "ru", name: "Кофе", from: { example: "coffee" } },
	]);
});
