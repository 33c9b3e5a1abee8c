import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCloudOff, IconEye, IconLoader2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../draft/DraftProvider";
import type { Saving } from "../draft/store";
import classes from "./editor.module.css";

/** Says in words whether the work is on the server. The place is as wide as the longest word, so that nothing jumps. */
export function SavingState() {
	const { t } = useTranslation("canvas");
	const saving = useDraft((s) => s.saving);
	const readOnly = useDraft((s) => s.readOnly);
	const save = useDraft((s) => s.save);
	const problem = useDraft((s) => s.problem);
	if (readOnly) {
		return (
			<span className={classes.saving}>
				<IconEye size={16} aria-hidden="true" /> {t("saving.read_only")}
			</span>
		);
	}
	return (
		<span
			className={classes.saving}
			data-saving={saving}
			role="status"
			title={saving === "refused" ? problem?.detail : undefined}
		>
			<SavingIcon saving={saving} />
			<span className={classes.savingWords} data-quiet={(saving !== "offline" && saving !== "refused") || undefined}>
				{t(`saving.${saving}`)}
			</span>
			{(saving === "offline" || saving === "refused") && (
				<Button size="compact-sm" variant="light" onClick={save}>
					{t("saving.again")}
				</Button>
			)}
		</span>
	);
}

function SavingIcon({ saving }: { saving: Saving }) {
	switch (saving) {
		case "saved":
			return <IconCheck size={16} aria-hidden="true" />;
		case "waiting":
		case "saving":
			return <IconLoader2 size={16} aria-hidden="true" />;
		case "offline":
			return <IconCloudOff size={16} aria-hidden="true" />;
		case "conflict":
		case "refused":
			return <IconAlertTriangle size={16} aria-hidden="true" />;
		default:
			return saving satisfies never;
	}
}
