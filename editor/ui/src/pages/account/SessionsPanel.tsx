import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Panel";
import { ProblemAlert } from "../../ui/ProblemAlert";
import { RowsSkeleton } from "../../ui/Skeletons";
import { TimeAgo } from "../../ui/TimeAgo";
import { browserOf } from "./agent";
import rows from "./rows.module.css";

type OpenSession = Schemas["Login"];

const queryKey = ["account", "sessions"];

/** Where one is logged in, with the way to end it there. */
export function SessionsPanel() {
	const { t } = useTranslation("account");
	const query = useQuery({ queryKey, queryFn: () => answer(api.GET("/account/sessions")) });
	const end = useMutation({
		mutationFn: (id: string) => api.DELETE("/account/sessions/{id}", { params: { path: { id } } }),
		onSuccess: () => queries.invalidateQueries({ queryKey }),
	});
	return (
		<Panel title={t("sessions.title")} about={t("sessions.about")}>
			<Stack gap="sm">
				<ProblemAlert error={end.error} />
				<Loaded query={query} skeleton={<RowsSkeleton rows={2} />}>
					{({ items }) => (
						<ul className={rows.list}>
							{items.map((session) => (
								<SessionRow
									key={session.id}
									session={session}
									ending={end.isPending && end.variables === session.id}
									onEnd={() => end.mutate(session.id)}
								/>
							))}
						</ul>
					)}
				</Loaded>
			</Stack>
		</Panel>
	);
}

function SessionRow({ session, ending, onEnd }: { session: OpenSession; ending: boolean; onEnd: () => void }) {
	const { t } = useTranslation("account");
	const { browser, system, phone } = browserOf(session.agent);
	const name = browser === "" ? t("sessions.unknown") : system === "" ? browser : t("sessions.on", { browser, system });
	const DeviceIcon = phone ? IconDeviceMobile : IconDeviceDesktop;
	return (
		<li className={rows.row}>
			<DeviceIcon size={22} stroke={1.5} className={rows.icon} aria-hidden="true" />
			<div className={rows.words}>
				<Group gap="xs">
					<Text size="sm" fw={600}>
						{name}
					</Text>
					{session.current && (
						<Badge size="sm" variant="light">
							{t("sessions.this")}
						</Badge>
					)}
				</Group>
				<Text size="sm" c="dimmed">
					{session.address} · <TimeAgo at={session.used_at} />
				</Text>
			</div>
			{!session.current && (
				<Button
					size="xs"
					variant="default"
					loading={ending}
					onClick={onEnd}
					aria-label={t("sessions.end_of", { name })}
				>
					{t("sessions.end")}
				</Button>
			)}
		</li>
	);
}
