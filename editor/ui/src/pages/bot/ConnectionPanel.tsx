import { Alert, Anchor, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { botQuery, healthQuery } from "../../api/bots";
import { api } from "../../api/client";
import { queries } from "../../api/queries";
import type { Bot } from "../../api/types";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { NewToken } from "../connect/NewToken";
import { RefusedSince } from "../connect/RefusedSince";
import { ReachedQuotas } from "../running/ReachedQuotas";

/** How a connected bot and Telegram get along, and what to do where they do not. */
export function ConnectionPanel({ bot, telegram }: { bot: Bot; telegram: NonNullable<Bot["telegram"]> }) {
	const { t } = useTranslation("start");
	const params = { path: { bot: bot.id } };
	const health = useQuery(healthQuery(bot.id));
	const reread = async () => {
		await queries.invalidateQueries({ queryKey: botQuery(bot.id).queryKey });
		await queries.invalidateQueries({ queryKey: healthQuery(bot.id).queryKey });
	};
	const repair = useMutation({ mutationFn: () => api.POST("/bots/{bot}/repair", { params }), onSuccess: reread });
	const disconnect = useMutation({ mutationFn: () => api.DELETE("/bots/{bot}/token", { params }), onSuccess: reread });
	const mayToken = bot.can.includes("bot.publish");
	return (
		<Panel title={t("connection.title")} actions={mayToken && !bot.token_refused && <NewToken bot={bot} />}>
			<Stack gap="sm">
				<Text size="sm">
					{t("connection.as")}{" "}
					<Anchor href={telegram.link} target="_blank" rel="noopener noreferrer" inherit>
						@{telegram.username}
					</Anchor>
					{bot.receiver && `. ${t(`receiver.now.${bot.receiver}`)}`}
				</Text>
				{health.isPending && <Skeleton height={20} width={240} />}
				{health.data && health.data.pending > 0 && (
					<Text size="sm" c="dimmed">
						{t("connection.pending", { count: health.data.pending })}
					</Text>
				)}
				{health.data?.other_program && (
					<Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} />} title={t("connection.other")}>
						{t("connect.other_about")}
					</Alert>
				)}
				{health.data && <ReachedQuotas reached={health.data.reached} />}
				{(bot.state === "trouble" || health.data?.last_error) && (
					<Alert
						color="red"
						variant="light"
						icon={<IconAlertTriangle size={18} />}
						title={bot.trouble ?? t("connection.trouble")}
					>
						<Stack gap="xs">
							{bot.token_refused_at && (
								<Text size="sm">
									<RefusedSince bot={bot} />
								</Text>
							)}
							{health.data?.last_error && <Text size="sm">{health.data.last_error}</Text>}
							<Group>
								{bot.token_refused
									? mayToken && (
											<>
												<NewToken bot={bot} needed />
												<Button variant="default" loading={disconnect.isPending} onClick={() => disconnect.mutate()}>
													{t("connection.disconnect")}
												</Button>
											</>
										)
									: bot.can.includes("bot.run") && (
											<Button size="xs" variant="default" loading={repair.isPending} onClick={() => repair.mutate()}>
												{t("connection.repair")}
											</Button>
										)}
							</Group>
						</Stack>
					</Alert>
				)}
				<ProblemAlert error={repair.error ?? disconnect.error} />
			</Stack>
		</Panel>
	);
}
