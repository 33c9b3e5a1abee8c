import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { botQuery } from "../api/bots";
import { useDraft } from "../draft/DraftProvider";
import { PublishButton } from "../publish/PublishButton";
import classes from "./editor.module.css";

/** Publishes the open draft. What was typed last is saved before. */
export function PublishDraft() {
	const { t } = useTranslation("app");
	const id = useDraft((s) => s.bot);
	const saving = useDraft((s) => s.saving);
	const save = useDraft((s) => s.save);
	const reveal = useDraft((s) => s.reveal);
	const { data: bot } = useQuery(botQuery(id));
	return (
		bot && (
			<PublishButton
				bot={bot}
				words={classes.word}
				waiting={saving === "saved" ? undefined : t(`publish.waiting.${saving}`)}
				onOpen={save}
				onJump={reveal}
			/>
		)
	);
}
