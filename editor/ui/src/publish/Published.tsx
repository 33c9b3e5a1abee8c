import { Button, Group, Text, Title } from "@mantine/core";
import { IconBrandTelegram, IconCircleCheckFilled } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Bot } from "../api/types";
import classes from "./publish.module.css";

/** It is done: what to do with it now. */
export function Published({ bot, revision, onClose }: { bot: Bot; revision: number; onClose: () => void }) {
	const { t } = useTranslation("publish");
	// The button that published is gone, and the focus with it.
	const close = useRef<HTMLButtonElement>(null);
	useEffect(() => close.current?.focus(), []);
	return (
		<div className={classes.done} role="status">
			<IconCircleCheckFilled size={56} className={classes.good} aria-hidden="true" />
			<Title order={3}>{t("done.title", { number: revision })}</Title>
			<Text c="dimmed" maw={420}>
				{t(bot.state === "paused" ? "done.paused" : "done.about")}
			</Text>
			<Group justify="center" mt="sm">
				<Button ref={close} variant="default" onClick={onClose}>
					{t("done.close")}
				</Button>
				{bot.telegram && (
					<Button
						component="a"
						href={bot.telegram.link}
						target="_blank"
						rel="noopener noreferrer"
						leftSection={<IconBrandTelegram size={18} />}
					>
						{t("done.open", { name: bot.telegram.username })}
					</Button>
				)}
			</Group>
		</div>
	);
}
