import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconMessageCircle, IconSettings } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../draft/DraftProvider";
import classes from "./editor.module.css";
import { useSide } from "./useSide";

/** Opens the panels beside the canvas. */
export function SideButtons() {
	const { t } = useTranslation("canvas");
	const side = useSide((s) => s.side);
	const toggle = useSide((s) => s.toggle);
	const errors = useDraft((s) => s.issues.filter((i) => i.severity === "error").length);
	const warnings = useDraft((s) => s.issues.length) - errors;
	const count = errors > 0 ? errors : warnings;
	const words = errors > 0 ? t("side.errors", { count }) : count > 0 ? t("side.warnings", { count }) : t("side.fine");
	return (
		<div className={classes.panels}>
			<Tooltip label={t("side.bot")}>
				<ActionIcon
					variant={side === "bot" ? "light" : "subtle"}
					color="gray"
					size={34}
					aria-label={t("side.bot")}
					aria-pressed={side === "bot"}
					onClick={() => toggle("bot")}
				>
					<IconSettings size={19} />
				</ActionIcon>
			</Tooltip>
			<Tooltip label={words}>
				<Button
					variant={side === "issues" ? "light" : "subtle"}
					color="gray"
					size="xs"
					px={8}
					aria-pressed={side === "issues"}
					leftSection={<Mood errors={errors} warnings={warnings} />}
					onClick={() => toggle("issues")}
				>
					<span aria-hidden="true">{count}</span>
					<span className={classes.hidden}>{words}</span>
				</Button>
			</Tooltip>
			<Button
				variant={side === "chat" ? "filled" : "light"}
				size="xs"
				aria-pressed={side === "chat"}
				leftSection={<IconMessageCircle size={16} />}
				onClick={() => toggle("chat")}
			>
				<span className={classes.word}>{t("side.chat")}</span>
			</Button>
		</div>
	);
}

function Mood({ errors, warnings }: { errors: number; warnings: number }) {
	if (errors > 0) {
		return <IconCircleX size={18} color="var(--error)" aria-hidden="true" />;
	}
	if (warnings > 0) {
		return <IconAlertTriangle size={18} color="var(--warning)" aria-hidden="true" />;
	}
	return <IconCircleCheck size={18} color="var(--good)" aria-hidden="true" />;
}
