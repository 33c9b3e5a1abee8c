import { Anchor, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Conversation, type ShownBubble } from "../../ui/Conversation";
import classes from "./BotFatherSteps.module.css";

/** A bot that Telegram has, and needs no new one. */
export interface KnownBot {
	username: string;
	/** What BotFather is to be told: for the token that the bot has now, or for another one instead of it. */
	command: "/token" | "/revoke";
}

/** How to get a token from BotFather, in three pictures of the conversation with it: that of a new bot, or of one that is known. */
export function BotFatherSteps({ known }: { known?: KnownBot }) {
	const { t } = useTranslation("start");
	const command = known?.command ?? "/newbot";
	const steps: { name: "open" | "name" | "choose" | "token"; about?: string; bubbles: ShownBubble[] }[] = [
		{
			name: "open",
			about: known && t(known.command === "/token" ? "connect.step.open.again" : "connect.step.open.instead"),
			bubbles: [
				{ from: "person", text: "/start" },
				{ from: "bot", text: "I can help you create and manage Telegram bots." },
				{ from: "person", text: command },
			],
		},
		known
			? {
					name: "choose",
					about: known.command === "/token" ? t("connect.step.choose.gone", { name: known.username }) : undefined,
					bubbles: [
						{ from: "bot", text: "Choose a bot." },
						{ from: "person", text: `@${known.username}` },
					],
				}
			: {
					name: "name",
					bubbles: [
						{ from: "bot", text: "Alright, a new bot. How are we going to call it?" },
						{ from: "person", text: t("connect.step.sample_name") },
						{ from: "bot", text: "Good. Now let’s choose a username. It must end in <b>bot</b>." },
						{ from: "person", text: "corner_coffee_bot" },
					],
				},
		{
			name: "token",
			bubbles: [
				{
					from: "bot",
					text: "Done! Use this token to access the HTTP API:\n<code>123456789:AAHk2-x9…</code>\nKeep your token <b>secure</b>.",
				},
			],
		},
	];
	return (
		<ol className={classes.steps}>
			{steps.map(({ name, about, bubbles }, i) => (
				<li key={name} className={classes.step}>
					<div className={classes.words}>
						<span className={classes.number} aria-hidden="true">
							{i + 1}
						</span>
						<div>
							<Text fw={600} size="sm">
								{t(`connect.step.${name}.title`)}
							</Text>
							<Text size="sm" c="dimmed">
								{about ?? t(`connect.step.${name}.about`, { name: known?.username ?? "" })}
							</Text>
							{name === "open" && (
								<Anchor
									href="https://t.me/BotFather"
									target="_blank"
									rel="noopener noreferrer"
									size="sm"
									className={classes.link}
								>
									{t("connect.step.botfather")}
									<IconExternalLink size={14} aria-hidden="true" />
								</Anchor>
							)}
						</div>
					</div>
					<div className={classes.picture}>
						<Conversation
							bubbles={bubbles}
							label={t(`connect.step.${name}.picture`, { name: known?.username ?? "", command })}
						/>
					</div>
				</li>
			))}
		</ol>
	);
}
