import { useMemo } from "react";
import type { JsonSchema } from "../api/types";
import { useDraft } from "../draft/DraftProvider";
import { General } from "./BotGeneral";
import { Secrets } from "./BotSecrets";
import panel from "./BotSettings.module.css";
import { Tables } from "./BotTables";
import { Texts } from "./BotTexts";
import { Variables } from "./BotVariables";
import { type FormScope, useWords } from "./context";
import { Fields } from "./Fields";
import { namesOf } from "./names";

const noSchema: JsonSchema = {};

/** Settings of the whole bot, its variables, tables, words and secrets. */
export function BotSettingsPanel() {
	const { language } = useWords();
	const bot = useDraft((d) => d.bot);
	const document = useDraft((d) => d.document);
	const catalogue = useDraft((d) => d.catalogue);
	const issues = useDraft((d) => d.issues);
	const edit = useDraft((d) => d.edit);
	const readOnly = useDraft((d) => d.readOnly);
	const names = useMemo(
		() => namesOf(document, catalogue, { secrets: true, language }),
		[document, catalogue, language],
	);
	const scope: FormScope = {
		bot,
		document,
		catalogue,
		root: noSchema,
		config: undefined,
		issues,
		names,
		edit,
		readOnly,
		used: () => false,
	};
	return (
		<Fields scope={scope} className={panel.page}>
			<General />
			<Variables />
			<Tables />
			<Texts />
			<Secrets />
		</Fields>
	);
}
