import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { botQuery } from "../../api/bots";
import nav from "../../app/nav.module.css";
import classes from "./BotNav.module.css";
import { BotStateDot } from "./BotState";
import { tabs } from "./tabs";

/** The bot one is in, and its pages. */
export function BotNav({ id }: { id: string }) {
	const { t } = useTranslation("app");
	const { data: bot } = useQuery(botQuery(id));
	const can = bot?.can ?? [];
	const bar = useRef<HTMLElement>(null);
	const { pathname } = useLocation();
	const ready = bot !== undefined;
	// On a narrow screen the tabs scroll: the one that is open should be seen.
	useEffect(() => {
		if (ready && pathname !== "") {
			bar.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
		}
	}, [ready, pathname]);
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
