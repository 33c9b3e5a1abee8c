import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { botQuery, healthQuery } from "../../api/bots";
import { queries } from "../../api/queries";
import type { Bot } from "../../api/types";
import { ConnectWizard } from "./ConnectWizard";

interface Props {
	bot: Bot;
	/** Telegram does not know the token any more: a new one is all that helps. */
	needed?: boolean;
}

/** Gives a connected bot another token, with the way to get one. */
export function NewToken({ bot, needed = false }: Props) {
	const { t } = useTranslation("start");
	const [opened, setOpened] = useState(false);
	const title = t(needed ? "connection.new_token" : "connection.change");
	return (
		<>
			<Button variant={needed ? "filled" : "default"} size={needed ? "sm" : "xs"} onClick={() => setOpened(true)}>
				{title}
			</Button>
			<Modal opened={opened} onClose={() => setOpened(false)} title={title} size={860}>
				<ConnectWizard
					bot={bot.id}
					known={bot.telegram && { username: bot.telegram.username, command: needed ? "/token" : "/revoke" }}
					onDone={() => {
						setOpened(false);
						void queries.invalidateQueries({ queryKey: botQuery(bot.id).queryKey });
						void queries.invalidateQueries({ queryKey: healthQuery(bot.id).queryKey });
					}}
				/>
			</Modal>
		</>
	);
}
