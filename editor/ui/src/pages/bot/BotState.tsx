import { Tooltip } from "@mantine/core";
import {
	type Icon,
	IconAlertTriangleFilled,
	IconCircleDashed,
	IconPlayerPauseFilled,
	IconPlayerPlayFilled,
	IconTrashFilled,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Bot } from "../../api/types";
import classes from "./BotState.module.css";

function iconOf(state: Bot["state"]): Icon {
	switch (state) {
		case "running":
			return IconPlayerPlayFilled;
		case "paused":
			return IconPlayerPauseFilled;
		case "trouble":
			return IconAlertTriangleFilled;
		case "draft":
			return IconCircleDashed;
		case "binned":
			return IconTrashFilled;
		default: {
			const never: never = state;
			return never;
		}
	}
}

/** How a bot is: a word and an icon, in a colour. */
export function BotState({ bot }: { bot: Bot }) {
	const { t } = useTranslation("app");
	const StateIcon = iconOf(bot.state);
	return (
		<span className={classes.badge} data-state={bot.state}>
			<StateIcon size={13} aria-hidden="true" />
			{t(`state.${bot.state}`)}
		</span>
	);
}

/** The same where there is room for the icon alone; the word is in its label. */
export function BotStateDot({ bot }: { bot: Bot }) {
	const { t } = useTranslation("app");
	const StateIcon = iconOf(bot.state);
	const words = t(`state.${bot.state}`);
	return (
		<Tooltip label={bot.trouble ?? words}>
			<span role="img" aria-label={words} className={classes.dot} data-state={bot.state}>
				<StateIcon size={12} aria-hidden="true" />
			</span>
		</Tooltip>
	);
}
