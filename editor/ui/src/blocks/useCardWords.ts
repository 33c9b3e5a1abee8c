import { useTranslation } from "react-i18next";
import type { Text } from "../api/types";
import { issueCounts } from "../canvas/lookups";
import { useDraftStore } from "../draft/DraftProvider";

/** Words for cards: the page's own, those of the catalogue, and names of the bot's parts. */
export function useCardWords() {
	const { t, i18n } = useTranslation("canvas");
	const store = useDraftStore();
	const language = i18n.language;
	return {
		t,
		language,
		/** How many errors and hints a block has, as issuesOf tells them. */
		issueWords: (issues: string) => {
			const { errors, warnings } = issueCounts(issues);
			return [
				errors > 0 && t("card.errors", { count: errors }),
				warnings > 0 && t("card.warnings", { count: warnings }),
			]
				.filter(Boolean)
				.join(", ");
		},
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
