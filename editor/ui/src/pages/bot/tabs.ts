import { type Icon, IconHome2, IconSitemap } from "@tabler/icons-react";

interface Tab {
	to: "/bots/$bot" | "/bots/$bot/edit";
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
];
