import { Avatar } from "@mantine/core";
import { IconAlertTriangle, IconBolt, IconPencil, IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Bot } from "../../api/types";
import { BotState } from "../bot/BotState";
import { RefusedSince } from "../connect/RefusedSince";
import classes from "./BotCard.module.css";
import { BotMenu } from "./BotMenu";

/** A bot in the list: how it is, who writes to it, and what is waiting for its owner. */
export function BotCard({ bot }: { bot: Bot }) {
	const { t } = useTranslation("start");
	return (
		<article className={classes.card}>
			<div className={classes.top}>
				<Avatar name={bot.name} color="initials" radius={14} size={46} alt="" />
				<div className={classes.name}>
					<h2 className={classes.title}>
						<Link to="/bots/$bot" params={{ bot: bot.id }} className={classes.link}>
							{bot.name}
						</Link>
					</h2>
					{bot.telegram ? (
						<a href={bot.telegram.link} target="_blank" rel="noopener noreferrer" className={classes.user}>
							@{bot.telegram.username}
						</a>
					) : (
						<span className={classes.soft}>{t("card.unconnected")}</span>
					)}
				</div>
				<BotMenu bot={bot} />
			</div>
			{bot.state === "trouble" && bot.trouble && (
				<div>
					<p className={classes.trouble}>{bot.trouble}</p>
					{bot.token_refused_at && (
						<p className={classes.since}>
							<RefusedSince bot={bot} />
						</p>
					)}
				</div>
			)}
			<ul className={classes.facts}>
				{bot.telegram && (
					<li>
						<IconUsers size={15} aria-hidden="true" />
						{t("card.today", { count: bot.users_today })}
					</li>
				)}
				{bot.errors_today > 0 && (
					<li className={classes.errors}>
						<IconBolt size={15} aria-hidden="true" />
						{t("card.troubles", { count: bot.errors_today })}
					</li>
				)}
				{bot.issues.errors > 0 && (
					<li className={classes.errors}>
						<IconAlertTriangle size={15} aria-hidden="true" />
						{t("card.errors", { count: bot.issues.errors })}
					</li>
				)}
			</ul>
			<div className={classes.foot}>
				<BotState bot={bot} />
				{bot.changed && bot.revision > 0 && (
					<span className={classes.changed}>
						<IconPencil size={13} aria-hidden="true" />
						{t("card.changed")}
					</span>
				)}
			</div>
		</article>
	);
}
