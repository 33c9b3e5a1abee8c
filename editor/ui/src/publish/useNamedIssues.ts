import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { botCatalogueQuery } from "../api/blocks";
import type { Exit, Issue } from "../api/types";
import { namedIssues } from "../flow/named-issues";
import type { BotDocument } from "../flow/types";
import { quoted } from "../i18n/words";

/** Where no exits are known but those of the types. */
const none: Readonly<Record<string, Exit[]>> = {};

/** The issues of a bot's document in the page's names; as the server said them until the catalogue is there. */
export function useNamedIssues(
	bot: string,
	issues: readonly Issue[],
	document: BotDocument,
	exits: Readonly<Record<string, Exit[]>> = none,
): readonly Issue[] {
	const { i18n } = useTranslation();
	const { data: catalogue } = useQuery(botCatalogueQuery(bot));
	return useMemo(
		() => (catalogue ? namedIssues(issues, { document, catalogue, exits }, i18n.language, quoted) : issues),
		[catalogue, issues, document, exits, i18n.language],
	);
}
