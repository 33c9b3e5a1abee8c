import { useTranslation } from "react-i18next";
import type { Text } from "../api/types";
import { useDraftStore } from "../draft/DraftProvider";

/** Words for cards: the page's own, those of the catalogue, and names of the bot's parts. */
export function useCardWords() {
	const { t, i18n } = useTranslation("canvas");
	const store = useDraftStore();
	const language = i18n.language;
	return {
		t,
		language,
		title: (text: Text) => text[language] ?? text.en,
		flowName: (id: string) => store.getState().document.flows.find((f) => f.id === id)?.name ?? id,
		blockName: (id: string) => {
			const block = store
				.getState()
				.document.flows.flatMap((f) => f.blocks)
				.find((b) => b.id === id);
			return block?.label ?? id;
		},
	};
}
