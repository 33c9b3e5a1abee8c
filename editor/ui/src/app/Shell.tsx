import { Outlet, useMatch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { BotNav } from "../pages/bot/BotNav";
import { AccountMenu } from "./AccountMenu";
import { HomeLink, MainNav } from "./MainNav";
import classes from "./Shell.module.css";
import { WorkspaceMenu } from "./WorkspaceMenu";

/** Around the pages behind the login: one bar above, and the page, which scrolls by itself. */
export function Shell() {
	const { t } = useTranslation("app");
	const fills = useMatch({ from: "/inside/bots/$bot/edit", shouldThrow: false }) !== undefined;
	const bot = useMatch({ from: "/inside/bots/$bot", shouldThrow: false });
	return (
		<div className={classes.shell}>
			<button type="button" className={classes.skip} onClick={() => document.getElementById("main")?.focus()}>
				{t("skip")}
			</button>
			<header className={classes.head}>
				<div className={classes.left}>
					<HomeLink />
					<WorkspaceMenu />
				</div>
				<div className={classes.nav}>{bot ? <BotNav id={bot.params.bot} /> : <MainNav />}</div>
				<div className={classes.right}>
					<AccountMenu />
				</div>
			</header>
			<main id="main" tabIndex={-1} className={classes.main} data-fills={fills || undefined}>
				<Outlet />
			</main>
		</div>
	);
}
