import { useTranslation } from "react-i18next";
import type { Bot } from "../../api/types";
import { TimeAgo } from "../../ui/TimeAgo";

/** Since when Telegram refuses the bot's token; nothing where it does not, or that is not known yet. */
export function RefusedSince({ bot }: { bot: Bot }) {
	const { t } = useTranslation("start");
	return (
		bot.token_refused_at && (
			<>
				{t("connection.noticed")} <TimeAgo at={bot.token_refused_at} />
			</>
		)
	);
}
