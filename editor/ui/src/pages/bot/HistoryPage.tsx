import { Badge, Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconGitCompare, IconHistory, IconPencil } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots";
import { type Revision, revisionsQuery } from "../../api/publishing";
import type { Bot } from "../../api/types";
import { PublishButton } from "../../publish/PublishButton";
import { PublishDialog } from "../../publish/PublishDialog";
import { Versions } from "../../publish/Versions";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Page } from "../../ui/Page";
import { PanelsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import { ComparePanel } from "./ComparePanel";
import classes from "./HistoryPage.module.css";

/** All that was ever published, with what changed each time, and the way back. */
export function HistoryPage() {
	const { t } = useTranslation("publish");
	const { bot: id } = useParams({ from: "/inside/bots/$bot/history" });
	const { data: bot } = useQuery(botQuery(id));
	const query = useInfiniteQuery(revisionsQuery(id));
	const revisions = query.data?.pages.flatMap((page) => page.items);
	const [back, setBack] = useState<Revision>();
	const [opened, setOpened] = useState(false);
	return (
		<Page title={t("history.title")} about={t("history.about")} width="text">
			{query.isError && !revisions ? (
				<ErrorState error={query.error} again={() => void query.refetch()} />
			) : !revisions || !bot ? (
				<PanelsSkeleton panels={3} height={112} />
			) : revisions.length === 0 ? (
				<EmptyState
					icon={<IconHistory size={28} />}
					title={t("history.none")}
					action={
						<Button renderRoot={(props) => <Link to="/bots/$bot/edit" params={{ bot: id }} {...props} />}>
							{t("history.to_editor")}
						</Button>
					}
				>
					{t("history.none_about")}
				</EmptyState>
			) : (
				<>
					{revisions.length > 1 && <ComparePanel bot={id} revisions={revisions} live={bot.revision} />}
					<ol className={classes.list} reversed>
						{bot.changed && <DraftRow bot={bot} />}
						{revisions.map((revision) => (
							<RevisionRow
								key={revision.number}
								bot={bot}
								revision={revision}
								onBack={() => {
									setBack(revision);
									setOpened(true);
								}}
							/>
						))}
					</ol>
					{query.hasNextPage && (
						<Group justify="center" mt="lg">
							<Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
								{t("history.more")}
							</Button>
						</Group>
					)}
					{back && <PublishDialog bot={bot} opened={opened} onClose={() => setOpened(false)} revision={back} />}
				</>
			)}
		</Page>
	);
}

function DraftRow({ bot }: { bot: Bot }) {
	const { t } = useTranslation("publish");
	const [open, setOpen] = useState(false);
	return (
		<li className={classes.row} data-now="draft">
			<span className={classes.dot} aria-hidden="true">
				<IconPencil size={14} />
			</span>
			<div className={classes.card}>
				<div className={classes.head}>
					<div className={classes.words}>
						<Text fw={650}>{t("history.draft")}</Text>
						<Text size="sm" c="dimmed">
							{t("history.draft_about")}
						</Text>
					</div>
					<PublishButton bot={bot} />
				</div>
				{bot.revision > 0 && (
					<Opening open={open} onToggle={() => setOpen(!open)} label={t("history.draft_compare")}>
						<Versions bot={bot.id} from={bot.revision} to="draft" version={bot.draft_version} />
					</Opening>
				)}
			</div>
		</li>
	);
}

function RevisionRow({ bot, revision, onBack }: { bot: Bot; revision: Revision; onBack: () => void }) {
	const { t } = useTranslation("publish");
	const [open, setOpen] = useState(false);
	const { number, published } = revision;
	return (
		<li className={classes.row} data-now={published ? "live" : undefined}>
			<span className={classes.dot} aria-hidden="true" />
			<div className={classes.card}>
				<div className={classes.head}>
					<div className={classes.words}>
						<Group gap="xs">
							<Text fw={650}>{t("history.version", { number })}</Text>
							{published && (
								<Badge variant="light" color="teal">
									{t("history.live")}
								</Badge>
							)}
						</Group>
						<Text size="sm" c="dimmed">
							{revision.who?.name ?? t("history.line")} · <TimeAgo at={revision.at} />
						</Text>
					</div>
					{!published && bot.can.includes("bot.publish") && (
						<Button
							variant="default"
							size="xs"
							leftSection={<IconArrowBackUp size={16} />}
							aria-label={`${t("history.back")}: ${t("history.version", { number })}`}
							onClick={onBack}
						>
							{t("history.back")}
						</Button>
					)}
				</div>
				<Text size="sm" c={revision.note ? undefined : "dimmed"} className={classes.note}>
					{revision.note || t("history.no_note")}
				</Text>
				<Opening open={open} onToggle={() => setOpen(!open)} label={t("history.compare")}>
					{number > 1 ? (
						<Versions bot={bot.id} from={number - 1} to={number} />
					) : (
						<Text size="sm" c="dimmed">
							{t("history.first")}
						</Text>
					)}
				</Opening>
			</div>
		</li>
	);
}

/** What opens below a row. It is read from the server only when it is opened. */
function Opening(props: { open: boolean; onToggle: () => void; label: string; children: React.ReactNode }) {
	const { t } = useTranslation("publish");
	return (
		<>
			<Button
				variant="subtle"
				size="compact-sm"
				className={classes.opener}
				leftSection={<IconGitCompare size={15} />}
				aria-expanded={props.open}
				onClick={props.onToggle}
			>
				{props.open ? t("history.hide") : props.label}
			</Button>
			{props.open && <div className={classes.opened}>{props.children}</div>}
		</>
	);
}
