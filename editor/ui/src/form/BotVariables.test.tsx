import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { beforeAll, expect, it, vi } from "vitest";
import { CardText } from "../blocks/CardText";
import { DraftStoreProvider } from "../draft/DraftProvider";
import { FakeServer } from "../draft/fake";
import { createDraftStore } from "../draft/store";
import { setVariable } from "../flow/fields";
import { startWords } from "../i18n/words";
import { BotSettingsPanel } from "./BotSettingsPanel";
import { FormContext } from "./context";
import { RichText } from "./RichText";
import { bot, catalogue, Providers } from "./testing";

vi.setConfig({ testTimeout: 120_000 });
beforeAll(() => startWords("en"));

function draft() {
	return createDraftStore({
		bot: "b1",
		client: "me",
		catalogue,
		draft: { version: 1, document: bot, exits: {}, issues: [], saved_at: "2026-01-01T00:00:00Z" },
		server: new FakeServer(bot),
		storage: sessionStorage,
	});
}

it("calls a variable otherwise and leaves its name, so that nothing that uses it breaks", () => {
	sessionStorage.clear();
	const { store, close } = draft();
	render(
		<Providers>
			<DraftStoreProvider store={store}>
				<BotSettingsPanel />
				<p data-testid="card">
					<CardText text="{{ user.city }}, {{ user.first_name }}" />
				</p>
			</DraftStoreProvider>
		</Providers>,
	);
	const section = within(screen.getByRole("region", { name: "Variables" }));
	const card = () => screen.getByTestId("card").textContent;
	expect(card()).toBe("city, First name");
	fireEvent.change(section.getByLabelText("What it is called"), { target: { value: "Город" } });
	expect(store.getState().document.variables).toEqual([{ name: "city", title: "Город", scope: "user", type: "text" }]);
	expect(section.getByText("user.city")).toBeTruthy();
	expect(section.getByRole("button", { name: "Remove Город" })).toBeTruthy();
	expect(card()).toBe("Город, First name");
	fireEvent.change(section.getByLabelText("What it is called"), { target: { value: "  " } });
	expect(store.getState().document.variables).toEqual(bot.variables);

	fireEvent.change(section.getByLabelText("What is kept"), { target: { value: "Любимый размер" } });
	fireEvent.click(section.getByRole("button", { name: "Add a variable" }));
	expect(store.getState().document.variables?.at(-1)).toEqual({
		name: "lyubimyy_razmer",
		title: "Любимый размер",
		scope: "user",
		type: "text",
	});
	close();
});

it("calls the chips of an open text otherwise as soon as the variable is", () => {
	const text = (document = bot) => (
		<Providers>
			<FormContext
				value={{
					...{ bot: "b1", document, catalogue, root: {}, config: undefined, issues: [], names: [], readOnly: false },
					edit: () => undefined,
					used: () => false,
				}}
			>
				<RichText
					value="To {{ user.city }}"
					label="Text"
					markup
					item={false}
					secrets={false}
					onChange={() => undefined}
				/>
			</FormContext>
		</Providers>
	);
	const { rerender } = render(text());
	const shown = () => screen.getByRole("textbox", { name: "Text" }).textContent;
	expect(shown()).toBe("To city");
	const titled = setVariable({ name: "city", title: "Город", scope: "user", type: "text" });
	act(() => rerender(text(titled.run(bot))));
	expect(shown()).toBe("To Город");
});
