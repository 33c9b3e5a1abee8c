import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots";
import nav from "../../app/nav.module.css";
import { TabBar } from "../../app/TabBar";
import classes from "./BotNav.module.css";
import { BotStateDot } from "./BotState";
import { tabs } from "./tabs";

/** The bot one is in, and its pages. */
export function BotNav({ id }: { id: string }) {
	const { t } = useTranslation("app");
	const { data: bot } = useQuery(botQuery(id));
	const can = bot?.can ?? [];
	return (
		<div className={classes.bot}>
			<div className={classes.name}>
				{bot && (
					<>
						<BotStateDot bot={bot} />
						<span className={classes.text} title={bot.name}>
							{bot.name}
						</span>
					</>
				)}
			</div>
			<TabBar label={t("tab.title")} ready={bot !== undefined}>
				{tabs
					.filter((tab) => can.includes(tab.needs))
					.map((tab) => (
						<Link
							key={tab.to}
							to={tab.to}
							params={{ bot: id }}
							className={nav.tab}
							activeOptions={{ exact: tab.to === "/bots/$bot", includeSearch: false }}
						>
							<tab.icon size={16} stroke={1.8} className={classes.icon} aria-hidden="true" />
							{t(tab.title)}
						</Link>
					))}
			</TabBar>
		</div>
	);
}
