import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheckFilled, IconPlayerPauseFilled, IconTool } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { botQuery, type Health, healthQuery } from "../../api/bots";
import { api } from "../../api/client";
import { queries } from "../../api/queries";
import type { Bot } from "../../api/types";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { PanelsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import { goodToast } from "../../ui/toast";
import { NewToken } from "../connect/NewToken";
import { RefusedSince } from "../connect/RefusedSince";
import classes from "./health.module.css";
import { LettersPanel } from "./LettersPanel";
import { ReachedQuotas } from "./ReachedQuotas";
import { TroublesPanel } from "./TroublesPanel";

/** Whether the bot gets along with Telegram, that nothing was lost, and what could not be handled. */
export function HealthPage() {
	const { t } = useTranslation("running");
	const { bot: id } = useParams({ from: "/inside/bots/$bot/health" });
	const { data: bot } = useQuery(botQuery(id));
	const query = useQuery(healthQuery(id));
	return (
		<Page title={t("health.title")} about={t("health.about")} width="text">
			<Loaded query={query} skeleton={<PanelsSkeleton panels={3} height={150} />}>
				{(health) => (
					<Stack gap="lg">
						{bot && <State bot={bot} health={health} />}
						<ReachedQuotas reached={health.reached} />
						<Tally tally={health.tally} />
						{bot?.can.includes("figures.read") && <TroublesPanel bot={id} />}
						{bot?.can.includes("bot.run") && <LettersPanel bot={id} />}
					</Stack>
				)}
			</Loaded>
		</Page>
	);
}

type Condition = "off" | "draft" | "paused" | "stolen" | "trouble" | "slow" | "good";

function conditionOf(bot: Bot, health: Health): Condition {
	if (!bot.telegram) {
		return "off";
	}
	if (health.other_program) {
		return "stolen";
	}
	switch (bot.state) {
		case "trouble":
			return "trouble";
		case "draft":
		case "paused":
			return bot.state;
		case "binned":
			return "off";
		case "running":
			return health.trouble ? "trouble" : health.pending > 100 ? "slow" : "good";
		default: {
			const never: never = bot.state;
			return never;
		}
	}
}

function State({ bot, health }: { bot: Bot; health: Health }) {
	const { t } = useTranslation("running");
	const condition = conditionOf(bot, health);
	const bad = condition === "stolen" || condition === "trouble" || condition === "slow";
	const quiet = condition === "off" || condition === "draft" || condition === "paused";
	const repair = useMutation({
		mutationFn: () => api.POST("/bots/{bot}/repair", { params: { path: { bot: bot.id } } }),
		onSuccess: async () => {
			await queries.invalidateQueries({ queryKey: botQuery(bot.id).queryKey });
			goodToast(t("health.repaired"));
		},
	});
	const Icon = bad ? IconAlertTriangle : quiet ? IconPlayerPauseFilled : IconCircleCheckFilled;
	return (
		<section className={classes.state} data-tone={bad ? "bad" : quiet ? "quiet" : "good"}>
			<span className={classes.sign} aria-hidden="true">
				<Icon size={28} />
			</span>
			<div className={classes.words}>
				<h2 className={classes.title}>{t(`health.is.${condition}.title`)}</h2>
				<Text size="sm">
					{(condition === "trouble" && (bot.trouble || health.trouble)) || t(`health.is.${condition}.about`)}
				</Text>
				{bot.token_refused_at && (
					<Text size="sm" c="dimmed">
						<RefusedSince bot={bot} />
					</Text>
				)}
				{health.last_error && condition !== "good" && (
					<Alert variant="light" color={bad ? "red" : "gray"} mt="sm" title={t("health.last_error")}>
						{health.last_error}
						{health.last_error_at && (
							<Text span size="sm" c="dimmed">
								{" "}
								(<TimeAgo at={health.last_error_at} />)
							</Text>
						)}
					</Alert>
				)}
				{bot.telegram && (
					<Text size="sm" c="dimmed" mt="sm">
						{health.trouble
							? t("health.unknown")
							: `${t(health.webhook ? "health.webhook" : "health.polling")} ${t("health.pending", { count: health.pending })}`}
					</Text>
				)}
				<ProblemAlert error={repair.error} />
				{bad && bot.token_refused && bot.can.includes("bot.publish") && (
					<Group mt="md">
						<NewToken bot={bot} needed />
					</Group>
				)}
				{bad && !bot.token_refused && bot.can.includes("bot.run") && (
					<Group mt="md">
						<Button leftSection={<IconTool size={17} />} loading={repair.isPending} onClick={() => repair.mutate()}>
							{t(condition === "stolen" ? "health.take_back" : "health.repair")}
						</Button>
					</Group>
				)}
			</div>
		</section>
	);
}

const parts = ["handled", "waiting", "dead", "dropped"] as const;

/** All that came, and what became of it. The sum is shown, so that everybody sees that nothing was lost. */
function Tally({ tally }: { tally: Health["tally"] }) {
	const { t, i18n } = useTranslation("running");
	return (
		<Panel title={t("tally.title")} about={t("tally.about")}>
			<dl className={classes.tally}>
				<div data-part="received">
					<dt>{t("tally.received")}</dt>
					<dd>{tally.received.toLocaleString(i18n.language)}</dd>
				</div>
				{parts.map((part, i) => (
					<div key={part} data-part={part} data-some={tally[part] > 0}>
						<span className={classes.sum} aria-hidden="true">
							{i === 0 ? "=" : "+"}
						</span>
						<dt>{t(`tally.${part}`)}</dt>
						<dd>{tally[part].toLocaleString(i18n.language)}</dd>
					</div>
				))}
			</dl>
		</Panel>
	);
}
