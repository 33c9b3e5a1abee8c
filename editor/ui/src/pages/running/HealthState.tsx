import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheckFilled, IconPlayerPauseFilled, IconTool } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { botQuery, type Health } from "../../api/bots";
import { api } from "../../api/client";
import { queries } from "../../api/queries";
import type { Bot } from "../../api/types";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { TimeAgo } from "../../ui/TimeAgo";
import { goodToast } from "../../ui/toast";
import { NewToken } from "../connect/NewToken";
import { RefusedSince } from "../connect/RefusedSince";
import classes from "./health.module.css";

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

/** What condition the bot is in, why, and what can be done about it. */
export function HealthState({ bot, health }: { bot: Bot; health: Health }) {
	const { t } = useTranslation("running");
	const condition = conditionOf(bot, health);
	const bad = condition === "stolen" || condition === "trouble" || condition === "slow";
	const quiet = condition === "off" || condition === "draft" || condition === "paused";
	const repair = useMutation({
		mutationFn: () => api.POST("/bots/{bot}/repair", { params: { path: { bot: bot.id } } }),
		onSuccess: async () => {
			await queries.invalidateQueries({ queryKey: botQuery(bot.id).queryKey });
			goodToast(t(health.other_polls ? "health.asked_again" : "health.repaired"));
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
					{(condition === "trouble" && (bot.trouble || health.trouble)) ||
						t(health.other_polls ? "health.is.stolen.polled" : `health.is.${condition}.about`)}
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
							{t(condition === "stolen" && !health.other_polls ? "health.take_back" : "health.repair")}
						</Button>
						{health.other_polls && bot.can.includes("bot.publish") && <NewToken bot={bot} />}
					</Group>
				)}
			</div>
		</section>
	);
}
