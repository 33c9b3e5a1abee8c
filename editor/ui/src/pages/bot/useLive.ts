import { useEffect } from "react";
import { botQuery } from "../../api/bots";
import { apiBase } from "../../api/client";
import { queries } from "../../api/queries";
import type { Bot } from "../../api/types";

/** What is read again when the server says that it is old, by the name of its event. */
const old: Readonly<Record<string, readonly string[]>> = {
	contacts: ["contacts", "contact"],
	figures: ["figures", "troubles"],
	health: ["health", "letters", "troubles"],
};

/**
 * Keeps what the pages of a bot show true while they are open: the server says what has changed, and what is on the screen is
 * read again. The editor listens by itself.
 */
export function useLive(bot: string, on: boolean): void {
	useEffect(() => {
		if (!on) {
			return;
		}
		const source = new EventSource(
			`${apiBase}/bots/${encodeURIComponent(bot)}/events?language=${document.documentElement.lang}`,
		);
		source.addEventListener("bot", (e) => {
			queries.setQueryData(botQuery(bot).queryKey, JSON.parse(e.data) as Bot);
		});
		for (const [event, what] of Object.entries(old)) {
			source.addEventListener(event, () => {
				for (const part of what) {
					void queries.invalidateQueries({ queryKey: ["bot", bot, part] });
				}
			});
		}
		return () => source.close();
	}, [bot, on]);
}
