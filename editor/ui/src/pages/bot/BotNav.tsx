import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots";
import nav from "../../app/nav.module.css";
import { useOpenTab } from "../../app/useOpenTab";
import classes from "./BotNav.module.css";
import { BotStateDot } from "./BotState";
import { tabs } from "./tabs";

/** The bot one is in, and its pages. */
export function BotNav({ id }: { id: string }) {
	const { t } = useTranslation("app");
	const { data: bot } = useQuery(botQuery(id));
	const can = bot?.can ?? [];
	const bar = useOpenTab<HTMLElement>(bot !== undefined);
	return (
		<div className={classes.bot}>
			<div className={classes.name}>
				{bot && (
					<>
						<BotStateDot bot={bot} />
						<span className={classes.text}>{bot.name}</span>
					</>
				)}
			</div>
			<nav ref={bar} aria-label={t("tab.title")} className={nav.tabs}>
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
							<tab.icon size={16} stroke={1.8} aria-hidden="true" />
							{t(tab.title)}
						</Link>
					))}
			</nav>
		</div>
	);
}
