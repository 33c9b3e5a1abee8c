import { Anchor, Badge, Text } from "@mantine/core";
import { IconMoodSmile } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Trouble, troublesQuery } from "../../api/running";
import type { Known } from "../../publish/difference";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Panel";
import { RowsSkeleton } from "../../ui/Skeletons";
import { sentence } from "../../ui/sentence";
import { TimeAgo } from "../../ui/TimeAgo";
import classes from "./health.module.css";
import { PlaceLink } from "./PlaceLink";
import { useBotWords } from "./useBotWords";

/** What went wrong in which blocks in the last days, each kind once: where to look, and with whom. */
export function TroublesPanel({ bot }: { bot: string }) {
	const { t } = useTranslation("running");
	const known = useBotWords(bot);
	return (
		<Panel title={t("troubles.title")} about={t("troubles.about")}>
			<Loaded query={useQuery(troublesQuery(bot))} skeleton={<RowsSkeleton rows={2} height={64} />}>
				{({ items, incomplete }) =>
					items.length === 0 ? (
						<EmptyState icon={<IconMoodSmile size={28} />} title={t("troubles.none")} />
					) : (
						<>
							<ul className={classes.letters}>
								{items.map((trouble) => (
									<TroubleRow key={`${trouble.block}/${trouble.code}`} bot={bot} trouble={trouble} known={known} />
								))}
							</ul>
							{incomplete && (
								<Text size="sm" c="dimmed">
									{t("troubles.incomplete")}
								</Text>
							)}
						</>
					)
				}
			</Loaded>
		</Panel>
	);
}

function TroubleRow({ bot, trouble, known }: { bot: string; trouble: Trouble; known: Known | undefined }) {
	const { t } = useTranslation("running");
	const user = trouble.user_id;
	return (
		<li className={classes.letter}>
			<div className={classes.from}>
				<PlaceLink bot={bot} place={trouble} known={known} lit />
				<Badge variant="light" color="red">
					{t("troubles.times", { count: trouble.count })}
				</Badge>
			</div>
			<Text size="sm" c="var(--error)">
				{sentence(trouble.text)}
			</Text>
			<Text size="sm" c="dimmed">
				<TimeAgo at={trouble.last_at} />
				{user !== undefined && (
					<>
						{" · "}
						<Anchor
							size="sm"
							renderRoot={(props) => (
								<Link to="/bots/$bot/contacts/$user" params={{ bot, user }} search={{ show: "film" }} {...props} />
							)}
						>
							{t("troubles.why")}
						</Anchor>
					</>
				)}
			</Text>
		</li>
	);
}
