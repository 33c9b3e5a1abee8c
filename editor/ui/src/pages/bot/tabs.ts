import {
	type Icon,
	IconChartBar,
	IconHeartRateMonitor,
	IconHistory,
	IconHome2,
	IconKey,
	IconPhoto,
	IconSitemap,
	IconUsers,
} from "@tabler/icons-react";

interface Tab {
	to:
		| "/bots/$bot"
		| "/bots/$bot/edit"
		| "/bots/$bot/contacts"
		| "/bots/$bot/figures"
		| "/bots/$bot/media"
		| "/bots/$bot/health"
		| "/bots/$bot/history"
		| "/bots/$bot/secrets";
	/** Key in the words of app. */
	title: string;
	icon: Icon;
	/** What one must be allowed to, to see it. */
	needs: string;
}

/** The pages of a bot, as the bar shows them. */
export const tabs: readonly Tab[] = [
	{ to: "/bots/$bot", title: "tab.overview", icon: IconHome2, needs: "bot.read" },
	{ to: "/bots/$bot/edit", title: "tab.edit", icon: IconSitemap, needs: "bot.read" },
	{ to: "/bots/$bot/contacts", title: "tab.contacts", icon: IconUsers, needs: "contact.read" },
	{ to: "/bots/$bot/figures", title: "tab.figures", icon: IconChartBar, needs: "figures.read" },
	{ to: "/bots/$bot/media", title: "tab.media", icon: IconPhoto, needs: "bot.read" },
	{ to: "/bots/$bot/health", title: "tab.health", icon: IconHeartRateMonitor, needs: "bot.read" },
	{ to: "/bots/$bot/history", title: "tab.history", icon: IconHistory, needs: "bot.read" },
	{ to: "/bots/$bot/secrets", title: "tab.secrets", icon: IconKey, needs: "secret.write" },
];
