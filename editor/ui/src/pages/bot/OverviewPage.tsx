import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconBrandTelegram, IconEye, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { botQuery, draftQuery } from "../../api/bots";
import type { Bot } from "../../api/types";
import { Conversation } from "../../ui/Conversation";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { CardsSkeleton, PageSkeleton } from "../../ui/Skeletons";
import { ConnectWizard } from "../connect/ConnectWizard";
import { BotMenu } from "../start/BotMenu";
import { conversationOf } from "../start/conversation";
import { BotState } from "./BotState";
import { ConnectionPanel } from "./ConnectionPanel";
import { DraftPanel } from "./DraftPanel";
import classes from "./OverviewPage.module.css";

/** The first page of a bot: what it is, how it is, what is left to do. */
export function OverviewPage() {
	const { bot: id } = useParams({ from: "/inside/bots/$bot/" });
	return (
		<Loaded
			query={useQuery(botQuery(id))}
			skeleton={
				<PageSkeleton>
					<CardsSkeleton cards={3} height={220} />
				</PageSkeleton>
			}
		>
			{(bot) => <Overview bot={bot} />}
		</Loaded>
	);
}

function Overview({ bot }: { bot: Bot }) {
	const { t, i18n } = useTranslation("start");
	const navigate = useNavigate();
	const { data: draft } = useQuery(draftQuery(bot.id));
	const { language } = i18n;
	const description = draft?.document.descriptions?.[language] ?? draft?.document.description;
	const may = bot.can.includes("bot.publish");
	return (
		<Page
			title={bot.name}
			about={description}
			actions={
				<>
					{bot.telegram && (
						<Button
							variant="default"
							component="a"
							href={bot.telegram.link}
							target="_blank"
							rel="noopener noreferrer"
							leftSection={<IconBrandTelegram size={17} />}
						>
							{t("overview.open")}
						</Button>
					)}
					<Button
						leftSection={bot.can.includes("bot.edit") ? <IconPencil size={16} /> : <IconEye size={16} />}
						renderRoot={(props) => <Link to="/bots/$bot/edit" params={{ bot: bot.id }} {...props} />}
					>
						{t(bot.can.includes("bot.edit") ? "overview.edit" : "overview.look")}
					</Button>
					<BotMenu bot={bot} onDeleted={() => void navigate({ to: "/" })} />
				</>
			}
		>
			<div className={classes.columns}>
				<Stack gap="lg">
					<Group gap="xl" align="flex-start" className={classes.figures}>
						<div className={classes.head}>
							<BotState bot={bot} />
							<Text size="sm" c="dimmed" mt={8}>
								{/* What Telegram has to say stands in the panel below. */}
								{(!bot.telegram && bot.trouble) || t(`overview.state.${bot.token_refused ? "refused" : bot.state}`)}
							</Text>
						</div>
						{bot.telegram && (
							<>
								<Figure number={bot.users_today} label={t("overview.today", { count: bot.users_today })} />
								<Figure number={bot.users} label={t("overview.users", { count: bot.users })} />
								{bot.errors_today > 0 && (
									<Figure number={bot.errors_today} label={t("overview.troubles", { count: bot.errors_today })} />
								)}
							</>
						)}
					</Group>
					{bot.telegram ? (
						<ConnectionPanel bot={bot} telegram={bot.telegram} />
					) : (
						<Panel title={t("connect.title")} about={t("connect.about")}>
							{may ? (
								<ConnectWizard bot={bot.id} onDone={() => undefined} />
							) : (
								<Text size="sm">{t("connect.forbidden")}</Text>
							)}
						</Panel>
					)}
					<DraftPanel bot={bot} />
				</Stack>
				<aside className={classes.side} aria-label={t("overview.picture")}>
					<div className={classes.talk}>
						{draft && (
							<Conversation bubbles={conversationOf(draft.document, language, 6)} label={t("overview.picture")} />
						)}
					</div>
					<Text size="sm" c="dimmed" ta="center">
						{t("overview.picture_about")}{" "}
						<Anchor
							inherit
							underline="always"
							className={classes.try}
							renderRoot={(props) => <Link to="/bots/$bot/edit" params={{ bot: bot.id }} {...props} />}
						>
							{t("overview.try")}
						</Anchor>
					</Text>
				</aside>
			</div>
		</Page>
	);
}

function Figure({ number, label }: { number: number; label: string }) {
	const { i18n } = useTranslation();
	return (
		<div>
			<div className={classes.number}>{number.toLocaleString(i18n.language)}</div>
			<Text size="sm" c="dimmed">
				{label}
			</Text>
		</div>
	);
}
