import { Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { draftQuery } from "../../api/bots";
import type { Bot, Draft } from "../../api/types";
import { PublishButton } from "../../publish/PublishButton";
import { useNamedIssues } from "../../publish/useNamedIssues";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Panel";
import { RowsSkeleton } from "../../ui/Skeletons";
import { sentence } from "../../ui/sentence";
import { TimeAgo } from "../../ui/TimeAgo";
import classes from "./DraftPanel.module.css";

/** More than these are counted, not listed: the editor has them all. */
const most = 4;

/** How the draft stands to what is published, and what its check has found. */
export function DraftPanel({ bot }: { bot: Bot }) {
	const { t } = useTranslation("start");
	const query = useQuery(draftQuery(bot.id));
	const about =
		bot.revision === 0
			? t("draft.never")
			: bot.changed
				? t("draft.changed", { number: bot.revision })
				: t("draft.same", { number: bot.revision });
	return (
		<Panel
			title={t("draft.title")}
			about={about}
			actions={
				<Group gap="xs">
					<Button
						variant="default"
						size="xs"
						renderRoot={(props) => <Link to="/bots/$bot/edit" params={{ bot: bot.id }} {...props} />}
					>
						{t("draft.open")}
					</Button>
					{(bot.changed || bot.revision === 0) && <PublishButton bot={bot} />}
				</Group>
			}
		>
			<Loaded query={query} skeleton={<RowsSkeleton rows={2} height={28} />}>
				{(draft) => (
					<Stack gap="xs">
						<Issues bot={bot.id} draft={draft} />
						<Text size="sm" c="dimmed">
							{draft.saved_by ? t("draft.saved_by", { name: draft.saved_by.name }) : t("draft.saved")}{" "}
							<TimeAgo at={draft.saved_at} />
						</Text>
					</Stack>
				)}
			</Loaded>
		</Panel>
	);
}

function Issues({ bot, draft }: { bot: string; draft: Draft }) {
	const { t } = useTranslation("start");
	const issues = useNamedIssues(bot, draft.issues, draft.document, draft.exits);
	if (issues.length === 0) {
		return (
			<p className={classes.good}>
				<IconCircleCheck size={18} aria-hidden="true" />
				{t("draft.no_issues")}
			</p>
		);
	}
	const sorted = [...issues].sort((a, b) => a.severity.localeCompare(b.severity));
	return (
		<ul className={classes.issues}>
			{sorted.slice(0, most).map((issue) => (
				<li key={`${issue.code}${issue.path}`} data-severity={issue.severity}>
					{issue.severity === "error" ? (
						<IconAlertCircle size={17} aria-label={t("draft.error")} />
					) : (
						<IconAlertTriangle size={17} aria-label={t("draft.warning")} />
					)}
					<span>{sentence(issue.message)}</span>
				</li>
			))}
			{issues.length > most && <li>{t("draft.more", { count: issues.length - most })}</li>}
		</ul>
	);
}
