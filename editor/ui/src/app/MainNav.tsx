import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Logo } from "./Logo";
import classes from "./nav.module.css";
import { useWorkspace } from "./session";
import { TabBar } from "./TabBar";

export function HomeLink() {
	const { t } = useTranslation("app");
	return (
		<Link to="/" className={classes.home} title={t("home")}>
			<Logo short />
		</Link>
	);
}

/** The pages of a workspace. */
export function MainNav() {
	const { t } = useTranslation("app");
	const can = useWorkspace()?.can ?? [];
	return (
		<TabBar label={t("nav.title")} ready>
			<Link to="/" className={classes.tab} activeOptions={{ exact: true }}>
				{t("nav.bots")}
			</Link>
			{can.includes("bot.create") && (
				<Link to="/start" className={classes.tab}>
					{t("nav.examples")}
				</Link>
			)}
			{can.includes("bot.read") && (
				<Link to="/workspace/blocks" className={classes.tab}>
					{t("nav.blocks")}
				</Link>
			)}
			{can.includes("member.read") && (
				<Link to="/workspace" className={classes.tab} activeOptions={{ exact: true }}>
					{t("nav.team")}
				</Link>
			)}
			{can.includes("audit.read") && (
				<Link to="/workspace/audit" className={classes.tab}>
					{t("nav.audit")}
				</Link>
			)}
			<Link to="/help" className={classes.tab} activeOptions={{ includeSearch: false }}>
				{t("nav.help")}
			</Link>
		</TabBar>
	);
}
