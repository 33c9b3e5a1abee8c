import { fireEvent, render, screen } from "@testing-library/react";
import { beforeAll, expect, it } from "vitest";
import type { Command } from "../draft/store";
import type { BotDocument } from "../flow/types";
import { startWords } from "../i18n/words";
import { AnswerParts } from "./AnswerParts";
import { FormContext } from "./context";
import { catalogue, Providers } from "./testing";

beforeAll(() => startWords("en"));

it("keeps a part of an answer in a variable of its own", () => {
	const block = {
		id: "ask",
		type: "http.request",
		config: { url: "https://x", save: [{ from: "city", to: "user.city" }] },
	};
	const document: BotDocument = {
		schema_version: 1,
		name: "Shop",
		language: "en",
		variables: [{ name: "price", scope: "session", type: "text" }],
		flows: [{ id: "main", name: "Main", blocks: [block], edges: [] }],
	};
	const done: Command[] = [];
	const scope = {
		...{ bot: "b", document, catalogue, flow: "main", block: "ask", root: {}, config: block.config },
		...{ issues: [], names: [], edit: (c: Command) => void done.push(c), used: () => false, readOnly: false },
	};
	render(
		<Providers>
			<FormContext value={scope}>
				<AnswerParts block={block} body='{"city":"Berlin","delivery":{"price":4}}' />
			</FormContext>
		</Providers>,
	);
	expect(screen.getByText("Goes into city")).toBeTruthy();
	fireEvent.click(screen.getByRole("button", { name: "Keep delivery.price" }));
	const after = done.reduce((d, c) => c.run(d), document);
	expect(after.flows[0]?.blocks[0]?.config).toEqual({
		url: "https://x",
		save: [
			{ from: "city", to: "user.city" },
			{ from: "delivery.price", to: "session.price_2", type: "number" },
		],
	});
	expect(after.variables?.map((v) => [v.scope, v.name, v.type])).toEqual([
		["session", "price", "text"],
		["session", "price_2", "number"],
	]);
});
